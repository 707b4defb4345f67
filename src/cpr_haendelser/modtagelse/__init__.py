"""The front door: a CPR file is received whole or not at all."""
