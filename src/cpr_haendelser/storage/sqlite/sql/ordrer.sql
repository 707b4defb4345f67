-- Ordered hændelser into the log, in the writer's transaction.

-- name: kendt
-- The number of a hændelse that the log has already.
SELECT loebenummer FROM haendelse WHERE besked_id = ?;

-- name: ukendte
-- Those of the numbers that are no person of the replica.
SELECT DISTINCT oensket.value FROM json_each(?) oensket
WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.pnr = oensket.value);

-- name: om_person
-- Whether a hændelse is about a person.
SELECT 1 FROM haendelse WHERE loebenummer = ? AND pnr = ?;

-- name: seneste_fil
SELECT coalesce(max(fil), 0) FROM leverance;

-- name: add_haendelse
INSERT INTO haendelse (loebenummer, pnr, kode, art, regel, rolle, kommune, modtager_cvr, gyldig_fra, registreret,
                       registrering_id, besked_id, retter, hoved_id, fil, dannet, saet, indhold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?);
