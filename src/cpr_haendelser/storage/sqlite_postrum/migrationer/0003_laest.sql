-- How far an it-system has read a part of the log: JSON list of [til, version, dag] (storage.straekning). The newest nr
-- is the one that was read last.
CREATE TABLE laest (
    system TEXT NOT NULL,
    udsnit TEXT NOT NULL,
    straekninger TEXT NOT NULL,
    nr INTEGER NOT NULL,
    PRIMARY KEY (system, udsnit)
) STRICT, WITHOUT ROWID;
