-- SPDX-License-Identifier: Apache-2.0
-- What the desks keep beside the cases; each part says below what it is for.

-- The dossier: what a reader marks and notes on pages for himself alone. No part of any case's history; bounded by the API.
CREATE TABLE page_notes (
    user_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    page BLOB NOT NULL,           -- by its content, so that it stays with the page wherever that is put
    sheet INTEGER NOT NULL,          -- of a file with several; 0: the file is one page
    marked INTEGER NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, case_id, page, sheet)
) STRICT, WITHOUT ROWID;

-- Registers: what an agency's people did, by time.
CREATE INDEX log_agency ON log (agency, at) WHERE kind = 2 AND user_id <> 0;

-- The detention house: everyone it holds, one row for a human being; who is to be brought before somebody; roll calls.
CREATE TABLE held (
    house INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    hold INTEGER NOT NULL,
    case_id INTEGER NOT NULL,   -- 0: not on the platform
    person INTEGER NOT NULL,
    agency INTEGER NOT NULL,
    handed_to INTEGER NOT NULL,
    entered INTEGER NOT NULL,   -- a live hold the house entered itself; 0
    name TEXT NOT NULL,
    id_number TEXT NOT NULL,
    sex TEXT NOT NULL,
    measure TEXT NOT NULL,
    organ TEXT NOT NULL,
    charge TEXT NOT NULL,
    number TEXT NOT NULL,
    serving INTEGER NOT NULL,
    unlawful INTEGER NOT NULL,
    bases INTEGER NOT NULL,
    since INTEGER NOT NULL,
    due INTEGER NOT NULL,       -- the greatest number: no term
    noticed INTEGER NOT NULL,
    PRIMARY KEY (house, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_due ON held (house, due, subject);
CREATE INDEX held_subject ON held (subject);
CREATE INDEX held_case ON held (house, case_id);
CREATE TABLE appointments (
    id INTEGER PRIMARY KEY,
    house INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    organ TEXT NOT NULL,
    note TEXT NOT NULL,
    how TEXT NOT NULL,
    at INTEGER NOT NULL,
    closed INTEGER NOT NULL
) STRICT;
CREATE INDEX appointments_at ON appointments (house, at);
CREATE TABLE rolls (
    id INTEGER PRIMARY KEY,
    house INTEGER NOT NULL,
    at INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    said INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    held INTEGER NOT NULL,
    only_house TEXT NOT NULL,
    only_board TEXT NOT NULL
) STRICT;
CREATE INDEX rolls_house ON rolls (house, id);

-- The vault's sweep: which pages a manifest lists that is taken out.
CREATE INDEX manifest_blobs_of ON manifest_blobs (manifest);

-- Idempotency keys of what leaves no record in the log: passwords reset, tokens. Kept seven days, as those of the log.
CREATE TABLE asked_keys (
    key BLOB PRIMARY KEY,     -- hash of user, post and key
    request BLOB NOT NULL,    -- hash of method, route and body
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The dossier: who uploaded what in the last days, so that he may look at it before anything names it.
CREATE TABLE uploads (
    user_id INTEGER NOT NULL,
    blob BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, blob)
) STRICT, WITHOUT ROWID;

-- How much waits at each desk, in all: what an inbox shows above its rows. It follows from agenda, and is kept beside it so
-- that nobody counts.
CREATE TABLE desks (
    agency INTEGER PRIMARY KEY,
    cases INTEGER NOT NULL,
    open INTEGER NOT NULL,
    breached INTEGER NOT NULL,
    red INTEGER NOT NULL
) STRICT;
INSERT INTO desks (agency, cases, open, breached, red)
SELECT agency, COUNT(*), SUM(open), SUM(breached), SUM(red) FROM agenda GROUP BY agency;
-- Supervision: the stages of a person in order, and what was sent in a case, out of what is counted.
CREATE INDEX counted_stages ON counted (transfer, pos, k) WHERE col = 'stage';
CREATE INDEX counted_sent ON counted (case_id, act) WHERE col = 'sent';
