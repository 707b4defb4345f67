"""The console: server-rendered pages over what the other rooms do. No rule lives here."""

ROD = "/konsol"
"""Their address."""
