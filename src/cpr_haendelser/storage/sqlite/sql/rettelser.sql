-- What a hændelse corrects or annuls, found when it is in the log.

-- name: find_rettet
-- What a hændelse corrects: of the person's earlier ones with one of the codes and the same time, that are no annulments
-- and were not annulled before this transaction, one that went to the same place, then in the same role, then one that this
-- transaction has not annulled yet, then the latest.
SELECT h.loebenummer FROM haendelse h
WHERE h.pnr = :pnr AND h.kode IN (SELECT value FROM json_each(:koder)) AND h.gyldig_fra = :fra
AND h.loebenummer < :loebenummer AND h.art <> 'annullering'
AND NOT EXISTS (
    SELECT 1 FROM haendelse a WHERE a.retter = h.loebenummer AND a.art = 'annullering' AND a.loebenummer <= :sidste
)
ORDER BY h.kommune = :kommune OR (h.modtager_cvr = :cvr AND :cvr <> '') DESC,
         h.rolle = :rolle DESC,
         EXISTS (SELECT 1 FROM haendelse a WHERE a.retter = h.loebenummer AND a.art = 'annullering'),
         h.loebenummer DESC
LIMIT 1;

-- name: set_retter
UPDATE haendelse SET retter = :retter WHERE loebenummer = :loebenummer;
