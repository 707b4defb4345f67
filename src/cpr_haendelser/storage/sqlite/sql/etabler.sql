-- The first load of an empty replica, with a spool file attached as `spool` for the relations.

-- name: indekser
-- The indexes of the person table: dropped before and made again after, which is faster than keeping them all along.
SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'person' AND sql IS NOT NULL ORDER BY name;

-- name: fjern_indeks
DROP INDEX :navn;

-- name: add_person
INSERT INTO person (pnr, version, fil, status, kommunekode, vejkode, husnr, etage, sidedoer)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_version
INSERT INTO personversion (nr, pnr, fil, dokument) VALUES (?, ?, ?, ?);

-- name: relationer
CREATE TABLE spool.relation_usorteret (til INTEGER NOT NULL, fra INTEGER NOT NULL, art INTEGER NOT NULL) STRICT;

-- name: add_relation
INSERT INTO spool.relation_usorteret VALUES (?, ?, ?);

-- name: skriv_relationer
INSERT INTO relation (til, fra, art) SELECT DISTINCT til, fra, art FROM spool.relation_usorteret ORDER BY til, fra, art;
