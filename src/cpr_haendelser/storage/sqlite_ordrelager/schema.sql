-- What the test environment keeps: persons' owners, orders and what came of them. Times are ISO 8601 text in UTC.

-- Every number ever given to a test person; rows are never removed.
CREATE TABLE testperson (
    pnr INTEGER PRIMARY KEY,
    slags TEXT NOT NULL,
    ejer TEXT NOT NULL,
    gruppe TEXT NOT NULL,
    oprettet TEXT NOT NULL,
    fjernet TEXT NOT NULL
) STRICT;

CREATE INDEX testperson_ejer ON testperson (ejer, pnr) WHERE fjernet = '';

-- Organisations that a person is shared with.
CREATE TABLE deling (
    cvr TEXT NOT NULL,
    pnr INTEGER NOT NULL REFERENCES testperson (pnr),
    PRIMARY KEY (cvr, pnr)
) STRICT, WITHOUT ROWID;

CREATE INDEX deling_person ON deling (pnr);

-- Orders by number; tilstand as storage.ordre.Ordretilstand.
CREATE TABLE ordre (
    nr INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    art TEXT NOT NULL,
    titel TEXT NOT NULL,
    ejer TEXT NOT NULL,
    system TEXT NOT NULL,
    myndighed TEXT NOT NULL,
    kreds TEXT NOT NULL,
    tilstand TEXT NOT NULL,
    linjer INTEGER NOT NULL,
    oprettet TEXT NOT NULL,
    aendret TEXT NOT NULL,
    grund TEXT NOT NULL,
    skabelon BLOB NOT NULL
) STRICT;

CREATE INDEX ordre_ejer ON ordre (ejer, nr);

CREATE INDEX ordre_i_gang ON ordre (nr) WHERE tilstand = 'i_gang';

-- Lines as JSON (storage.ordre.Ordrelinje).
CREATE TABLE ordrelinje (
    ordre INTEGER NOT NULL REFERENCES ordre (nr),
    nr INTEGER NOT NULL,
    indhold TEXT NOT NULL,
    PRIMARY KEY (ordre, nr)
) STRICT, WITHOUT ROWID;

-- What was planned, and what came of it; loebenumre is a JSON list, forsoeg the file it was being received in.
CREATE TABLE udfoerelse (
    ordre INTEGER NOT NULL REFERENCES ordre (nr),
    nr INTEGER NOT NULL,
    linje INTEGER NOT NULL,
    trin INTEGER NOT NULL,
    gentagelse INTEGER NOT NULL,
    pnr INTEGER NOT NULL,
    tidspunkt TEXT NOT NULL,
    tilstand TEXT NOT NULL,
    fil INTEGER NOT NULL,
    loebenumre TEXT NOT NULL,
    udfoert TEXT NOT NULL,
    fejl TEXT NOT NULL,
    forsoeg TEXT NOT NULL,
    PRIMARY KEY (ordre, nr)
) STRICT, WITHOUT ROWID;

CREATE INDEX udfoerelse_venter ON udfoerelse (ordre, nr, tidspunkt) WHERE tilstand = 'venter';

-- An order's thread with the operator, only ever appended.
CREATE TABLE indlaeg (
    nr INTEGER PRIMARY KEY,
    ordre INTEGER NOT NULL REFERENCES ordre (nr),
    tidspunkt TEXT NOT NULL,
    hvem TEXT NOT NULL,
    tekst TEXT NOT NULL
) STRICT;

CREATE INDEX indlaeg_ordre ON indlaeg (ordre, nr);

-- Terms accepted, only ever appended.
CREATE TABLE accept (
    nr INTEGER PRIMARY KEY,
    cvr TEXT NOT NULL,
    version TEXT NOT NULL,
    hvem TEXT NOT NULL,
    tidspunkt TEXT NOT NULL
) STRICT;

-- Templates that organisations have put aside; indhold is a filled bestillingstemplate, or persons' records as JSON.
CREATE TABLE gemt_skabelon (
    ejer TEXT NOT NULL,
    navn TEXT NOT NULL,
    version INTEGER NOT NULL,
    slags TEXT NOT NULL,
    art TEXT NOT NULL,
    antal INTEGER NOT NULL,
    hvem TEXT NOT NULL,
    oprettet TEXT NOT NULL,
    indhold BLOB NOT NULL,
    PRIMARY KEY (ejer, navn, version)
) STRICT, WITHOUT ROWID;

-- News of orders until the letters about it are written: a step (til) or a word ('') that somebody (side) is told of.
-- AUTOINCREMENT: the post room remembers how far it has come by number.
CREATE TABLE ordrenyt (
    nr INTEGER PRIMARY KEY AUTOINCREMENT,
    ordre INTEGER NOT NULL REFERENCES ordre (nr),
    til TEXT NOT NULL,
    side TEXT NOT NULL,
    tidspunkt TEXT NOT NULL,
    hvem TEXT NOT NULL,
    tekst TEXT NOT NULL
) STRICT;
