-- What a register no longer needs, in batches.

-- name: fra
-- The first hændelse at or above a number, and when it was written.
SELECT loebenummer, dannet FROM haendelse WHERE loebenummer >= ? ORDER BY loebenummer LIMIT 1;

-- name: yderste
SELECT coalesce(min(loebenummer), 0), coalesce(max(loebenummer), 0) FROM haendelse;

-- name: rettet
-- The lowest number up to one that a hændelse above it corrects or annuls.
SELECT retter FROM haendelse INDEXED BY haendelse_retter
WHERE retter IS NOT NULL AND retter <= :til AND loebenummer > :til ORDER BY retter LIMIT 1;

-- name: aeldste_fil
-- The oldest file that the log above a number shows persons as of; NULL: there is nothing above it.
SELECT min(fil) FROM (
    SELECT fil FROM (SELECT fil FROM haendelse WHERE loebenummer > :til ORDER BY loebenummer LIMIT 1)
    UNION ALL
    SELECT h.fil FROM frigivelse f CROSS JOIN haendelse h ON h.loebenummer = f.ny WHERE f.ny > :til
);

-- name: foerste_side
SELECT loebenummer FROM haendelse WHERE loebenummer <= :til ORDER BY loebenummer LIMIT :antal;

-- name: glem_frigivelser
DELETE FROM frigivelse WHERE loebenummer <= :til;

-- name: slet_haendelser
DELETE FROM haendelse WHERE loebenummer <= :til;

-- name: slet_linjer
DELETE FROM linje099 WHERE (fil, linje) IN (SELECT fil, linje FROM linje099 WHERE fil < :fil LIMIT :antal);

-- name: antal_til
SELECT count(*) FROM haendelse WHERE loebenummer <= :til;

-- name: sidste_fil_foer
-- The newest file received before a time.
SELECT coalesce(max(fil), 0) FROM leverance WHERE modtaget < :foer;

-- name: afloeste
-- Versions that follow upon another, in the order that they were written.
SELECT nr, forrige, fil FROM personversion WHERE nr > :efter AND forrige IS NOT NULL ORDER BY nr LIMIT :antal;

-- name: slet_version
DELETE FROM personversion WHERE nr = ?;

-- name: begynd_forfra
UPDATE personversion SET forrige = NULL WHERE nr = ?;
