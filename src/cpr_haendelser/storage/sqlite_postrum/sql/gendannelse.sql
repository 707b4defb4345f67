-- Restorings from a backup.

-- name: staaende
SELECT taget, gendannet FROM gendannelse WHERE frigivet = '' ORDER BY nr DESC LIMIT :antal;

-- name: add_gendannelse
INSERT INTO gendannelse (taget, gendannet, frigivet) VALUES (?, ?, '');

-- name: slet_sessioner
DELETE FROM session;

-- name: frigiv
UPDATE gendannelse SET frigivet = ? WHERE frigivet = '';
