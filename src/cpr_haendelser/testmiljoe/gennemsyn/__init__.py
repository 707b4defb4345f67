"""Whether an installation is clean: no personnummer of ordinary shape anywhere in it but those that are allowed."""
