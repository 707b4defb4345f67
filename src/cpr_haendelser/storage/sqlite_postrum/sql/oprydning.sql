-- What a post room no longer needs, in batches.

-- name: graense
-- The log up to here is needed by nobody: it is distributed, and nothing on its way or in the audit is of it.
SELECT min(
    coalesce((SELECT til FROM parti ORDER BY nr DESC LIMIT 1), 0),
    coalesce((SELECT min(bagud) FROM dueslag), 9223372036854775807),
    coalesce((SELECT min((SELECT min(loebenummer) FROM forsendelse f WHERE f.dueslag = d.nr)) FROM dueslag d) - 1, 9223372036854775807),
    coalesce((SELECT min((SELECT min(loebenummer) FROM levering l WHERE l.dueslag = d.nr)) FROM dueslag d) - 1, 9223372036854775807)
);

-- name: fejlkoe
SELECT f.dueslag, d.uuid, f.loebenummer FROM forsendelse f INDEXED BY forsendelse_tilstand
JOIN dueslag d ON d.nr = f.dueslag JOIN parti p ON p.nr = f.parti
WHERE f.tilstand > 0 AND f.tilstand = 5 AND coalesce(nullif(f.siden, ''), p.tidspunkt) < :foer LIMIT :antal;

-- name: slet_forsendelse
DELETE FROM forsendelse WHERE dueslag = ? AND loebenummer = ? AND tilstand = 5;

-- name: antal_fejlkoe
SELECT count(*) FROM forsendelse f INDEXED BY forsendelse_tilstand JOIN parti p ON p.nr = f.parti
WHERE f.tilstand > 0 AND f.tilstand = 5 AND coalesce(nullif(f.siden, ''), p.tidspunkt) < :foer;

-- name: antal_sessioner
SELECT count(*) FROM session WHERE udloeber < :foer;

-- name: slet_sessioner
DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE udloeber < :foer LIMIT :antal);
