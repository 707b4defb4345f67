-- The set-up and its versions.

-- name: version
SELECT coalesce(max(version), 0) FROM opsaetning;

-- name: poster
-- Each thing as it was at a version.
SELECT art, noegle, indhold FROM opsaetningspost p
WHERE version = (
    SELECT max(version) FROM opsaetningspost q WHERE q.art = p.art AND q.noegle = p.noegle AND q.version <= ?
) ORDER BY art, noegle;

-- name: add_version
INSERT INTO opsaetning VALUES (?, ?, ?);

-- name: add_post
INSERT INTO opsaetningspost VALUES (?, ?, ?, ?);

-- name: navnerum
INSERT OR IGNORE INTO navnerum VALUES (1, ?);

-- name: laes_navnerum
SELECT bytes FROM navnerum;
