-- What is read, in readers' connections.

-- name: meta
SELECT vaerdi FROM meta WHERE noegle = ?;

-- name: saet
SELECT indhold FROM saet WHERE nummer = ?;

-- name: saetnumre
SELECT nummer FROM saet ORDER BY nummer;

-- name: saetnummer
SELECT nummer FROM saet WHERE indhold = ?;

-- name: seneste_leverance
SELECT * FROM leverance WHERE opgave = ? ORDER BY proddto DESC LIMIT 1;

-- name: seneste_leverancer
SELECT * FROM leverance WHERE fil IN (SELECT max(fil) FROM leverance GROUP BY opgave) ORDER BY opgave;

-- name: find_leverance
SELECT * FROM leverance WHERE opgave = ? AND proddto = ?;

-- name: leverance
SELECT * FROM leverance WHERE fil = ?;

-- name: leverancer
SELECT * FROM leverance WHERE fil > ? ORDER BY fil LIMIT ?;

-- name: linjer099
SELECT * FROM linje099 WHERE fil = ? AND linje > ? ORDER BY linje LIMIT ?;

-- name: antal_personer
SELECT count(*) FROM person;

-- name: billeder
SELECT p.pnr, p.fil, l.opgave, l.proddto, v.dokument
FROM json_each(?) oensket CROSS JOIN person p ON p.pnr = oensket.value
JOIN personversion v ON v.nr = p.version JOIN leverance l ON l.fil = p.fil;

-- name: findes
SELECT p.pnr FROM json_each(?) oensket CROSS JOIN person p ON p.pnr = oensket.value;

-- name: billede_pr_fil
-- From the current version back to the first one that is not younger than the file.
WITH RECURSIVE tilbage (nr, fil, forrige) AS (
    SELECT v.nr, v.fil, v.forrige FROM person p JOIN personversion v ON v.nr = p.version WHERE p.pnr = :pnr
    UNION ALL
    SELECT v.nr, v.fil, v.forrige FROM tilbage t JOIN personversion v ON v.nr = t.forrige WHERE t.fil > :fil
)
SELECT v.pnr, v.fil, l.opgave, l.proddto, v.dokument
FROM tilbage t JOIN personversion v ON v.nr = t.nr JOIN leverance l ON l.fil = t.fil WHERE t.fil <= :fil;

-- name: versioner
WITH RECURSIVE tilbage (nr, fil, forrige) AS (
    SELECT v.nr, v.fil, v.forrige FROM person p JOIN personversion v ON v.nr = p.version WHERE p.pnr = :pnr
    UNION ALL
    SELECT v.nr, v.fil, v.forrige FROM tilbage t JOIN personversion v ON v.nr = t.forrige
)
SELECT v.pnr, v.fil, l.opgave, l.proddto, v.dokument
FROM tilbage t JOIN personversion v ON v.nr = t.nr JOIN leverance l ON l.fil = t.fil ORDER BY t.nr;

-- name: personer_i_kommune
SELECT pnr FROM person INDEXED BY person_kommune
WHERE kommunekode = :kommunekode AND kommunekode <> '' AND pnr > :efter ORDER BY pnr LIMIT :antal;

-- name: personer_paa_vej
SELECT pnr FROM person INDEXED BY person_adresse
WHERE kommunekode = :kommunekode AND vejkode = :vejkode AND vejkode <> '' AND pnr > :efter ORDER BY pnr LIMIT :antal;

-- name: personer_i_hus
SELECT pnr FROM person INDEXED BY person_adresse
WHERE kommunekode = :kommunekode AND vejkode = :vejkode AND vejkode <> '' AND husnr = :husnr AND pnr > :efter
ORDER BY pnr LIMIT :antal;

-- name: stade
-- One statement: both of one committed state.
SELECT (SELECT coalesce(max(fil), 0) FROM leverance), (SELECT coalesce(max(loebenummer), 0) FROM haendelse);

-- name: sidste_version_pr_fil
-- Versions stand in the order that they were written; those of later files are the last ones.
SELECT coalesce((SELECT nr FROM personversion WHERE fil <= :fil ORDER BY nr DESC LIMIT 1), 0);

-- name: uaendrede_i_kommune
-- Persons who live there now and have not been changed since.
SELECT pnr FROM person INDEXED BY person_kommune
WHERE kommunekode = :kommunekode AND kommunekode <> '' AND pnr > :efter AND version <= :version
ORDER BY pnr LIMIT :antal;

-- name: aendrede_siden
SELECT DISTINCT pnr FROM personversion WHERE nr > :version AND pnr > :efter AND pnr <= :til ORDER BY pnr;

-- name: relationer_til
SELECT art, fra FROM relation WHERE til = ? ORDER BY art, fra;

-- name: sidste_loebenummer
SELECT coalesce(max(loebenummer), 0) FROM haendelse;

-- name: haendelser
-- The rows of the log with these numbers.
SELECT h.loebenummer, h.registrering_id, h.besked_id, h.modtager_cvr, h.retter, r.registrering_id,
       h.hoved_id, h.fil, l.opgave, l.filnavn, l.proddto, h.dannet, h.saet,
       h.pnr, h.kode, h.art, h.regel, h.rolle, h.kommune, h.gyldig_fra, h.registreret, h.indhold
FROM json_each(?) valgt CROSS JOIN haendelse h ON h.loebenummer = valgt.value
JOIN leverance l ON l.fil = h.fil
LEFT JOIN haendelse r ON r.loebenummer = h.retter
ORDER BY h.loebenummer;

-- The feed chooses its numbers first, each value of a filter by the index that has it in order of number, so that a
-- page costs the same wherever it begins. What is asked for besides (og_kode, og_modtager) is put for {og}.

-- name: vaelg_alle
SELECT h.loebenummer FROM haendelse h WHERE h.loebenummer > :efter AND h.loebenummer <= :til {og}
ORDER BY h.loebenummer LIMIT :antal;

-- name: vaelg_person
SELECT h.loebenummer FROM haendelse h INDEXED BY haendelse_person
WHERE h.pnr = :vaerdi AND h.loebenummer > :efter AND h.loebenummer <= :til {og}
ORDER BY h.loebenummer LIMIT :antal;

-- name: numre_om
SELECT h.pnr, h.loebenummer FROM json_each(:pnrs) p CROSS JOIN haendelse h INDEXED BY haendelse_person
ON h.pnr = p.value WHERE h.loebenummer > :efter AND h.loebenummer <= :til;

-- name: taelling
SELECT CASE WHEN h.regel = :ordreregel THEN replace(substr(h.dannet, 1, 10), '-', '') ELSE l.proddto END dag, h.kode, count(*)
FROM haendelse h JOIN leverance l ON l.fil = h.fil
WHERE h.loebenummer > :efter AND h.loebenummer <= :til GROUP BY dag, h.kode ORDER BY dag, h.kode;

-- name: vaelg_kode
SELECT h.loebenummer FROM haendelse h INDEXED BY haendelse_kode
WHERE h.kode = :vaerdi AND h.loebenummer > :efter AND h.loebenummer <= :til {og}
ORDER BY h.loebenummer LIMIT :antal;

-- name: vaelg_modtager
SELECT h.loebenummer FROM haendelse h INDEXED BY haendelse_modtager
WHERE h.modtager_cvr = :vaerdi AND h.loebenummer > :efter AND h.loebenummer <= :til {og}
ORDER BY h.loebenummer LIMIT :antal;

-- name: vaelg_uden_modtager
SELECT h.loebenummer FROM haendelse h INDEXED BY haendelse_modtager
WHERE h.modtager_cvr = '' AND h.loebenummer > :efter AND h.loebenummer <= :til
AND NOT EXISTS (SELECT 1 FROM frigivelse f WHERE f.loebenummer = h.loebenummer) {og}
ORDER BY h.loebenummer LIMIT :antal;

-- name: og_kode
AND h.kode IN (SELECT value FROM json_each(:koder));

-- name: og_modtager
AND h.modtager_cvr IN (SELECT value FROM json_each(:cvr));

-- name: foerste
SELECT h.loebenummer FROM haendelse h INDEXED BY haendelse_modtager
WHERE h.modtager_cvr = :cvr AND h.loebenummer > :efter AND h.loebenummer <= :til
AND h.kode IN (SELECT value FROM json_each(:koder)) AND h.saet = :saet
AND (json_extract(h.indhold, '$.kreds') IS NULL
     OR EXISTS (SELECT 1 FROM json_each(h.indhold, '$.kreds') kreds WHERE kreds.value = :organisation))
ORDER BY h.loebenummer LIMIT 1;

-- name: antal_uden_modtager
-- Only hændelser without a receiver can be given one.
SELECT (SELECT count(*) FROM haendelse WHERE modtager_cvr = '') - (SELECT count(*) FROM frigivelse);

-- name: modtager
-- The receiver, the BeskedId, and the number it was given later, where it had none and got one.
SELECT h.modtager_cvr, h.besked_id, f.ny FROM haendelse h LEFT JOIN frigivelse f ON f.loebenummer = h.loebenummer
WHERE h.loebenummer = ?;
