-- What must be 0 in an ordrelager that is as it should be.

-- name: ikke_i_loggen
-- What orders say they gave, beyond the log's last number or file.
SELECT count(*) FROM udfoerelse u WHERE u.fil > :fil
OR EXISTS (SELECT 1 FROM json_each(u.loebenumre) n WHERE n.value > :sidste OR n.value < 1);
