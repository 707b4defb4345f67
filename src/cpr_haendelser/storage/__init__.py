"""One interface to what is kept, with its implementations."""
