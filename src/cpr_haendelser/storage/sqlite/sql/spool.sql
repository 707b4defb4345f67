-- The spool: one delivery's decisions, in a file of its own that is thrown away. Attached as `spool` when it is committed.

-- name: skema
-- Everything lies in the order decided. A person's image was left alone where there is no dokument; the address columns
-- are empty then. What is looked for by personnummer now and then is indexed then (indeks).
CREATE TABLE person (
    raekke INTEGER PRIMARY KEY,
    pnr INTEGER NOT NULL UNIQUE,
    foer_fil INTEGER,
    aeldre INTEGER NOT NULL,
    status INTEGER,
    kommunekode TEXT,
    vejkode TEXT,
    husnr TEXT,
    etage TEXT,
    sidedoer TEXT,
    dokument BLOB
) STRICT;
CREATE TABLE relation (
    fra INTEGER NOT NULL,
    ny INTEGER NOT NULL,
    til INTEGER NOT NULL,
    art INTEGER NOT NULL,
    PRIMARY KEY (fra, ny, til, art)
) STRICT, WITHOUT ROWID;
CREATE TABLE haendelse (
    raekke INTEGER PRIMARY KEY,
    pnr INTEGER NOT NULL,
    kode TEXT NOT NULL,
    art TEXT NOT NULL,
    regel TEXT NOT NULL,
    rolle TEXT NOT NULL,
    kommune TEXT NOT NULL,
    gyldig_fra TEXT NOT NULL,
    registreret TEXT NOT NULL,
    indhold TEXT NOT NULL,
    registrering_id BLOB NOT NULL,
    besked_id BLOB NOT NULL,
    modtager_cvr TEXT NOT NULL,
    soeger_kommune INTEGER NOT NULL,
    retter_koder TEXT,
    retter_fra TEXT,
    hoved_pnr TEXT,
    hoved_kode TEXT,
    hoved_tid TEXT
) STRICT;
CREATE TABLE linje (
    linje INTEGER PRIMARY KEY,
    pnr INTEGER NOT NULL,
    kode TEXT NOT NULL,
    maerke TEXT NOT NULL,
    tid TEXT NOT NULL,
    grund TEXT NOT NULL
) STRICT;
CREATE TABLE nummer (
    loebenummer INTEGER PRIMARY KEY,
    raekke INTEGER NOT NULL UNIQUE
) STRICT;
CREATE TABLE aarsag (
    linje INTEGER NOT NULL,
    loebenummer INTEGER NOT NULL,
    PRIMARY KEY (linje, loebenummer)
) STRICT, WITHOUT ROWID;

-- name: add_person
INSERT INTO person VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_relation
INSERT OR IGNORE INTO relation VALUES (?, ?, ?, ?);

-- name: add_haendelse
INSERT INTO haendelse VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_linje
INSERT INTO linje VALUES (?, ?, ?, ?, ?, ?);

-- name: personer
-- In the order they were added.
SELECT pnr, foer_fil, aeldre, dokument FROM person ORDER BY raekke;

-- name: relationer
SELECT ny, art, til FROM relation WHERE fra = ? ORDER BY art, til;

-- name: haendelser
SELECT registrering_id, besked_id, modtager_cvr, pnr, kode, art, regel, rolle, kommune, gyldig_fra, registreret, indhold
FROM haendelse WHERE pnr = ? ORDER BY raekke;

-- name: linjer
SELECT linje, kode, maerke, tid, grund FROM linje WHERE pnr = ? ORDER BY linje;

-- name: haendelse_indeks
CREATE INDEX IF NOT EXISTS spool.haendelse_pnr ON haendelse (pnr);

-- name: linje_indeks
CREATE INDEX IF NOT EXISTS spool.linje_pnr ON linje (pnr);

-- A person that is decided again: the first decision goes.

-- name: forget_person
DELETE FROM spool.person WHERE pnr = ?;

-- name: forget_relation
DELETE FROM spool.relation WHERE fra = ?;

-- name: forget_haendelse
DELETE FROM spool.haendelse WHERE pnr = ?;

-- name: forget_linje
DELETE FROM spool.linje WHERE pnr = ?;
