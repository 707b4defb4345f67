-- Links of the audit that were removed when they had been kept as long as they may.

CREATE TABLE revisionsbortfald (
    til INTEGER PRIMARY KEY,
    tidspunkt TEXT NOT NULL,
    segl TEXT NOT NULL,
    led INTEGER NOT NULL,
    poster INTEGER NOT NULL
) STRICT;
