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
