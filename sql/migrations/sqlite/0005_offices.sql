-- SPDX-License-Identifier: Apache-2.0
-- What offices keep for administration and between organs; each part says below what it is for.

-- Access asked for: what one has asked himself, newest first; and until when a grant holds, as it was given.
ALTER TABLE access_asks ADD COLUMN until_at INTEGER;
CREATE INDEX access_asks_by ON access_asks (user_id, at);

-- The audit as it is looked for: by time, by who, by what, by agency, and what was not granted. Of what is read there is so much
-- that an index on it would find nothing faster than time does.
DROP INDEX audit_user;
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_who ON audit (user_id, at, id);
CREATE INDEX audit_agency ON audit (agency, at, id);
CREATE INDEX audit_what ON audit (what, at, id) WHERE what <> 'read';
CREATE INDEX audit_outcome ON audit (outcome, at, id) WHERE outcome <> 'ok';

-- Tokens: who made one (0: made before this was kept), and when it was last used, a few minutes more or less.
ALTER TABLE tokens ADD COLUMN made_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN used INTEGER;

-- Verifications asked for by an audit administrator, and what they found; no part of any history.
CREATE TABLE verifications (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    ended INTEGER,              -- NULL: it runs, or the server ended under it
    outcome TEXT NOT NULL,      -- running, sound, unsound, stopped, failed
    records INTEGER NOT NULL,
    commits INTEGER NOT NULL,
    cases INTEGER NOT NULL,
    persons INTEGER NOT NULL,
    files INTEGER NOT NULL,
    moved INTEGER NOT NULL,     -- cases and persons that changed meanwhile, whose lists were left to the next one
    code TEXT NOT NULL,
    pos INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    detail TEXT NOT NULL,
    head BLOB NOT NULL
) STRICT;
