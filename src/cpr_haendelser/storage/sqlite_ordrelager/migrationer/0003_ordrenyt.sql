
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
