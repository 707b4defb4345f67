-- What the ordrelager asks and says.

-- name: add_person
INSERT INTO testperson (pnr, slags, ejer, gruppe, oprettet, fjernet) VALUES (?, ?, ?, ?, ?, ?);

-- name: ret_person
-- Who is removed stays so: whoever shares the person meanwhile has read it before.
UPDATE testperson SET slags = ?, ejer = ?, gruppe = ?, fjernet = coalesce(nullif(fjernet, ''), ?) WHERE pnr = ?;

-- name: glem_deling
DELETE FROM deling WHERE pnr = ?;

-- name: add_deling
INSERT INTO deling (cvr, pnr) SELECT ?1, pnr FROM testperson WHERE pnr = ?2;

-- name: personer
SELECT t.pnr, t.slags, t.ejer, (SELECT group_concat(cvr) FROM deling d WHERE d.pnr = t.pnr), t.gruppe, t.oprettet,
t.fjernet
FROM json_each(?) j JOIN testperson t ON t.pnr = j.value;

-- name: alles_personer
SELECT t.pnr, t.slags, t.ejer, (SELECT group_concat(cvr) FROM deling d WHERE d.pnr = t.pnr), t.gruppe, t.oprettet,
t.fjernet
FROM testperson t
WHERE t.pnr > :efter AND t.fjernet = '' AND (:slags = '' OR t.slags = :slags) AND substr(t.gruppe, 1, length(:gruppe)) = :gruppe
ORDER BY t.pnr LIMIT :antal;

-- name: egne_personer
-- Those an organisation owns and those shared with it, each found by its own index.
SELECT t.pnr, t.slags, t.ejer, (SELECT group_concat(cvr) FROM deling d WHERE d.pnr = t.pnr), t.gruppe, t.oprettet,
t.fjernet
FROM (
    SELECT * FROM (SELECT pnr FROM testperson WHERE ejer = :ejer AND fjernet = '' AND pnr > :efter)
    UNION SELECT * FROM (SELECT pnr FROM deling WHERE cvr = :ejer AND pnr > :efter)
) e JOIN testperson t ON t.pnr = e.pnr
WHERE t.fjernet = '' AND (:slags = '' OR t.slags = :slags) AND substr(t.gruppe, 1, length(:gruppe)) = :gruppe
ORDER BY t.pnr LIMIT :antal;

-- name: oprettede
SELECT gruppe, oprettet, count(*) FROM testperson WHERE ejer = ? GROUP BY gruppe, oprettet;

-- name: add_ordre
INSERT INTO ordre (uuid, art, titel, ejer, system, myndighed, kreds, tilstand, linjer, oprettet, aendret, grund, skabelon)
VALUES (:uuid, :art, :titel, :ejer, :system, :myndighed, :kreds, :tilstand, :linjer, :oprettet, :aendret, :grund, :skabelon)
ON CONFLICT (uuid) DO NOTHING;

-- name: ret_ordre
UPDATE ordre SET art = :art, titel = :titel, ejer = :ejer, system = :system, myndighed = :myndighed, kreds = :kreds,
linjer = :linjer, aendret = :aendret, grund = :grund, skabelon = :skabelon
WHERE uuid = :uuid AND tilstand = 'kladde' AND (:pr = '' OR aendret = :pr);

-- name: glem_linjer
DELETE FROM ordrelinje WHERE ordre = ?;

-- name: add_linje
INSERT INTO ordrelinje (ordre, nr, indhold) VALUES (?, ?, ?);

-- name: ordre
SELECT uuid, nr, art, titel, ejer, system, myndighed, kreds, tilstand, linjer, oprettet, aendret, grund
FROM ordre WHERE uuid = ?;

-- name: ordrer
SELECT uuid, nr, art, titel, ejer, system, myndighed, kreds, tilstand, linjer, oprettet, aendret, grund
FROM ordre
WHERE (:ejer = '' OR ejer = :ejer) AND (:foer = 0 OR nr < :foer)
AND (:tilstande = '[]' OR tilstand IN (SELECT value FROM json_each(:tilstande)))
ORDER BY nr DESC LIMIT :antal;

-- name: nummer
SELECT nr FROM ordre WHERE uuid = ?;

-- name: skabelon
SELECT skabelon FROM ordre WHERE nr = ?;

-- name: linjer
SELECT indhold FROM ordrelinje WHERE ordre = ? AND nr > ? ORDER BY nr LIMIT ?;

-- name: antal_oenskede
SELECT count(*) FROM ordrelinje WHERE ordre = ? AND json_extract(indhold, ?);

-- name: skift
UPDATE ordre SET tilstand = :til, aendret = :tidspunkt, grund = :grund
WHERE nr = :nr AND tilstand IN (SELECT value FROM json_each(:fra)) AND (:pr = '' OR aendret = :pr);

-- name: add_indlaeg
INSERT INTO indlaeg (ordre, tidspunkt, hvem, tekst) VALUES (?, ?, ?, ?);

-- name: add_nyt
INSERT INTO ordrenyt (ordre, til, side, tidspunkt, hvem, tekst) VALUES (?, ?, ?, ?, ?, ?);

-- name: nyt
SELECT n.nr, n.til, n.side, n.tidspunkt, n.hvem, n.tekst,
o.uuid, o.nr, o.art, o.titel, o.ejer, o.system, o.myndighed, o.kreds, o.tilstand, o.linjer, o.oprettet, o.aendret, o.grund
FROM ordrenyt n JOIN ordre o ON o.nr = n.ordre WHERE n.nr > ? ORDER BY n.nr LIMIT ?;

-- name: glem_nyt
DELETE FROM ordrenyt WHERE nr <= ?;

-- name: traad
SELECT tidspunkt, hvem, tekst FROM indlaeg WHERE ordre = ? ORDER BY nr;

-- name: saet_udfoerelse
INSERT INTO udfoerelse (ordre, nr, linje, trin, gentagelse, pnr, tidspunkt, tilstand, fil, loebenumre, udfoert, fejl, forsoeg)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (ordre, nr) DO UPDATE SET tidspunkt = excluded.tidspunkt, tilstand = excluded.tilstand, fil = excluded.fil,
loebenumre = excluded.loebenumre, udfoert = excluded.udfoert, fejl = excluded.fejl,
forsoeg = excluded.forsoeg;

-- name: gem_skabelon
-- Versions count on from the newest; what has been removed is counted anew.
INSERT INTO gemt_skabelon (ejer, navn, version, slags, art, antal, hvem, oprettet, indhold)
SELECT :ejer, :navn, coalesce(max(version), 0) + 1, :slags, :art, :antal, :hvem, :oprettet, :indhold
FROM gemt_skabelon WHERE ejer = :ejer AND navn = :navn
RETURNING version;

-- name: gemte_skabeloner
SELECT ejer, navn, max(version), slags, art, antal, hvem, oprettet FROM gemt_skabelon
WHERE :ejer = '' OR ejer = :ejer GROUP BY ejer, navn ORDER BY ejer, navn;

-- name: gemt_skabelon
SELECT ejer, navn, version, slags, art, antal, hvem, oprettet, indhold FROM gemt_skabelon
WHERE ejer = :ejer AND navn = :navn AND (:version = 0 OR version = :version) ORDER BY version DESC LIMIT 1;

-- name: glem_skabelon
DELETE FROM gemt_skabelon WHERE ejer = ? AND navn = ?;

-- name: begynd
UPDATE udfoerelse SET forsoeg = :forsoeg
WHERE ordre = :ordre AND nr IN (SELECT value FROM json_each(:numre));

-- name: forfaldne
SELECT o.uuid, u.nr, u.linje, u.trin, u.gentagelse, u.pnr, u.tidspunkt, u.tilstand, u.fil, u.loebenumre, u.udfoert, u.fejl,
u.forsoeg
FROM ordre o JOIN udfoerelse u INDEXED BY udfoerelse_venter ON u.ordre = o.nr
WHERE o.tilstand = 'i_gang' AND u.tilstand = 'venter' AND u.tidspunkt <= ?
ORDER BY o.nr, u.nr LIMIT ?;

-- name: naeste_tid
SELECT coalesce(min(u.tidspunkt), '') FROM ordre o JOIN udfoerelse u INDEXED BY udfoerelse_venter ON u.ordre = o.nr
WHERE o.tilstand = 'i_gang' AND u.tilstand = 'venter' AND u.tidspunkt <> '';

-- name: udfoerelser
SELECT o.uuid, u.nr, u.linje, u.trin, u.gentagelse, u.pnr, u.tidspunkt, u.tilstand, u.fil, u.loebenumre, u.udfoert, u.fejl,
u.forsoeg
FROM ordre o JOIN udfoerelse u ON u.ordre = o.nr
WHERE o.nr = :ordre AND u.nr > :efter AND (:tilstand = '' OR u.tilstand = :tilstand) ORDER BY u.nr LIMIT :antal;

-- name: venter
SELECT EXISTS (SELECT 1 FROM udfoerelse INDEXED BY udfoerelse_venter WHERE ordre = ? AND tilstand = 'venter');

-- name: optaelling
SELECT tilstand, count(*) FROM udfoerelse WHERE ordre = ? GROUP BY tilstand;

-- name: add_accept
INSERT INTO accept (cvr, version, hvem, tidspunkt) VALUES (?, ?, ?, ?);

-- name: accepteret
SELECT version FROM accept WHERE cvr = ? ORDER BY nr DESC LIMIT 1;
