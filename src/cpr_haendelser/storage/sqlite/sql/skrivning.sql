-- What is written beside deliveries, in the writer's transaction.

-- name: fix_meta
INSERT INTO meta (noegle, vaerdi) VALUES (?, ?) ON CONFLICT (noegle) DO NOTHING;

-- name: over_nummer
-- What the next number is given above: the log's last, and what a restored database has leapt over (storage.spring).
SELECT max(
    (SELECT coalesce(max(loebenummer), 0) FROM haendelse),
    coalesce((SELECT json_extract(vaerdi, '$[#-1][1]') FROM meta WHERE noegle = 'nummerspring'), 0)
);

-- name: add_saet
INSERT INTO saet (indhold) VALUES (?) ON CONFLICT (indhold) DO NOTHING;

-- name: add_frigivelse
INSERT INTO frigivelse (loebenummer, ny, tidspunkt, grund) VALUES (:loebenummer, :ny, :tidspunkt, :grund);

-- name: add_frigivet
-- The same hændelse again, with a receiver, a BeskedId of its own and the next number.
INSERT INTO haendelse (loebenummer, pnr, kode, art, regel, rolle, kommune, modtager_cvr, gyldig_fra, registreret,
                       registrering_id, besked_id, retter, hoved_id, fil, dannet, saet, indhold)
SELECT :over + 1, pnr, kode, art, regel, rolle, kommune, :cvr, gyldig_fra,
       registreret, registrering_id, :besked_id, retter, hoved_id, fil, :tidspunkt, saet, indhold
FROM haendelse WHERE loebenummer = :loebenummer RETURNING loebenummer;
