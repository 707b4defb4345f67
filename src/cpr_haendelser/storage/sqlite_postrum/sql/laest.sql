-- How far readers of the feed have come.

-- name: laest
SELECT straekninger FROM laest WHERE system = ? AND udsnit = ?;

-- name: skriv
INSERT OR REPLACE INTO laest
SELECT :system, :udsnit, :straekninger, coalesce(max(nr), 0) + 1 FROM laest WHERE system = :system;

-- name: glem_aeldste
-- All but the newest ones of a system.
DELETE FROM laest WHERE system = :system
AND nr <= (SELECT nr FROM laest WHERE system = :system ORDER BY nr DESC LIMIT 1 OFFSET :flest);
