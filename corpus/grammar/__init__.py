"""Numbers, units and periods: named rules from printed characters to exact values."""
