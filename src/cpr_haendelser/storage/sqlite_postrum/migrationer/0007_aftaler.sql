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
