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
