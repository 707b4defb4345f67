-- Settings that were chosen while the program ran.

-- name: sidste
SELECT coalesce(max(nr), 0) FROM driftsvalg;

-- name: nyeste
SELECT nr, navn, vaerdi, tidspunkt, hvem, grund FROM driftsvalg
WHERE nr IN (SELECT max(nr) FROM driftsvalg GROUP BY navn) ORDER BY navn;

-- name: om
SELECT nr, navn, vaerdi, tidspunkt, hvem, grund FROM driftsvalg WHERE navn = ? ORDER BY nr DESC LIMIT ?;

-- name: nummer
SELECT coalesce(max(nr), 0) FROM driftsvalg WHERE navn = ?;

-- name: add
INSERT INTO driftsvalg (navn, vaerdi, tidspunkt, hvem, grund) VALUES (?, ?, ?, ?, ?) RETURNING nr;
