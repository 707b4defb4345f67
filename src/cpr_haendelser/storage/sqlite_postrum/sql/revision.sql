-- The audit: links are only ever appended, in the writer's transaction.

-- name: hoved
SELECT nr, tidspunkt, hash FROM revisionsled ORDER BY nr DESC LIMIT 1;

-- name: leveringer_foer
-- Deliveries that were recorded before there was an audit.
SELECT count(*) FROM levering;

-- name: add_led
INSERT INTO revisionsled (nr, tidspunkt, slags, antal, forrige, hash, indhold) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: noegle
SELECT nr FROM revisionsnoegle WHERE noegle = ?;

-- name: add_noegle
INSERT INTO revisionsnoegle (noegle) VALUES (?);

-- name: add_opslag
INSERT INTO revisionsopslag VALUES (?, ?, ?, ?);

-- name: add_person
INSERT INTO revisionsperson VALUES (?, ?, ?, ?);

-- name: led
SELECT nr, tidspunkt, slags, antal, indhold, forrige, hash FROM revisionsled
WHERE nr > :efter AND nr <= :til ORDER BY nr LIMIT :antal;

-- name: fra_nummer
-- The first link at or after a number, for finding a time by halving: their times never go back.
SELECT nr, tidspunkt FROM revisionsled WHERE nr >= ? ORDER BY nr LIMIT 1;

-- name: led_med_noegle
SELECT l.nr, l.tidspunkt, l.slags, l.antal, l.indhold, l.forrige, l.hash
FROM revisionsnoegle n CROSS JOIN revisionsopslag o ON o.noegle = n.nr CROSS JOIN revisionsled l ON l.nr = o.led
WHERE n.noegle = :emne AND o.led > :efter AND o.led < :foer AND o.slags IN (SELECT value FROM json_each(:slags))
ORDER BY o.led LIMIT :antal;

-- name: noegler_med
-- Of some keys, those that links of these kinds have; the first such link of each is enough.
SELECT n.noegle FROM json_each(:noegler) e CROSS JOIN revisionsnoegle n ON n.noegle = e.value
WHERE EXISTS (
    SELECT 1 FROM revisionsopslag o WHERE o.noegle = n.nr AND o.slags IN (SELECT value FROM json_each(:slags))
);

-- name: led_om_person
SELECT l.nr, l.tidspunkt, l.slags, l.antal, l.indhold, l.forrige, l.hash
FROM (
    SELECT led, slags FROM revisionsperson WHERE pnr = :emne
    UNION SELECT led, 'levering' FROM levering WHERE pnr = :emne AND led > 0
) o CROSS JOIN revisionsled l ON l.nr = o.led
WHERE o.led > :efter AND o.led < :foer AND o.slags IN (SELECT value FROM json_each(:slags))
ORDER BY o.led LIMIT :antal;

-- name: tael_noegle
SELECT count(*), coalesce(sum(antal), 0) FROM revisionsopslag
WHERE noegle = (SELECT nr FROM revisionsnoegle WHERE noegle = :emne)
AND led > :efter AND led < :foer AND slags IN (SELECT value FROM json_each(:slags));

-- name: tael_person
SELECT count(DISTINCT led), coalesce(sum(antal), 0) FROM (
    SELECT led, slags, antal FROM revisionsperson WHERE pnr = :emne
    UNION ALL SELECT led, 'levering', 1 FROM levering WHERE pnr = :emne AND led > 0
) WHERE led > :efter AND led < :foer AND slags IN (SELECT value FROM json_each(:slags));

-- name: bortfald
-- The signed head of the last link that has been removed.
SELECT til, segl FROM revisionsbortfald ORDER BY til DESC LIMIT 1;

-- name: add_bortfald
INSERT INTO revisionsbortfald VALUES (?, ?, ?, ?, ?);

-- name: ved
SELECT nr, tidspunkt, hash FROM revisionsled WHERE nr = ?;

-- name: tael_til
SELECT count(*), coalesce(sum(antal), 0) FROM revisionsled WHERE nr <= ?;

-- name: slet_opslag
DELETE FROM revisionsopslag WHERE led <= ?;

-- name: slet_personer
DELETE FROM revisionsperson WHERE led <= ?;

-- name: slet_leveringer
DELETE FROM levering WHERE led > 0 AND led <= ?;

-- name: slet_led
DELETE FROM revisionsled WHERE nr <= ?;

-- name: slet_noegler
DELETE FROM revisionsnoegle WHERE nr NOT IN (SELECT noegle FROM revisionsopslag);

-- name: tal
-- How many rows point at each link up to a number, and at links that are not there.
SELECT led, sum(noegler), sum(personer), sum(leveringer) FROM (
    SELECT led, 1 noegler, 0 personer, 0 leveringer FROM revisionsopslag
    UNION ALL SELECT led, 0, 1, 0 FROM revisionsperson
    UNION ALL SELECT led, 0, 0, 1 FROM levering
) WHERE led <= ? OR led NOT IN (SELECT nr FROM revisionsled) GROUP BY led ORDER BY led;

-- name: opslag_ved
SELECT o.slags, o.antal FROM revisionsopslag o JOIN revisionsnoegle n ON n.nr = o.noegle WHERE n.noegle = ? AND o.led = ?;

-- name: person_ved
SELECT slags, antal FROM revisionsperson WHERE pnr = ? AND led = ?;

-- name: levering_ved
SELECT l.led, l.pnr, m.cvr, v.system, v.aftale, v.kanal, l.tidspunkt
FROM dueslag d CROSS JOIN levering l ON l.dueslag = d.nr AND l.loebenummer = ? AND l.forsoeg = ?
JOIN myndighed m ON m.nr = l.myndighed JOIN videregivelse v ON v.nr = l.videregivelse WHERE d.uuid = ?;

-- name: opsaetning_ved
SELECT indhold FROM opsaetningspost WHERE art = ? AND noegle = ? AND version = ?;

-- name: opsaetningsposter
SELECT count(*) FROM opsaetningspost WHERE version >= ?;

-- name: alle_skridt
SELECT aftale, tidspunkt, hvem, navn, skridt, fra, til, tekst FROM aftaleskridt ORDER BY nr;

-- name: alle_noegler
SELECT id, hash, art, ejer, navn, omfang, oprettet, hvem, udloeber, lukket FROM apinoegle ORDER BY id;

-- name: alle_logins
SELECT bruger, adgangskode, skal_skifte, udloeber, totp FROM login;

-- name: alle_sessioner
SELECT hash, bruger, stempel, oprettet, sidst, udloeber FROM session ORDER BY oprettet, hash;

-- name: alle_valg
SELECT nr, navn, vaerdi, tidspunkt, hvem, grund FROM driftsvalg ORDER BY nr;

-- name: alle_lister
-- With how many values there are, counted.
SELECT uuid, navn, system, version, (SELECT count(*) FROM listevaerdi v WHERE v.liste = l.nr), aktiv FROM vaerdiliste l;

-- name: alle_gendannelser
SELECT taget, gendannet, frigivet FROM gendannelse ORDER BY nr;
