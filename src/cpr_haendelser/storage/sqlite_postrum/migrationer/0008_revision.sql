-- The audit: a chain of links, what they can be found by, and in which link each delivery stands (0: recorded before
-- there was an audit).

CREATE TABLE revisionsled (
    nr INTEGER PRIMARY KEY,
    tidspunkt TEXT NOT NULL,
    slags TEXT NOT NULL,
    antal INTEGER NOT NULL,
    forrige BLOB NOT NULL,
    hash BLOB NOT NULL,
    indhold BLOB NOT NULL
) STRICT;

CREATE TABLE revisionsnoegle (
    nr INTEGER PRIMARY KEY,
    noegle TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE revisionsopslag (
    noegle INTEGER NOT NULL,
    led INTEGER NOT NULL,
    slags TEXT NOT NULL,
    antal INTEGER NOT NULL,
    PRIMARY KEY (noegle, led)
) STRICT, WITHOUT ROWID;

CREATE TABLE revisionsperson (
    pnr INTEGER NOT NULL,
    led INTEGER NOT NULL,
    slags TEXT NOT NULL,
    antal INTEGER NOT NULL,
    PRIMARY KEY (pnr, led)
) STRICT, WITHOUT ROWID;

ALTER TABLE levering ADD COLUMN led INTEGER NOT NULL DEFAULT 0;
