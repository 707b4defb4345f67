-- Dueslag begin at a number of their own, and each change of a value list has a number.

CREATE TABLE listeaendring (
    nr INTEGER PRIMARY KEY,
    liste INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

ALTER TABLE dueslag ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

ALTER TABLE dueslag ADD COLUMN bagud INTEGER;

CREATE INDEX dueslag_bagud ON dueslag (bagud) WHERE bagud IS NOT NULL;

CREATE TABLE indhentning (
    dueslag INTEGER NOT NULL,
    fra INTEGER NOT NULL,
    til INTEGER NOT NULL,
    parti INTEGER NOT NULL,
    PRIMARY KEY (dueslag, til)
) STRICT, WITHOUT ROWID;
