-- The schema as it is after all migrations; a test proves the two equal. Personnumre are whole numbers.

-- What is fixed at set-up: environment, id namespace.
CREATE TABLE meta (
    noegle TEXT PRIMARY KEY,
    vaerdi TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Numbered sets of composing settings (canonical JSON).
CREATE TABLE saet (
    nummer INTEGER PRIMARY KEY,
    indhold TEXT NOT NULL UNIQUE
) STRICT;

-- The file ledger. poster, koder099 and bemaerkninger are JSON.
CREATE TABLE leverance (
    fil INTEGER PRIMARY KEY,
    opgave TEXT NOT NULL,
    proddto TEXT NOT NULL,
    proddto_forrig TEXT NOT NULL,
    filnavn TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    art TEXT NOT NULL,
    modtaget TEXT NOT NULL,
    personer INTEGER NOT NULL,
    aendrede INTEGER NOT NULL,
    aeldre INTEGER NOT NULL,
    poster TEXT NOT NULL,
    koder099 TEXT NOT NULL,
    bemaerkninger TEXT NOT NULL,
    grund TEXT NOT NULL,
    haendelser INTEGER NOT NULL,
    UNIQUE (opgave, proddto)
) STRICT;

-- The replica: of each person the current version, the file it came with, and the columns of replika.billede.Opslag.
CREATE TABLE person (
    pnr INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    fil INTEGER NOT NULL,
    status INTEGER NOT NULL,
    kommunekode TEXT NOT NULL,
    vejkode TEXT NOT NULL,
    husnr TEXT NOT NULL,
    etage TEXT NOT NULL,
    sidedoer TEXT NOT NULL
) STRICT;

-- A municipality's persons in order of number, page by page.
CREATE INDEX person_kommune ON person (kommunekode) WHERE kommunekode <> '';

-- The persons of a road or a house.
CREATE INDEX person_adresse ON person (kommunekode, vejkode, husnr) WHERE vejkode <> '';

-- Every image that a person has had, the current one too, only ever appended: a delivery writes its documents one after
-- the other and leaves the old ones where they are. forrige is the version before; a person's are read by following it.
CREATE TABLE personversion (
    nr INTEGER PRIMARY KEY,
    pnr INTEGER NOT NULL,
    fil INTEGER NOT NULL,
    forrige INTEGER,
    dokument BLOB NOT NULL
) STRICT;

-- Who is named by whom: `fra` names `til`. Arts: replika.billede.RELATIONSARTER.
CREATE TABLE relation (
    til INTEGER NOT NULL,
    fra INTEGER NOT NULL,
    art INTEGER NOT NULL,
    PRIMARY KEY (til, fra, art)
) STRICT, WITHOUT ROWID;

-- The numbered log. A row is never changed after the transaction that wrote it. modtager_cvr is empty where no receiver
-- was known; retter is the number of the hændelse that it corrects or annuls; indhold is JSON (raekker.Indhold).
CREATE TABLE haendelse (
    loebenummer INTEGER PRIMARY KEY,
    pnr INTEGER NOT NULL,
    kode TEXT NOT NULL,
    art TEXT NOT NULL,
    regel TEXT NOT NULL,
    rolle TEXT NOT NULL,
    kommune TEXT NOT NULL,
    modtager_cvr TEXT NOT NULL,
    gyldig_fra TEXT NOT NULL,
    registreret TEXT NOT NULL,
    registrering_id BLOB NOT NULL,
    besked_id BLOB NOT NULL UNIQUE,
    retter INTEGER,
    hoved_id BLOB,
    fil INTEGER NOT NULL REFERENCES leverance (fil),
    dannet TEXT NOT NULL,
    saet INTEGER NOT NULL REFERENCES saet (nummer),
    indhold TEXT NOT NULL
) STRICT;

-- A person's hændelser, and the earlier one that a correction is about.
CREATE INDEX haendelse_person ON haendelse (pnr, kode, gyldig_fra);

-- The feed of one code, and of one receiver (empty: uden modtager), in order of number.
CREATE INDEX haendelse_kode ON haendelse (kode);

CREATE INDEX haendelse_modtager ON haendelse (modtager_cvr);

-- What has been corrected or annulled.
CREATE INDEX haendelse_retter ON haendelse (retter) WHERE retter IS NOT NULL;

-- What became of each 099 line: JSON list of løbenumre, or the reason why there are none.
CREATE TABLE linje099 (
    fil INTEGER NOT NULL REFERENCES leverance (fil),
    linje INTEGER NOT NULL,
    pnr INTEGER NOT NULL,
    kode TEXT NOT NULL,
    maerke TEXT NOT NULL,
    tid TEXT NOT NULL,
    loebenumre TEXT NOT NULL,
    grund TEXT NOT NULL,
    PRIMARY KEY (fil, linje)
) STRICT, WITHOUT ROWID;

-- Hændelser without receiver that were given one later: each came into the log again, as number `ny`.
CREATE TABLE frigivelse (
    loebenummer INTEGER PRIMARY KEY REFERENCES haendelse (loebenummer),
    ny INTEGER NOT NULL UNIQUE REFERENCES haendelse (loebenummer),
    tidspunkt TEXT NOT NULL,
    grund TEXT NOT NULL
) STRICT;
