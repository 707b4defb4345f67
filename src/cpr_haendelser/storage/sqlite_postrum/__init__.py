"""The post room in an SQLite file of its own, beside the register's."""
