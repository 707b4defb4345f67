-- The way of serviceaftaler.

-- name: aftaleskridt
SELECT aftale, tidspunkt, hvem, navn, skridt, fra, til, tekst FROM aftaleskridt WHERE aftale = ? ORDER BY nr;

-- name: add_aftaleskridt
INSERT INTO aftaleskridt (aftale, tidspunkt, hvem, navn, skridt, fra, til, tekst) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: ordrenyt_til
SELECT coalesce(max(til), 0) FROM ordrenyt;

-- name: saet_ordrenyt
INSERT INTO ordrenyt (nr, til) VALUES (1, ?) ON CONFLICT (nr) DO UPDATE SET til = excluded.til;
