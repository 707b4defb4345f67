-- One delivery into the lager, in the writer's transaction, with the delivery's decisions attached as `spool`.

-- name: forandrede
-- Persons whose image is not the one that was decided upon; mostly none, hence no walk along the index (+) to sort them.
SELECT s.pnr FROM spool.person s LEFT JOIN person p ON p.pnr = s.pnr
WHERE s.foer_fil IS NOT NULL AND coalesce(p.fil, 0) <> s.foer_fil ORDER BY +s.pnr;

-- name: antal_aeldre
SELECT count(*) FROM spool.person WHERE aeldre;

-- name: antal_aendrede
SELECT count(*) FROM spool.person WHERE status IS NOT NULL;

-- name: antal_haendelser
SELECT count(*) FROM spool.haendelse;

-- name: naeste_fil
SELECT coalesce(max(fil), 0) + 1 FROM leverance;

-- name: add_leverance
INSERT INTO leverance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: sidste_version
SELECT coalesce(max(nr), 0) FROM personversion;

-- name: skriv_versioner
-- The documents are appended in the order they were spooled.
INSERT INTO personversion (nr, pnr, fil, forrige, dokument)
SELECT :sidste_version + s.raekke, s.pnr, :fil, p.version, s.dokument
FROM spool.person s LEFT JOIN person p ON p.pnr = s.pnr WHERE s.status IS NOT NULL ORDER BY s.raekke;

-- name: opdater_personer
-- Those who live where they lived: the indexes are left alone.
UPDATE person SET version = :sidste_version + s.raekke, fil = :fil, status = s.status
FROM spool.person s
WHERE person.pnr = s.pnr AND person.kommunekode = s.kommunekode AND person.vejkode = s.vejkode
AND person.husnr = s.husnr AND person.etage = s.etage AND person.sidedoer = s.sidedoer;

-- name: flyt_personer
-- All others of the delivery: new ones, and those whose address is another now.
INSERT OR REPLACE INTO person (pnr, version, fil, status, kommunekode, vejkode, husnr, etage, sidedoer)
SELECT s.pnr, :sidste_version + s.raekke, :fil, s.status, s.kommunekode, s.vejkode, s.husnr, s.etage, s.sidedoer
FROM spool.person s LEFT JOIN person p ON p.pnr = s.pnr
WHERE s.status IS NOT NULL AND p.fil IS NOT :fil ORDER BY s.pnr;

-- name: fjern_relationer
DELETE FROM relation WHERE (til, fra, art) IN (SELECT til, fra, art FROM spool.relation WHERE ny = 0);

-- name: skriv_relationer
INSERT OR IGNORE INTO relation (til, fra, art)
SELECT til, fra, art FROM spool.relation WHERE ny = 1 ORDER BY til, fra, art;

-- name: find_kommuner
-- A relative's hændelse for a person whose own records know no municipality: that of the first relative who has one.
UPDATE spool.haendelse SET kommune = coalesce((
    SELECT p.kommunekode
    FROM json_each(indhold, '$.relaterede') navngivet JOIN person p ON p.pnr = CAST(json_extract(navngivet.value, '$[0]') AS INTEGER)
    WHERE p.kommunekode <> '' ORDER BY navngivet.key LIMIT 1
), ''), modtager_cvr = ''
WHERE soeger_kommune;

-- name: fundne_kommuner
SELECT DISTINCT kommune FROM spool.haendelse WHERE soeger_kommune AND kommune <> '';

-- name: set_cvr
UPDATE spool.haendelse SET modtager_cvr = :cvr WHERE soeger_kommune AND kommune = :kommune;

-- name: giv_numre
-- Løbenumre in order of 099 time, personnummer, and as decided. The write lock is held until they are committed, so that
-- nobody who has seen a number later meets a new one below it.
INSERT INTO spool.nummer (loebenummer, raekke)
SELECT :sidste + row_number() OVER (ORDER BY registreret, pnr, raekke), raekke FROM spool.haendelse;

-- name: skriv_haendelser
-- The main person's hændelse is one of this delivery, of one of the related, at the same 099 time, caused by a line with
-- the same code, rather one without derived mark.
INSERT INTO haendelse (loebenummer, pnr, kode, art, regel, rolle, kommune, modtager_cvr, gyldig_fra, registreret,
                       registrering_id, besked_id, retter, hoved_id, fil, dannet, saet, indhold)
SELECT n.loebenummer, h.pnr, h.kode, h.art, h.regel, h.rolle, h.kommune, h.modtager_cvr, h.gyldig_fra, h.registreret,
       h.registrering_id, h.besked_id, NULL,
       CASE WHEN h.hoved_pnr IS NOT NULL THEN (
           SELECT m.registrering_id
           FROM json_each(h.hoved_pnr) slaegt
           CROSS JOIN spool.haendelse m ON m.pnr = slaegt.value AND m.registreret = h.hoved_tid
           JOIN json_each(m.indhold, '$.linjer') aarsag
           JOIN spool.linje l ON l.linje = aarsag.value AND l.kode = h.hoved_kode
           ORDER BY l.maerke <> '', m.pnr, m.raekke LIMIT 1
       ) END,
       :fil, :dannet, :saet, h.indhold
FROM spool.nummer n CROSS JOIN spool.haendelse h ON h.raekke = n.raekke ORDER BY n.loebenummer;

-- name: rettende
SELECT n.loebenummer, h.pnr, h.retter_koder, h.retter_fra, h.rolle, h.kommune, h.modtager_cvr
FROM spool.haendelse h CROSS JOIN spool.nummer n ON n.raekke = h.raekke
WHERE h.retter_koder IS NOT NULL ORDER BY n.loebenummer;

-- name: find_aarsager
INSERT OR IGNORE INTO spool.aarsag (linje, loebenummer)
SELECT aarsag.value, n.loebenummer
FROM spool.haendelse h CROSS JOIN spool.nummer n ON n.raekke = h.raekke, json_each(h.indhold, '$.linjer') aarsag;

-- name: skriv_linjer
INSERT INTO linje099 (fil, linje, pnr, kode, maerke, tid, loebenumre, grund)
SELECT :fil, l.linje, l.pnr, l.kode, l.maerke, l.tid,
       (SELECT json_group_array(loebenummer)
        FROM (SELECT a.loebenummer FROM spool.aarsag a WHERE a.linje = l.linje ORDER BY a.loebenummer)),
       l.grund
FROM spool.linje l ORDER BY l.linje;
