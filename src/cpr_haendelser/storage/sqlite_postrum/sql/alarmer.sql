-- Alarms that stand, and what is still to be told of them.

-- name: alarmer
SELECT slags, emne, trin, siden FROM alarm ORDER BY slags, emne;

-- name: alarm
SELECT slags, emne, trin, siden FROM alarm WHERE slags = ? AND emne = ?;

-- name: saet_alarm
INSERT OR REPLACE INTO alarm (slags, emne, trin, siden) VALUES (?, ?, ?, ?);

-- name: slet_alarm
DELETE FROM alarm WHERE slags = ? AND emne = ?;

-- name: add_alarmpost
INSERT INTO alarmpost (kanal, indhold) VALUES (?, ?);

-- name: antal_alarmposter
SELECT count(*) FROM alarmpost WHERE kanal <> 'brev';

-- name: har_alarmpost
SELECT 1 FROM alarmpost WHERE naeste <= ? LIMIT 1;

-- name: tag_alarmpost
UPDATE alarmpost SET forsoeg = forsoeg + 1, naeste = :igen WHERE nr IN (
    SELECT nr FROM alarmpost WHERE naeste <= :nu ORDER BY nr LIMIT :antal
) RETURNING nr, kanal, indhold, forsoeg;

-- name: slet_alarmpost
DELETE FROM alarmpost WHERE nr = ?;

-- name: udskyd_alarmpost
UPDATE alarmpost SET naeste = ? WHERE nr = ?;
