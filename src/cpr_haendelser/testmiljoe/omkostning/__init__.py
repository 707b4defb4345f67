"""What ordering costs: a price list as data, a quote before, and a settlement after."""
