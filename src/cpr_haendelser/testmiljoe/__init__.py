"""The external test environment: test persons, orders, coherence and divergence, settlement (decision 12)."""
