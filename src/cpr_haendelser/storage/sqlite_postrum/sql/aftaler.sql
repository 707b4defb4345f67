-- The way of serviceaftaler.

-- name: aftaleskridt
SELECT aftale, tidspunkt, hvem, navn, skridt, fra, til, tekst FROM aftaleskridt WHERE aftale = ? ORDER BY nr;

-- name: add_aftaleskridt
INSERT INTO aftaleskridt (aftale, tidspunkt, hvem, navn, skridt, fra, til, tekst) VALUES (?, ?, ?, ?, ?, ?, ?, ?);
