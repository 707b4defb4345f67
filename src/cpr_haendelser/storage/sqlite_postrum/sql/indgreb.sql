-- What is done by hand and by agreement, in the writer's transaction. {valgte}: JSON list of løbenumre.

-- name: personer_valgt
INSERT OR IGNORE INTO temp.person SELECT dueslag, pnr FROM forsendelse
WHERE dueslag = :dueslag AND loebenummer IN (SELECT value FROM json_each(:valgte));

-- name: frigiv
UPDATE forsendelse SET tilstand = 0, siden = :nu, naeste = '', grund = '', tabt = 0, uden_for = uden_for OR overhalet, overhalet = 0
WHERE dueslag = :dueslag AND loebenummer IN (SELECT value FROM json_each(:valgte)) AND tilstand IN (2, 3, 5);

-- name: flyt_til_fejlkoe
UPDATE forsendelse SET tilstand = 5, siden = :nu, forrest = 0, naeste = '', grund = CASE grund WHEN '' THEN 'flyttet' ELSE grund END
WHERE dueslag = :dueslag AND loebenummer IN (SELECT value FROM json_each(:valgte)) AND tilstand IN (0, 2, 3, 4);

-- name: vaelg_afventende
-- The first of those that await the operator's word for a reason.
SELECT loebenummer FROM forsendelse INDEXED BY forsendelse_tilstand
WHERE tilstand > 0 AND tilstand = 6 AND dueslag = :dueslag AND grund = :grund ORDER BY loebenummer LIMIT :antal;

-- name: lad_gaa
UPDATE forsendelse SET tilstand = 0, siden = :nu, grund = ''
WHERE dueslag = :dueslag AND loebenummer IN (SELECT value FROM json_each(:valgte)) AND tilstand = 6;

-- name: parker
UPDATE forsendelse SET tilstand = 3
WHERE dueslag = :dueslag AND loebenummer IN (SELECT value FROM json_each(:valgte)) AND tilstand = 6;

-- name: personer_for
INSERT OR IGNORE INTO temp.person SELECT dueslag, pnr FROM forsendelse
WHERE dueslag = :dueslag AND tilstand = :fra AND myndighed = :myndighed;

-- name: tilbagehold
UPDATE forsendelse SET tilstand = 4, forrest = 0, grund = :grund, overhalet = 0
WHERE dueslag = :dueslag AND tilstand = 0 AND myndighed = :myndighed;

-- name: genoptag
UPDATE forsendelse SET tilstand = 0, siden = :nu, grund = '', uden_for = uden_for OR overhalet, overhalet = 0
WHERE dueslag = :dueslag AND tilstand = 4 AND myndighed = :myndighed;

-- name: stop
UPDATE dueslag SET stoppet = :grund, sidste_fejl = CASE :grund WHEN '' THEN sidste_fejl ELSE :grund END
WHERE uuid = :dueslag;

-- name: vent
UPDATE dueslag SET venter_til = :til, sidste_fejl = CASE :fejl WHEN '' THEN sidste_fejl ELSE :fejl END
WHERE uuid = :dueslag;

-- name: add_indgreb
INSERT INTO indgreb (tidspunkt, hvem, dueslag, handling, antal, grund) VALUES (?, ?, ?, ?, ?, ?);
