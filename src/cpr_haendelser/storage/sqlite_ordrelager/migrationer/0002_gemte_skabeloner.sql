
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
