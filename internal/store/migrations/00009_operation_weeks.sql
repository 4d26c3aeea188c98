-- What the weeks of the project were counted by when a command came: first day, last day, and the
-- weekday on which weeks end. Rows of weeks that come back later follow dates that changed
-- since. '': not known, for a command of an older program.
ALTER TABLE operation ADD COLUMN weeks_from TEXT NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN weeks_to TEXT NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN weeks_end BIGINT NOT NULL DEFAULT 0;
