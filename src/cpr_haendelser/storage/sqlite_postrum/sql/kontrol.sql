-- What must be 0 in a post room that is as it should be; `sidste` is the log's last number.

-- name: position
SELECT coalesce((SELECT til FROM parti ORDER BY nr DESC LIMIT 1), 0);

-- name: for_langt_fremme
SELECT (SELECT count(*) FROM forsendelse WHERE loebenummer > :sidste) + (SELECT count(*) FROM levering WHERE loebenummer > :sidste)
+ (SELECT count(*) FROM forud WHERE loebenummer > :sidste) + (SELECT count(*) FROM dueslag WHERE bagud > :sidste);

-- name: forreste
-- Of each person that has something waiting, whether the mark of the first is where it must be.
SELECT count(*) FROM (
    SELECT dueslag, pnr, min(loebenummer) AS foerste FROM forsendelse WHERE tilstand = 0 GROUP BY dueslag, pnr
) v CROSS JOIN forsendelse f ON f.dueslag = v.dueslag AND f.loebenummer = v.foerste
WHERE f.forrest <> (NOT EXISTS (
    SELECT 1 FROM forsendelse a WHERE a.dueslag = v.dueslag AND a.pnr = v.pnr AND a.tilstand IN (1, 2)
) AND NOT EXISTS (
    SELECT 1 FROM forsendelse a WHERE a.dueslag = v.dueslag AND a.pnr = v.pnr AND a.tilstand = 6 AND a.loebenummer < v.foerste
));

-- name: flere_forreste
SELECT count(*) FROM (SELECT 1 FROM forsendelse WHERE forrest = 1 GROUP BY dueslag, pnr HAVING count(*) > 1);

-- name: forrest_uden_at_vente
SELECT count(*) FROM forsendelse WHERE forrest = 1 AND tilstand <> 0;

-- name: flere_ude
SELECT count(*) FROM (SELECT 1 FROM forsendelse WHERE tilstand = 1 GROUP BY dueslag, pnr HAVING count(*) > 1);

-- name: skaeve_lister
-- Value lists that do not hold as many values as they say, or of which a filter would see others.
SELECT count(*) FROM vaerdiliste l
LEFT JOIN (SELECT liste, count(*) antal FROM listevaerdi GROUP BY liste) v ON v.liste = l.nr
LEFT JOIN (
    SELECT liste, count(*) antal FROM (
        SELECT liste FROM medlem WHERE til = 0 UNION ALL SELECT liste FROM medlem_ny WHERE til = 0
    ) GROUP BY liste
) m ON m.liste = l.nr
WHERE l.antal <> coalesce(v.antal, 0) OR l.antal <> coalesce(m.antal, 0);

-- name: ulaeselige_noegler
-- Keys whose scope is no list of texts.
SELECT count(*) FROM apinoegle WHERE CASE
    WHEN NOT json_valid(omfang) THEN 1
    WHEN json_type(omfang) <> 'array' THEN 1
    ELSE EXISTS (SELECT 1 FROM json_each(omfang) WHERE type <> 'text')
END;

-- name: ulaeselige_logins
-- Logins whose known addresses are no list of texts.
SELECT count(*) FROM login WHERE CASE
    WHEN NOT json_valid(kendte) THEN 1
    WHEN json_type(kendte) <> 'array' THEN 1
    ELSE EXISTS (SELECT 1 FROM json_each(kendte) WHERE type <> 'text')
END;
