"""The ordrelager in an SQLite file."""
