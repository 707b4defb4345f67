-- How far letters have been written about the news of orders (ordrelager: ordrenyt.nr); one row, or none yet.
CREATE TABLE ordrenyt (
    nr INTEGER PRIMARY KEY CHECK (nr = 1),
    til INTEGER NOT NULL
) STRICT;
