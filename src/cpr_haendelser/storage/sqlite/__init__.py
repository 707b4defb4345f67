"""The SQLite implementation: one file, any number of readers, one writer at a time."""
