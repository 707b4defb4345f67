-- What must be 0, or as said, in a register that is as it should be.

-- name: personer
-- Persons whose newest version is not there or is about somebody else.
SELECT count(*) FROM person p LEFT JOIN personversion v ON v.nr = p.version WHERE v.pnr IS NOT p.pnr;

-- name: log
SELECT count(*), coalesce(min(loebenummer), 0), coalesce(max(loebenummer), 0) FROM haendelse;

-- name: versioner
-- Persons of the log whose oldest version is younger than the oldest hændelse about them.
WITH om AS (SELECT pnr, min(fil) AS fil FROM haendelse INDEXED BY haendelse_person GROUP BY pnr)
SELECT count(*) FROM om CROSS JOIN person p ON p.pnr = om.pnr WHERE NOT EXISTS (
    WITH RECURSIVE tilbage (fil, forrige) AS (
        SELECT v.fil, v.forrige FROM personversion v WHERE v.nr = p.version
        UNION ALL
        SELECT v.fil, v.forrige FROM tilbage t JOIN personversion v ON v.nr = t.forrige WHERE t.fil > om.fil
    )
    SELECT 1 FROM tilbage WHERE fil <= om.fil
);

-- name: meta
SELECT vaerdi FROM meta WHERE noegle = ?;

-- name: sidste_fil
SELECT coalesce(max(fil), 0) FROM leverance;
