-- How far each store has come: what a copy says of itself.

-- name: register
SELECT (SELECT coalesce(max(loebenummer), 0) FROM haendelse), (SELECT coalesce(max(fil), 0) FROM leverance),
       (SELECT count(*) FROM person);

-- name: postrum
SELECT coalesce((SELECT til FROM parti ORDER BY nr DESC LIMIT 1), 0);

-- name: ordrer
SELECT coalesce(max(nr), 0) FROM ordre;

-- name: set_meta
INSERT INTO meta (noegle, vaerdi) VALUES (:noegle, :vaerdi)
ON CONFLICT (noegle) DO UPDATE SET vaerdi = excluded.vaerdi;
