-- Deriving forsendelser, in the writer's transaction.

-- name: position
SELECT til FROM parti ORDER BY nr DESC LIMIT 1;

-- name: add_parti
INSERT INTO parti (til, tidspunkt, versioner) VALUES (?, ?, ?);

-- name: add_dueslag
INSERT OR IGNORE INTO dueslag (uuid) VALUES (?);

-- name: er_bagud
-- A dueslag that is new in the set-up: up to its first number it has got all that is for it.
UPDATE dueslag SET version = :version, bagud = :fra WHERE uuid = :dueslag;

-- name: bagud
SELECT uuid, bagud FROM dueslag WHERE bagud IS NOT NULL ORDER BY uuid;

-- name: bagud_ved
-- Of some (JSON) those that are still there.
SELECT d.nr, d.uuid FROM json_each(:dueslag) v CROSS JOIN dueslag d ON d.uuid = v.value WHERE d.bagud = :fra;

-- name: bagud_igen
-- Those that are newer than the set-up that a batch was matched with.
UPDATE dueslag SET bagud = :position WHERE bagud IS NULL AND version > :opsat;

-- name: bagud_nu
-- Some (JSON) that could not be matched.
UPDATE dueslag SET bagud = :position WHERE bagud IS NULL AND uuid IN (SELECT value FROM json_each(:dueslag));

-- name: forud
SELECT loebenummer FROM forud WHERE loebenummer > ? ORDER BY loebenummer;

-- name: add_forud
INSERT INTO forud VALUES (?, ?);

-- name: sidste_forud
SELECT coalesce(max(loebenummer), 0) FROM forud;

-- name: naaet
-- How far those that are behind (JSON of numbers) have come; NULL: to the position.
UPDATE dueslag SET bagud = :naaet WHERE nr IN (SELECT value FROM json_each(:dueslag));

-- name: add_indhentning
INSERT INTO indhentning (dueslag, fra, til, parti) SELECT value, :fra, :til, :parti FROM json_each(:dueslag);

-- name: fordeling
-- The batch in which a dueslag was asked about a number: its own while it was behind, else one that was ahead, or that
-- of all.
SELECT p.tidspunkt, p.versioner FROM parti p WHERE p.nr = coalesce((
    SELECT i.parti FROM dueslag d CROSS JOIN indhentning i ON i.dueslag = d.nr
    WHERE d.uuid = :dueslag AND i.fra < :nummer AND i.til >= :nummer
), (SELECT parti FROM forud WHERE loebenummer = :nummer), (SELECT min(nr) FROM parti WHERE til >= :nummer));

-- name: er_spurgt
-- Whether a dueslag has been given the hændelse of a number, if it is for it.
SELECT :nummer <= coalesce((SELECT min(bagud, :position) FROM dueslag WHERE uuid = :dueslag), :position) OR (
    EXISTS (SELECT 1 FROM forud WHERE loebenummer = :nummer)
    AND NOT EXISTS (SELECT 1 FROM dueslag WHERE uuid = :dueslag AND bagud IS NOT NULL)
);

-- name: add_myndighed
INSERT OR IGNORE INTO myndighed (cvr) VALUES (?);

-- name: dueslagsnumre
SELECT uuid, nr FROM dueslag;

-- name: myndighedsnumre
SELECT cvr, nr FROM myndighed;

-- name: skriv_forsendelse
-- The first of its person unless another waits, is out or holds the person, or one before it awaits the operator: rows
-- come in order of number. One with a reason awaits the operator itself.
INSERT OR IGNORE INTO forsendelse (dueslag, loebenummer, pnr, myndighed, parti, grund, tilstand, forrest)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, CASE ?6 WHEN '' THEN 0 ELSE 6 END, ?6 = '' AND NOT EXISTS (
    SELECT 1 FROM forsendelse WHERE dueslag = ?1 AND pnr = ?3 AND tilstand <= 2
) AND NOT EXISTS (
    SELECT 1 FROM forsendelse WHERE dueslag = ?1 AND pnr = ?3 AND tilstand = 6 AND loebenummer < ?2
));

-- name: tilbageholdte
-- Dueslag and authorities with something withheld.
SELECT DISTINCT dueslag, myndighed FROM forsendelse INDEXED BY forsendelse_tilstand WHERE tilstand > 0 AND tilstand = 4;

-- name: tilbagehold_med_tidligere
-- New ones go with what is withheld of their person for the same authority.
UPDATE forsendelse SET tilstand = 4, forrest = 0, grund = (
    SELECT grund FROM forsendelse t INDEXED BY forsendelse_person
    WHERE t.dueslag = forsendelse.dueslag AND t.pnr = forsendelse.pnr AND t.tilstand = 4
    AND t.myndighed = forsendelse.myndighed ORDER BY t.loebenummer LIMIT 1
)
WHERE dueslag = :dueslag AND loebenummer > :position AND myndighed = :myndighed AND tilstand <> 6 AND EXISTS (
    SELECT 1 FROM forsendelse t INDEXED BY forsendelse_person
    WHERE t.dueslag = forsendelse.dueslag AND t.pnr = forsendelse.pnr AND t.tilstand = 4
    AND t.myndighed = forsendelse.myndighed
);

-- name: nye_personer
-- Persons of whom something new was withheld: the first of them is looked for again.
INSERT OR IGNORE INTO temp.person SELECT dueslag, pnr FROM forsendelse
WHERE dueslag = :dueslag AND loebenummer > :position AND tilstand = 4 AND myndighed = :myndighed;

-- name: er_undervejs
SELECT tilstand FROM forsendelse WHERE dueslag = ? AND loebenummer = ?;

-- name: seneste_levering
SELECT parti, tabt, uden_for, max(forsoeg), pnr, myndighed FROM levering WHERE dueslag = ? AND loebenummer = ?;

-- name: skriv_afspillet
-- What was delivered, or was never made, waits; out of order where a later one about the person has left.
INSERT INTO forsendelse (dueslag, loebenummer, pnr, myndighed, parti, tilstand, forrest, siden, forsoeg, uden_for)
VALUES (:dueslag, :loebenummer, :pnr, :myndighed, :parti, 0, 0, :nu, :forsoeg, :uden_for
OR EXISTS (
    SELECT 1 FROM levering WHERE pnr = :pnr AND dueslag = :dueslag AND loebenummer > :loebenummer
) OR EXISTS (
    SELECT 1 FROM forsendelse INDEXED BY forsendelse_person
    WHERE dueslag = :dueslag AND pnr = :pnr AND loebenummer > :loebenummer AND forsoeg > 0
));

-- name: add_person
INSERT OR IGNORE INTO temp.person VALUES (?, ?);
