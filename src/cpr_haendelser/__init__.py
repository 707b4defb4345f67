"""A CPR event service: CPR delta files in, CPR-hændelser out."""

__version__ = "0.1.0"
