-- SPDX-License-Identifier: Apache-2.0
-- A certificate is stored deflated, under the same hash of its plain text; a plain one is told again by publishing.
ALTER TABLE guides DROP COLUMN certificate;
ALTER TABLE guides ADD COLUMN packed BLOB;

-- What the guides in force are worth with the people who are there. No history: judged again whenever they change.
CREATE TABLE verdicts (
    guide BLOB NOT NULL,
    near INTEGER NOT NULL,      -- the county police whose cases are meant
    staffing BLOB NOT NULL,     -- hash of who was there
    sound INTEGER NOT NULL,
    findings TEXT NOT NULL,     -- JSON
    judged_at INTEGER NOT NULL,
    PRIMARY KEY (guide, near)
) STRICT, WITHOUT ROWID;
