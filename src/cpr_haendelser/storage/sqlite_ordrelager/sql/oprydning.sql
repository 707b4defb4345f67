-- Orders that are over, in batches, but never the newest: the next number is given after it. What is known of persons
-- stays.

-- name: antal
SELECT count(*) FROM ordre
WHERE aendret < :foer AND nr < (SELECT max(nr) FROM ordre) AND tilstand IN ('afvist', 'udfoert', 'delvist_udfoert', 'mislykket', 'annulleret');

-- name: naeste
SELECT nr FROM ordre
WHERE aendret < :foer AND nr < (SELECT max(nr) FROM ordre) AND tilstand IN ('afvist', 'udfoert', 'delvist_udfoert', 'mislykket', 'annulleret')
ORDER BY nr LIMIT 1;

-- name: slet_udfoerelser
DELETE FROM udfoerelse WHERE ordre = :nr AND nr IN (SELECT nr FROM udfoerelse WHERE ordre = :nr ORDER BY nr LIMIT :antal);

-- name: slet_linjer
DELETE FROM ordrelinje WHERE ordre = :nr AND nr IN (SELECT nr FROM ordrelinje WHERE ordre = :nr ORDER BY nr LIMIT :antal);

-- name: slet_indlaeg
DELETE FROM indlaeg WHERE ordre = :nr;

-- name: slet_nyt
DELETE FROM ordrenyt WHERE ordre = :nr;

-- name: slet_ordre
DELETE FROM ordre WHERE nr = :nr;
