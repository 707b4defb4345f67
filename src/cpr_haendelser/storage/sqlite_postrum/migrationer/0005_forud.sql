-- Numbers of the log that were derived ahead of those before them, by which batch.

CREATE TABLE forud (
    loebenummer INTEGER PRIMARY KEY,
    parti INTEGER NOT NULL
) STRICT;
