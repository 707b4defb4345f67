-- Attempts: taking what may leave, and how it ended, in the writer's transaction.

-- name: tabeller
CREATE TEMP TABLE IF NOT EXISTS afslutning (
    dueslag INTEGER, loebenummer INTEGER, forsoeg INTEGER, tilstand INTEGER, naeste TEXT, grund TEXT, tabt INTEGER,
    videregivelse INTEGER, raekke INTEGER, PRIMARY KEY (dueslag, loebenummer, forsoeg)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS hoert (
    dueslag INTEGER, loebenummer INTEGER, forsoeg INTEGER, tilstand INTEGER, naeste TEXT, grund TEXT, tabt INTEGER,
    videregivelse INTEGER, raekke INTEGER, pnr INTEGER, myndighed INTEGER, parti INTEGER, tabt_foer INTEGER, uden_for INTEGER,
    PRIMARY KEY (dueslag, loebenummer)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS person (
    dueslag INTEGER, pnr INTEGER, PRIMARY KEY (dueslag, pnr)
) WITHOUT ROWID;

-- name: klare
-- None while nobody has looked through what a backup brought back.
SELECT uuid FROM dueslag d
WHERE NOT EXISTS (SELECT 1 FROM gendannelse WHERE frigivet = '')
AND stoppet = '' AND venter_til <= :nu
AND (venter_til = '' OR NOT EXISTS (SELECT 1 FROM forsendelse INDEXED BY forsendelse_tilstand WHERE tilstand > 0 AND tilstand = 1 AND dueslag = d.nr))
AND EXISTS (
    SELECT 1 FROM forsendelse INDEXED BY forsendelse_forrest
    WHERE dueslag = d.nr AND forrest = 1 AND naeste <= :nu
)
ORDER BY uuid;

-- name: dueslag
SELECT nr, stoppet, venter_til FROM dueslag WHERE uuid = ?;

-- name: har_klar
SELECT 1 FROM forsendelse INDEXED BY forsendelse_forrest
WHERE dueslag = :dueslag AND forrest = 1 AND naeste <= :nu LIMIT 1;

-- name: har_ude
SELECT 1 FROM forsendelse INDEXED BY forsendelse_tilstand WHERE tilstand > 0 AND tilstand = 1 AND dueslag = ? LIMIT 1;

-- name: tiden_er_kommet
UPDATE forsendelse SET naeste = '' WHERE dueslag = :dueslag AND forrest = 1 AND naeste > '' AND naeste <= :nu;

-- name: tag
UPDATE forsendelse SET tilstand = 1, forrest = 0, forsoeg = forsoeg + 1, hvem = :hvem
WHERE dueslag = :dueslag AND loebenummer IN (
    SELECT loebenummer FROM forsendelse INDEXED BY forsendelse_forrest
    WHERE dueslag = :dueslag AND forrest = 1 AND naeste = ''
    ORDER BY loebenummer LIMIT :antal
) RETURNING loebenummer, pnr, myndighed, tilstand, forsoeg, tabt, naeste, grund, uden_for, parti;

-- name: har_til_side
SELECT 1 FROM forsendelse INDEXED BY forsendelse_tilstand WHERE tilstand > 0 AND tilstand IN (3, 4, 5) AND dueslag = ? LIMIT 1;

-- name: overhal
-- What is aside of the persons taken (JSON pairs of personnummer and løbenummer), before what was taken.
UPDATE forsendelse SET overhalet = 1 WHERE dueslag = :dueslag AND loebenummer IN (
    SELECT f.loebenummer FROM json_each(:tagne) t CROSS JOIN forsendelse f INDEXED BY forsendelse_person
    ON f.dueslag = :dueslag AND f.pnr = json_extract(t.value, '$[0]') AND f.tilstand IN (3, 4, 5)
    AND f.loebenummer < json_extract(t.value, '$[1]')
);

-- name: glem_afslutninger
DELETE FROM temp.afslutning;

-- name: glem_hoerte
DELETE FROM temp.hoert;

-- name: glem_personer
DELETE FROM temp.person;

-- name: add_videregivelse
INSERT OR IGNORE INTO videregivelse (system, aftale, kanal) VALUES (?, ?, ?);

-- name: videregivelse
SELECT nr FROM videregivelse WHERE system = ? AND aftale = ? AND kanal = ?;

-- name: add_afslutning
INSERT OR IGNORE INTO temp.afslutning VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: hoer
-- Of the answers those to attempts that are outstanding.
INSERT INTO temp.hoert
SELECT a.dueslag, a.loebenummer, a.forsoeg, a.tilstand, a.naeste, a.grund, a.tabt, a.videregivelse,
a.raekke, f.pnr, f.myndighed, f.parti, f.tabt, f.uden_for
FROM temp.afslutning a CROSS JOIN forsendelse f
ON f.dueslag = a.dueslag AND f.loebenummer = a.loebenummer AND f.forsoeg = a.forsoeg AND f.tilstand = 1;

-- name: skriv_leveringer
INSERT INTO levering
SELECT dueslag, loebenummer, forsoeg, pnr, myndighed, parti, tabt_foer + tabt, uden_for, videregivelse, :nu, :led
FROM temp.hoert WHERE tilstand = :leveret;

-- name: afsendt
-- UUID of a dueslag and CVR of an authority, by our numbers.
SELECT d.uuid, m.cvr FROM dueslag d, myndighed m WHERE d.nr = ? AND m.nr = ?;

-- name: leverede
-- What the audit says of them.
SELECT dueslag, myndighed, videregivelse, pnr, loebenummer, forsoeg FROM temp.hoert WHERE tilstand = :leveret
ORDER BY dueslag, myndighed, videregivelse, loebenummer;

-- name: fjern_leverede
DELETE FROM forsendelse WHERE (dueslag, loebenummer) IN (
    SELECT dueslag, loebenummer FROM temp.hoert WHERE tilstand = :leveret
);

-- name: tael_leverede
UPDATE dueslag SET leveret = leveret + h.antal
FROM (SELECT dueslag, count(*) antal FROM temp.hoert WHERE tilstand = :leveret GROUP BY dueslag) h
WHERE h.dueslag = dueslag.nr;

-- name: tael_minut
INSERT INTO leveringsminut (minut, dueslag, antal)
SELECT :minut, dueslag, count(*) FROM temp.hoert WHERE tilstand = :leveret GROUP BY dueslag
ON CONFLICT (minut, dueslag) DO UPDATE SET antal = antal + excluded.antal;

-- name: glem_minutter
DELETE FROM leveringsminut WHERE minut < strftime('%Y-%m-%dT%H:%M', :nu, '-60 minutes');

-- name: opdater_andre
UPDATE forsendelse SET tilstand = h.tilstand, forsoeg = forsendelse.forsoeg - (h.tilstand = 4), naeste = h.naeste,
grund = h.grund, tabt = forsendelse.tabt + h.tabt, hvem = ''
FROM temp.hoert h
-- The pluses keep h outermost.
WHERE h.tilstand <> :leveret AND forsendelse.dueslag = +h.dueslag AND forsendelse.loebenummer = +h.loebenummer;

-- name: tilbagehold_senere
-- With one that is withheld, what waits of its person for the same authority.
UPDATE forsendelse INDEXED BY forsendelse_person SET tilstand = 4, grund = h.grund
FROM temp.hoert h
WHERE h.tilstand = 4 AND forsendelse.dueslag = h.dueslag AND forsendelse.pnr = h.pnr AND forsendelse.tilstand = 0
AND forsendelse.myndighed = h.myndighed;

-- name: antal_hoerte
SELECT count(*) FROM temp.hoert;

-- name: parti
SELECT tidspunkt FROM parti WHERE nr = ?;

-- name: fejl_hoert
-- Reasons, the last one last.
SELECT grund, dueslag FROM temp.hoert WHERE tilstand <> :leveret AND grund <> '' ORDER BY raekke;

-- name: personer_hoert
INSERT OR IGNORE INTO temp.person SELECT dueslag, pnr FROM temp.hoert;

-- name: fjern_forreste
-- Of persons whose queue was changed by something else than an answer.
UPDATE forsendelse SET forrest = 0 WHERE (dueslag, loebenummer) IN (
    SELECT f.dueslag, f.loebenummer FROM temp.person p CROSS JOIN forsendelse f INDEXED BY forsendelse_person
    ON f.dueslag = p.dueslag AND f.pnr = p.pnr AND f.tilstand = 0 AND f.forrest = 1
);

-- name: saet_forreste
-- The first that waits, unless one is out or holds the person, or one before it awaits the operator.
UPDATE forsendelse SET forrest = 1 WHERE (dueslag, loebenummer) IN (
    SELECT v.dueslag, v.loebenummer FROM (
        SELECT p.dueslag, p.pnr, (
            SELECT loebenummer FROM forsendelse f
            WHERE f.dueslag = p.dueslag AND f.pnr = p.pnr AND f.tilstand = 0 ORDER BY f.loebenummer LIMIT 1
        ) loebenummer FROM temp.person p
        WHERE NOT EXISTS (
            SELECT 1 FROM forsendelse f WHERE f.dueslag = p.dueslag AND f.pnr = p.pnr AND f.tilstand IN (1, 2)
        )
    ) v WHERE NOT EXISTS (
        SELECT 1 FROM forsendelse f
        WHERE f.dueslag = v.dueslag AND f.pnr = v.pnr AND f.tilstand = 6 AND f.loebenummer < v.loebenummer
    )
);

-- name: saet_sidste_fejl
UPDATE dueslag SET sidste_fejl = ? WHERE nr = ?;

-- name: personer_hos
INSERT OR IGNORE INTO temp.person SELECT dueslag, pnr FROM forsendelse INDEXED BY forsendelse_tilstand
WHERE tilstand > 0 AND tilstand = 1 AND (hvem = :hvem OR substr(hvem, 1, length(:hvem) + 1) = :hvem || '/');

-- name: ude_hos_en
-- What somebody has out, in the order of the audit.
SELECT d.uuid, m.cvr, f.pnr, f.loebenummer, f.forsoeg FROM forsendelse f INDEXED BY forsendelse_tilstand
JOIN dueslag d ON d.nr = f.dueslag JOIN myndighed m ON m.nr = f.myndighed
WHERE f.tilstand > 0 AND f.tilstand = 1 AND (f.hvem = :hvem OR substr(f.hvem, 1, length(:hvem) + 1) = :hvem || '/')
ORDER BY d.uuid, m.cvr, f.loebenummer;

-- name: giv_tilbage
UPDATE forsendelse INDEXED BY forsendelse_tilstand SET tilstand = 0, hvem = ''
WHERE tilstand > 0 AND tilstand = 1 AND (hvem = :hvem OR substr(hvem, 1, length(:hvem) + 1) = :hvem || '/');

-- name: ude_hos
SELECT hvem, count(*) FROM forsendelse INDEXED BY forsendelse_tilstand WHERE tilstand > 0 AND tilstand = 1 GROUP BY hvem ORDER BY hvem;
