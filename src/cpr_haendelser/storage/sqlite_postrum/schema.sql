-- The post room: who may and who wants, what is on its way, what has been delivered. Times are ISO 8601 text in UTC.

-- Made once: the secret namespace of TransaktionsId.
CREATE TABLE navnerum (
    nr INTEGER PRIMARY KEY CHECK (nr = 1),
    bytes BLOB NOT NULL
) STRICT;

-- Every change of the set-up.
CREATE TABLE opsaetning (
    version INTEGER PRIMARY KEY,
    tidspunkt TEXT NOT NULL,
    hvem TEXT NOT NULL
) STRICT;

-- What each version changed, as it was from then on, JSON. art: organisation, system, aftale, dueslag, bruger,
-- certifikat.
CREATE TABLE opsaetningspost (
    art TEXT NOT NULL,
    noegle TEXT NOT NULL,
    version INTEGER NOT NULL REFERENCES opsaetning (version),
    indhold TEXT NOT NULL,
    PRIMARY KEY (art, noegle, version)
) STRICT, WITHOUT ROWID;

-- The way of each serviceaftale: every step and every word in its thread, only ever appended.
CREATE TABLE aftaleskridt (
    nr INTEGER PRIMARY KEY,
    aftale TEXT NOT NULL,
    tidspunkt TEXT NOT NULL,
    hvem TEXT NOT NULL,
    navn TEXT NOT NULL,
    skridt TEXT NOT NULL,
    fra TEXT NOT NULL,
    til TEXT NOT NULL,
    tekst TEXT NOT NULL
) STRICT;

CREATE INDEX aftaleskridt_aftale ON aftaleskridt (aftale, nr);

-- Value lists, by a number of our own that the memberships use.
CREATE TABLE vaerdiliste (
    nr INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    navn TEXT NOT NULL,
    system TEXT NOT NULL,
    version INTEGER NOT NULL,
    antal INTEGER NOT NULL,
    aktiv INTEGER NOT NULL
) STRICT;

-- Every change of a value list: all lists at one moment are named by the newest number.
CREATE TABLE listeaendring (
    nr INTEGER PRIMARY KEY,
    liste INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

-- What is in a list now, in order; personnumre are integers.
CREATE TABLE listevaerdi (
    liste INTEGER NOT NULL,
    vaerdi ANY NOT NULL,
    PRIMARY KEY (liste, vaerdi)
) STRICT, WITHOUT ROWID;

-- Which lists a value is in: from version fra until before version til (0: still).
CREATE TABLE medlem (
    vaerdi ANY NOT NULL,
    liste INTEGER NOT NULL,
    fra INTEGER NOT NULL,
    til INTEGER NOT NULL,
    PRIMARY KEY (vaerdi, liste, fra)
) STRICT, WITHOUT ROWID;

-- The same for the newest memberships, until there are so many that they are moved over in one go: written one list
-- after the other into the large table, each list would touch every page of it.
CREATE TABLE medlem_ny (
    vaerdi ANY NOT NULL,
    liste INTEGER NOT NULL,
    fra INTEGER NOT NULL,
    til INTEGER NOT NULL,
    PRIMARY KEY (vaerdi, liste, fra)
) STRICT, WITHOUT ROWID;

-- How far an it-system has read a part of the log: JSON list of [til, version, dag] (storage.straekning). The newest nr
-- is the one that was read last.
CREATE TABLE laest (
    system TEXT NOT NULL,
    udsnit TEXT NOT NULL,
    straekninger TEXT NOT NULL,
    nr INTEGER NOT NULL,
    PRIMARY KEY (system, udsnit)
) STRICT, WITHOUT ROWID;

-- A batch of forsendelser derived together; `til` is the position in the log after it, the newest one's the position now.
CREATE TABLE parti (
    nr INTEGER PRIMARY KEY,
    til INTEGER NOT NULL,
    tidspunkt TEXT NOT NULL,
    versioner TEXT NOT NULL
) STRICT;

-- Dueslag as the queue knows them: by a number of our own, with what stops them.
-- version: of the set-up that it came with. bagud: it has not got the log up to the position yet, but up to this number.
CREATE TABLE dueslag (
    nr INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    stoppet TEXT NOT NULL DEFAULT '',
    venter_til TEXT NOT NULL DEFAULT '',
    sidste_fejl TEXT NOT NULL DEFAULT '',
    leveret INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 0,
    bagud INTEGER
) STRICT;

-- Those that are behind.
CREATE INDEX dueslag_bagud ON dueslag (bagud) WHERE bagud IS NOT NULL;

-- What a dueslag was given by itself while it was behind: the numbers above fra up to til, in that parti.
CREATE TABLE indhentning (
    dueslag INTEGER NOT NULL,
    fra INTEGER NOT NULL,
    til INTEGER NOT NULL,
    parti INTEGER NOT NULL,
    PRIMARY KEY (dueslag, til)
) STRICT, WITHOUT ROWID;

-- Numbers of the log that were derived ahead of those before them, by which batch.
CREATE TABLE forud (
    loebenummer INTEGER PRIMARY KEY,
    parti INTEGER NOT NULL
) STRICT;

-- Authorities by a number of our own.
CREATE TABLE myndighed (
    nr INTEGER PRIMARY KEY,
    cvr TEXT NOT NULL UNIQUE
) STRICT;

-- What is not delivered. tilstand: 0 waits, 1 out, 2 parked and holding its person, 3 parked, 4 withheld, 5 fejlkø,
-- 6 awaits the operator, its person's later ones with it.
-- forrest: of those of its person that wait it is the first, and none of them is out or holds the person.
-- overhalet: a later one about the person has left while it was aside.
-- siden: since when it waits; empty: since it was derived.
CREATE TABLE forsendelse (
    dueslag INTEGER NOT NULL,
    loebenummer INTEGER NOT NULL,
    pnr INTEGER NOT NULL,
    myndighed INTEGER NOT NULL,
    parti INTEGER NOT NULL,
    tilstand INTEGER NOT NULL,
    forrest INTEGER NOT NULL,
    forsoeg INTEGER NOT NULL DEFAULT 0,
    tabt INTEGER NOT NULL DEFAULT 0,
    uden_for INTEGER NOT NULL DEFAULT 0,
    overhalet INTEGER NOT NULL DEFAULT 0,
    naeste TEXT NOT NULL DEFAULT '',
    grund TEXT NOT NULL DEFAULT '',
    hvem TEXT NOT NULL DEFAULT '',
    siden TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (dueslag, loebenummer)
) STRICT, WITHOUT ROWID;

-- One person's queue, state by state, each in order of number.
CREATE INDEX forsendelse_person ON forsendelse (dueslag, pnr, tilstand);

-- What may leave, or may when its time comes.
CREATE INDEX forsendelse_forrest ON forsendelse (dueslag, naeste) WHERE forrest = 1;

-- What is out or put aside.
CREATE INDEX forsendelse_tilstand ON forsendelse (tilstand, dueslag) WHERE tilstand > 0;

-- To whom, by which agreement and way messages have left.
CREATE TABLE videregivelse (
    nr INTEGER PRIMARY KEY,
    system TEXT NOT NULL,
    aftale TEXT NOT NULL,
    kanal TEXT NOT NULL,
    UNIQUE (system, aftale, kanal)
) STRICT;

-- The record of each delivery, only ever appended. led: the link of the audit that it stands in; 0: it is older.
CREATE TABLE levering (
    dueslag INTEGER NOT NULL,
    loebenummer INTEGER NOT NULL,
    forsoeg INTEGER NOT NULL,
    pnr INTEGER NOT NULL,
    myndighed INTEGER NOT NULL,
    parti INTEGER NOT NULL,
    tabt INTEGER NOT NULL,
    uden_for INTEGER NOT NULL,
    videregivelse INTEGER NOT NULL,
    tidspunkt TEXT NOT NULL,
    led INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (dueslag, loebenummer, forsoeg)
) STRICT, WITHOUT ROWID;

-- What has been told about a person.
CREATE INDEX levering_person ON levering (pnr, dueslag);

-- What was done by hand and by agreement.
CREATE TABLE indgreb (
    nr INTEGER PRIMARY KEY,
    tidspunkt TEXT NOT NULL,
    hvem TEXT NOT NULL,
    dueslag TEXT NOT NULL,
    handling TEXT NOT NULL,
    antal INTEGER NOT NULL,
    grund TEXT NOT NULL
) STRICT;

-- How much was delivered in each minute (ISO 8601 in UTC, to the minute) of the last hour.
CREATE TABLE leveringsminut (
    minut TEXT NOT NULL,
    dueslag INTEGER NOT NULL,
    antal INTEGER NOT NULL,
    PRIMARY KEY (minut, dueslag)
) STRICT, WITHOUT ROWID;

-- Alarms that stand, each with the gravest step that was told.
CREATE TABLE alarm (
    slags TEXT NOT NULL,
    emne TEXT NOT NULL,
    trin INTEGER NOT NULL,
    siden TEXT NOT NULL,
    PRIMARY KEY (slags, emne)
) STRICT, WITHOUT ROWID;

-- What is still to be told of alarms, to whom it may concern, by each way; not before `naeste`.
CREATE TABLE alarmpost (
    nr INTEGER PRIMARY KEY,
    kanal TEXT NOT NULL,
    indhold TEXT NOT NULL,
    forsoeg INTEGER NOT NULL DEFAULT 0,
    naeste TEXT NOT NULL DEFAULT ''
) STRICT;

-- What proves a user (by UUID): an Argon2id hash, the secret of the authenticator app, the last time step used of it, and
-- marks (JSON) of the addresses logged in from last. udloeber: of a first password, which must be changed.
CREATE TABLE login (
    bruger TEXT PRIMARY KEY,
    adgangskode TEXT NOT NULL,
    skal_skifte INTEGER NOT NULL,
    udloeber TEXT NOT NULL,
    totp TEXT NOT NULL,
    totp_trin INTEGER NOT NULL,
    kendte TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Logins, by SHA-256 of the mark that the caller sends. stempel: of what it rested on. sidst: when it was last used.
CREATE TABLE session (
    hash BLOB PRIMARY KEY,
    bruger TEXT NOT NULL,
    stempel TEXT NOT NULL,
    oprettet TEXT NOT NULL,
    sidst TEXT NOT NULL,
    udloeber TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A user's.
CREATE INDEX session_bruger ON session (bruger);

-- API keys of users and systems, by SHA-256 of the key; omfang: JSON list of the actions that it is for.
CREATE TABLE apinoegle (
    id TEXT PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    art TEXT NOT NULL,
    ejer TEXT NOT NULL,
    navn TEXT NOT NULL,
    omfang TEXT NOT NULL,
    oprettet TEXT NOT NULL,
    hvem TEXT NOT NULL,
    udloeber TEXT NOT NULL,
    lukket TEXT NOT NULL,
    sidst_brugt TEXT NOT NULL
) STRICT;

-- The audit: what each transaction wrote, in a chain (revision.kaede); indhold: canonical bytes, compressed.
CREATE TABLE revisionsled (
    nr INTEGER PRIMARY KEY,
    tidspunkt TEXT NOT NULL,
    slags TEXT NOT NULL,
    antal INTEGER NOT NULL,
    forrige BLOB NOT NULL,
    hash BLOB NOT NULL,
    indhold BLOB NOT NULL
) STRICT;

-- What links can be found by (revision.post.lookup_keys), by numbers of our own.
CREATE TABLE revisionsnoegle (
    nr INTEGER PRIMARY KEY,
    noegle TEXT NOT NULL UNIQUE
) STRICT;

-- Which links have posts with a key, and how many.
CREATE TABLE revisionsopslag (
    noegle INTEGER NOT NULL,
    led INTEGER NOT NULL,
    slags TEXT NOT NULL,
    antal INTEGER NOT NULL,
    PRIMARY KEY (noegle, led)
) STRICT, WITHOUT ROWID;

-- Which links have posts about a person, and how many; those of deliveries are found by levering_person.
CREATE TABLE revisionsperson (
    pnr INTEGER NOT NULL,
    led INTEGER NOT NULL,
    slags TEXT NOT NULL,
    antal INTEGER NOT NULL,
    PRIMARY KEY (pnr, led)
) STRICT, WITHOUT ROWID;

-- Links that were removed when they had been kept as long as they may: up to which, and its signed head (JSON).
CREATE TABLE revisionsbortfald (
    til INTEGER PRIMARY KEY,
    tidspunkt TEXT NOT NULL,
    segl TEXT NOT NULL,
    led INTEGER NOT NULL,
    poster INTEGER NOT NULL
) STRICT;

-- How far letters have been written about the news of orders (ordrelager: ordrenyt.nr); one row, or none yet.
CREATE TABLE ordrenyt (
    nr INTEGER PRIMARY KEY CHECK (nr = 1),
    til INTEGER NOT NULL
) STRICT;

-- Settings that were chosen while the program ran, only ever appended; the newest of each holds.
-- vaerdi: JSON; empty: what the file, the variable or the program says holds again.
CREATE TABLE driftsvalg (
    nr INTEGER PRIMARY KEY,
    navn TEXT NOT NULL,
    vaerdi TEXT NOT NULL,
    tidspunkt TEXT NOT NULL,
    hvem TEXT NOT NULL,
    grund TEXT NOT NULL
) STRICT;

CREATE INDEX driftsvalg_navn ON driftsvalg (navn, nr);

-- Restorings from a backup; frigivet: when somebody had looked through what it brought back, empty: nobody has.
CREATE TABLE gendannelse (
    nr INTEGER PRIMARY KEY,
    taget TEXT NOT NULL,
    gendannet TEXT NOT NULL,
    frigivet TEXT NOT NULL
) STRICT;
