-- Reading the post room.

-- name: undervejs
SELECT f.loebenummer, f.pnr, m.cvr, f.tilstand, f.forsoeg, f.tabt, f.naeste, f.grund, f.uden_for, p.tidspunkt
FROM forsendelse f JOIN dueslag d ON d.nr = f.dueslag JOIN myndighed m ON m.nr = f.myndighed JOIN parti p ON p.nr = f.parti
WHERE d.uuid = :dueslag AND f.loebenummer > :efter ORDER BY f.loebenummer LIMIT :antal;

-- name: ventende
SELECT f.loebenummer, f.pnr, m.cvr, f.tilstand, f.forsoeg, f.tabt, f.naeste, f.grund, f.uden_for, p.tidspunkt
FROM forsendelse f JOIN dueslag d ON d.nr = f.dueslag JOIN myndighed m ON m.nr = f.myndighed JOIN parti p ON p.nr = f.parti
WHERE d.uuid = :dueslag AND f.loebenummer > :efter AND f.tilstand = 0 ORDER BY f.loebenummer LIMIT :antal;

-- name: i_tilstand
-- Of another state than waiting: `tilstande` is a JSON list.
SELECT f.loebenummer, f.pnr, m.cvr, f.tilstand, f.forsoeg, f.tabt, f.naeste, f.grund, f.uden_for, p.tidspunkt
FROM json_each(:tilstande) t CROSS JOIN dueslag d ON d.uuid = :dueslag
CROSS JOIN forsendelse f INDEXED BY forsendelse_tilstand ON f.tilstand = t.value AND f.tilstand > 0 AND f.dueslag = d.nr AND f.loebenummer > :efter
JOIN myndighed m ON m.nr = f.myndighed JOIN parti p ON p.nr = f.parti
ORDER BY f.loebenummer LIMIT :antal;

-- name: leverede
-- As they were delivered last, unless they are on their way again.
SELECT l.loebenummer, l.pnr, m.cvr, 9, max(l.forsoeg), l.tabt, '', '', l.uden_for, p.tidspunkt
FROM dueslag d CROSS JOIN levering l ON l.dueslag = d.nr
JOIN myndighed m ON m.nr = l.myndighed JOIN parti p ON p.nr = l.parti
WHERE d.uuid = :dueslag AND l.loebenummer > :efter AND NOT EXISTS (
    SELECT 1 FROM forsendelse f WHERE f.dueslag = l.dueslag AND f.loebenummer = l.loebenummer
)
GROUP BY l.loebenummer ORDER BY l.loebenummer LIMIT :antal;

-- name: tilbageholdte
SELECT d.uuid, m.cvr, count(*) FROM forsendelse f INDEXED BY forsendelse_tilstand
JOIN dueslag d ON d.nr = f.dueslag JOIN myndighed m ON m.nr = f.myndighed
WHERE f.tilstand > 0 AND f.tilstand = 4 GROUP BY d.uuid, m.cvr ORDER BY d.uuid, m.cvr;

-- name: afventende
SELECT d.uuid, f.grund, count(*) FROM forsendelse f INDEXED BY forsendelse_tilstand JOIN dueslag d ON d.nr = f.dueslag
WHERE f.tilstand > 0 AND f.tilstand = 6 GROUP BY d.uuid, f.grund ORDER BY d.uuid, f.grund;

-- name: leveringer
SELECT d.uuid, l.loebenummer, l.pnr, m.cvr, l.forsoeg, l.tidspunkt, v.system, v.aftale, v.kanal
FROM levering l JOIN dueslag d ON d.nr = l.dueslag JOIN myndighed m ON m.nr = l.myndighed
JOIN videregivelse v ON v.nr = l.videregivelse
WHERE l.pnr = ? ORDER BY l.tidspunkt, d.uuid, l.loebenummer, l.forsoeg;

-- name: leverede_sidst
-- The last delivery of each number; a bare column is of the row with the greatest attempt.
SELECT d.uuid, l.loebenummer, l.pnr, m.cvr, max(l.forsoeg), l.tidspunkt, v.system, v.aftale, v.kanal
FROM dueslag d CROSS JOIN levering l ON l.dueslag = d.nr
JOIN myndighed m ON m.nr = l.myndighed JOIN videregivelse v ON v.nr = l.videregivelse
WHERE d.uuid = :dueslag AND l.loebenummer > :efter
GROUP BY l.loebenummer HAVING l.tidspunkt >= :fra AND (:til = '' OR l.tidspunkt < :til)
ORDER BY l.loebenummer LIMIT :antal;

-- name: indgreb
SELECT tidspunkt, hvem, dueslag, handling, antal, grund FROM indgreb WHERE nr > ? ORDER BY nr LIMIT ?;

-- name: leveret_siden
SELECT d.uuid, sum(l.antal) FROM leveringsminut l JOIN dueslag d ON d.nr = l.dueslag WHERE l.minut >= ? GROUP BY d.uuid;

-- name: tilstande
SELECT d.uuid, coalesce(f.venter, 0), coalesce(f.ude, 0), coalesce(f.parkeret, 0), coalesce(f.tilbageholdt, 0), d.leveret,
coalesce(min(coalesce(p.tidspunkt, f.siden), coalesce(f.siden, p.tidspunkt)), ''), d.stoppet, d.venter_til, d.sidste_fejl,
coalesce(f.fejlkoe, 0), coalesce(f.holdte, 0), coalesce(f.afventer, 0)
FROM dueslag d LEFT JOIN (
    SELECT dueslag, sum(tilstand = 0) venter, sum(tilstand = 1) ude, sum(tilstand IN (2, 3)) parkeret,
    sum(tilstand = 4) tilbageholdt, sum(tilstand = 5) fejlkoe, sum(tilstand = 2) holdte, sum(tilstand = 6) afventer,
    min(CASE WHEN tilstand < 2 AND siden = '' THEN parti END) aeldste,
    min(CASE WHEN tilstand < 2 AND siden <> '' THEN siden END) siden
    FROM forsendelse GROUP BY dueslag
) f ON f.dueslag = d.nr LEFT JOIN parti p ON p.nr = f.aeldste;

-- name: tilstand
-- The same of one of them, by what is in it alone.
SELECT d.uuid, coalesce(f.venter, 0), coalesce(f.ude, 0), coalesce(f.parkeret, 0), coalesce(f.tilbageholdt, 0), d.leveret,
coalesce(min(coalesce(p.tidspunkt, f.siden), coalesce(f.siden, p.tidspunkt)), ''), d.stoppet, d.venter_til, d.sidste_fejl,
coalesce(f.fejlkoe, 0), coalesce(f.holdte, 0), coalesce(f.afventer, 0)
FROM dueslag d LEFT JOIN (
    SELECT dueslag, sum(tilstand = 0) venter, sum(tilstand = 1) ude, sum(tilstand IN (2, 3)) parkeret,
    sum(tilstand = 4) tilbageholdt, sum(tilstand = 5) fejlkoe, sum(tilstand = 2) holdte, sum(tilstand = 6) afventer,
    min(CASE WHEN tilstand < 2 AND siden = '' THEN parti END) aeldste,
    min(CASE WHEN tilstand < 2 AND siden <> '' THEN siden END) siden
    FROM forsendelse WHERE dueslag = (SELECT nr FROM dueslag WHERE uuid = :dueslag)
    GROUP BY dueslag
) f ON f.dueslag = d.nr LEFT JOIN parti p ON p.nr = f.aeldste
WHERE d.uuid = :dueslag;

-- name: stilstand
SELECT stoppet, venter_til, sidste_fejl FROM dueslag WHERE uuid = ?;
