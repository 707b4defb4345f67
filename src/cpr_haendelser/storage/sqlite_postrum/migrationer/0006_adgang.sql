-- People log in: what proves a user, sessions, API keys.

CREATE TABLE login (
    bruger TEXT PRIMARY KEY,
    adgangskode TEXT NOT NULL,
    skal_skifte INTEGER NOT NULL,
    udloeber TEXT NOT NULL,
    totp TEXT NOT NULL,
    totp_trin INTEGER NOT NULL,
    kendte TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    hash BLOB PRIMARY KEY,
    bruger TEXT NOT NULL,
    stempel TEXT NOT NULL,
    oprettet TEXT NOT NULL,
    sidst TEXT NOT NULL,
    udloeber TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_bruger ON session (bruger);

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
