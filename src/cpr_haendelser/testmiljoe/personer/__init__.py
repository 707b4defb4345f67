"""Own test persons: families made from a few wishes, or one person field by field; copied; removed."""
