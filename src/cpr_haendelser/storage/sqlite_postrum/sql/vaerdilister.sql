-- Value lists.

-- name: lister
SELECT uuid, navn, system, version, antal, aktiv FROM vaerdiliste ORDER BY uuid;

-- name: liste
SELECT nr, uuid, navn, system, version, antal, aktiv FROM vaerdiliste WHERE uuid = ?;

-- name: opret
INSERT INTO vaerdiliste (uuid, navn, system, version, antal, aktiv) VALUES (?, ?, ?, 0, 0, ?)
ON CONFLICT (uuid) DO UPDATE SET navn = excluded.navn, system = excluded.system, aktiv = excluded.aktiv;

-- name: tabeller
CREATE TEMP TABLE IF NOT EXISTS til (vaerdi ANY PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS fra (vaerdi ANY PRIMARY KEY) STRICT, WITHOUT ROWID;

-- name: add_til
INSERT OR IGNORE INTO temp.til VALUES (?);

-- name: add_fra
INSERT OR IGNORE INTO temp.fra VALUES (?);

-- name: kun_nye
DELETE FROM temp.til WHERE vaerdi IN (SELECT vaerdi FROM listevaerdi l WHERE l.liste = ? AND l.vaerdi = til.vaerdi);

-- name: ikke_begge
DELETE FROM temp.fra WHERE vaerdi IN (SELECT vaerdi FROM temp.til);

-- name: kun_kendte
DELETE FROM temp.fra WHERE NOT EXISTS (SELECT 1 FROM listevaerdi l WHERE l.liste = ? AND l.vaerdi = fra.vaerdi);

-- name: antal_nye
SELECT count(*) FROM temp.til;

-- name: antal_fjernede
SELECT count(*) FROM temp.fra;

-- name: skriv_listevaerdier
INSERT INTO listevaerdi SELECT :liste, vaerdi FROM temp.til ORDER BY vaerdi;

-- name: fjern_listevaerdier
DELETE FROM listevaerdi WHERE liste = :liste AND vaerdi IN (SELECT vaerdi FROM temp.fra);

-- name: skriv_medlemmer
INSERT INTO medlem_ny SELECT vaerdi, :liste, :version, 0 FROM temp.til ORDER BY vaerdi;

-- name: slut_medlemmer
UPDATE medlem SET til = :version
WHERE liste = :liste AND til = 0 AND vaerdi IN (SELECT vaerdi FROM temp.fra);

-- name: slut_nye_medlemmer
UPDATE medlem_ny SET til = :version
WHERE liste = :liste AND til = 0 AND vaerdi IN (SELECT vaerdi FROM temp.fra);

-- name: saet_version
UPDATE vaerdiliste SET version = :version, antal = antal + :aendring WHERE nr = :liste;

-- name: add_aendring
INSERT INTO listeaendring (liste, version) VALUES (:liste, :version);

-- name: stand
SELECT coalesce(max(nr), 0) FROM listeaendring;

-- name: mange_nye
-- Whether there are so many that they are to be moved over.
SELECT count(*) >= :antal FROM (SELECT 1 FROM medlem_ny LIMIT :antal);

-- name: flyt_medlemmer
INSERT INTO medlem SELECT vaerdi, liste, fra, til FROM medlem_ny ORDER BY vaerdi, liste, fra;

-- name: toem_nye
DELETE FROM medlem_ny;

-- name: vaerdier_fra_start
SELECT vaerdi FROM listevaerdi WHERE liste = :liste ORDER BY vaerdi LIMIT :antal;

-- name: vaerdier_efter
SELECT vaerdi FROM listevaerdi WHERE liste = :liste AND vaerdi > :efter ORDER BY vaerdi LIMIT :antal;

-- name: medlemskaber
-- Of each value (JSON) the numbers of the lists that it is in, by index in each of the two tables.
SELECT v.value,
(SELECT group_concat(m.liste) FROM medlem m WHERE m.vaerdi = v.value AND m.til = 0),
(SELECT group_concat(m.liste) FROM medlem_ny m WHERE m.vaerdi = v.value AND m.til = 0)
FROM json_each(:vaerdier) v;

-- name: medlemskaber_ved
-- The same as it was at a change of the lists.
WITH ved AS MATERIALIZED (SELECT liste, max(version) version FROM listeaendring WHERE nr <= :stand GROUP BY liste)
SELECT vaerdi, group_concat(liste), NULL FROM (
    SELECT m.vaerdi, m.liste FROM json_each(:vaerdier) v CROSS JOIN medlem m ON m.vaerdi = v.value
    JOIN ved ON ved.liste = m.liste WHERE m.fra <= ved.version AND (m.til = 0 OR m.til > ved.version)
    UNION ALL
    SELECT m.vaerdi, m.liste FROM json_each(:vaerdier) v CROSS JOIN medlem_ny m ON m.vaerdi = v.value
    JOIN ved ON ved.liste = m.liste WHERE m.fra <= ved.version AND (m.til = 0 OR m.til > ved.version)
) GROUP BY vaerdi;

-- name: seneste_liste
SELECT coalesce(max(nr), 0) FROM vaerdiliste;

-- name: numre
SELECT nr, uuid FROM vaerdiliste;
