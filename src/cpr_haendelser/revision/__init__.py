"""The audit: an append-only log of every change and every disclosure, chained so that tampering shows."""
