-- What is released or sent again has waited from then on, not from when it was derived.

ALTER TABLE forsendelse ADD COLUMN siden TEXT NOT NULL DEFAULT '';
