-- Restorings from a backup; frigivet: when somebody had looked through what it brought back, empty: nobody has.
CREATE TABLE gendannelse (
    nr INTEGER PRIMARY KEY,
    taget TEXT NOT NULL,
    gendannet TEXT NOT NULL,
    frigivet TEXT NOT NULL
) STRICT;
