-- What is written beside deliveries, in the writer's transaction.

-- name: fix_meta
INSERT INTO meta (noegle, vaerdi) VALUES (?, ?) ON CONFLICT (noegle) DO NOTHING;

-- name: add_saet
INSERT INTO saet (indhold) VALUES (?) ON CONFLICT (indhold) DO NOTHING;

-- name: add_frigivelse
INSERT INTO frigivelse (loebenummer, cvr, tidspunkt, grund) VALUES (?, ?, ?, ?);
