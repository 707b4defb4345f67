-- Logging in: what proves a user, sessions, API keys.

-- name: login
SELECT bruger, adgangskode, skal_skifte, udloeber, totp, totp_trin, kendte FROM login WHERE bruger = ?;

-- name: saet_login
INSERT OR REPLACE INTO login (bruger, adgangskode, skal_skifte, udloeber, totp, totp_trin, kendte)
VALUES (:bruger, :adgangskode, :skal_skifte, :udloeber, :totp, :totp_trin, :kendte);

-- name: add_session
INSERT INTO session (hash, bruger, stempel, oprettet, sidst, udloeber) VALUES (?, ?, ?, ?, ?, ?);

-- name: slet_aeldste_sessioner
-- Of a user; never the one that was made now, for there may be others of the same moment.
DELETE FROM session WHERE bruger = :bruger AND hash NOT IN (
    SELECT hash FROM session WHERE bruger = :bruger ORDER BY hash = :ny DESC, oprettet DESC, hash DESC LIMIT :hoejst
);

-- name: session
SELECT hash, bruger, stempel, oprettet, sidst, udloeber FROM session WHERE hash = ?;

-- name: sessioner
SELECT hash, bruger, stempel, oprettet, sidst, udloeber FROM session WHERE bruger = ? ORDER BY oprettet, hash;

-- name: set_session
UPDATE session SET sidst = ? WHERE hash = ?;

-- name: slet_session
DELETE FROM session WHERE hash = ?;

-- name: slet_sessioner
DELETE FROM session WHERE bruger = ?;

-- name: ryd_sessioner
DELETE FROM session WHERE udloeber <= :udloebet OR sidst <= :uset;

-- name: add_noegle
INSERT INTO apinoegle (id, hash, art, ejer, navn, omfang, oprettet, hvem, udloeber, lukket, sidst_brugt)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: noegle
SELECT id, hash, art, ejer, navn, omfang, oprettet, hvem, udloeber, lukket, sidst_brugt FROM apinoegle WHERE hash = ?;

-- name: noegler
SELECT id, hash, art, ejer, navn, omfang, oprettet, hvem, udloeber, lukket, sidst_brugt FROM apinoegle
ORDER BY oprettet, id;

-- name: luk_noegle
UPDATE apinoegle SET lukket = ? WHERE id = ? AND lukket = '';

-- name: brug_noegle
UPDATE apinoegle SET sidst_brugt = ? WHERE id = ? AND lukket = '';
