"""The guides: how far an organisation is on its way to messages, refusals explained, examples in its own words."""
