-- SPDX-License-Identifier: Apache-2.0
-- What happened: one row for what one command did to one stream. kind: 1 site, 2 case, 3 subject.
CREATE TABLE log (
    pos BIGINT PRIMARY KEY,
    kind BIGINT NOT NULL,
    stream BIGINT NOT NULL,
    seq BIGINT NOT NULL,       -- the number in its stream of the first event of the row
    events BIGINT NOT NULL,
    at BIGINT NOT NULL,
    user_id BIGINT NOT NULL,   -- 0: the clock
    agency BIGINT NOT NULL,
    behalf BIGINT NOT NULL,    -- the off-line organ acted for
    for_user BIGINT NOT NULL,  -- the user a deputy stands in for
    command TEXT NOT NULL,
    body TEXT NOT NULL,
    prev BYTEA NOT NULL,         -- hash of the row before in the stream
    hash BYTEA NOT NULL,
    idem TEXT,                  -- who asked under which key; emptied after seven days
    request BYTEA,
    answer TEXT
);
CREATE UNIQUE INDEX log_stream ON log (stream, seq);
CREATE UNIQUE INDEX log_idem ON log (idem) WHERE idem IS NOT NULL;

-- One commit of the writer: its rows of the log, chained to the commit before.
CREATE TABLE batches (
    n BIGINT PRIMARY KEY,
    first_pos BIGINT NOT NULL,
    last_pos BIGINT NOT NULL,
    last_id BIGINT NOT NULL,   -- no id above it has been given away
    at BIGINT NOT NULL,
    prev BYTEA NOT NULL,
    hash BYTEA NOT NULL
);

-- The packed state of each stream at its last event: what replay must equal.
CREATE TABLE site (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    demo BIGINT NOT NULL,
    created BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    head BYTEA NOT NULL,
    state TEXT NOT NULL
);
CREATE TABLE cases (
    id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL,
    head BYTEA NOT NULL,
    name TEXT NOT NULL,
    class TEXT NOT NULL,
    agency BIGINT NOT NULL,
    stage TEXT NOT NULL,        -- of the person furthest behind
    persons BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    closed BIGINT,
    next_due BIGINT,
    state TEXT NOT NULL
);
CREATE INDEX cases_due ON cases (next_due) WHERE next_due IS NOT NULL;
CREATE TABLE subjects (
    id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL,
    head BYTEA NOT NULL,
    name TEXT NOT NULL,
    id_number TEXT NOT NULL,
    held BIGINT NOT NULL,      -- live bases for holding him
    state TEXT NOT NULL
);
CREATE INDEX subjects_number ON subjects (id_number) WHERE id_number <> '';

-- What waits where: one row for a desk and a case.
CREATE TABLE agenda (
    agency BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,   -- the handler there; 0: nobody yet
    section TEXT NOT NULL,
    due BIGINT,                -- the earliest of what is open
    alert BIGINT,
    newest BIGINT NOT NULL,    -- when the latest of what is open was opened
    open BIGINT NOT NULL,      -- duties, drafts, notices and consents that wait
    breached BIGINT NOT NULL,
    red BIGINT NOT NULL,
    waits TEXT NOT NULL,        -- JSON: the first of them
    PRIMARY KEY (agency, case_id)
);
CREATE INDEX agenda_due ON agenda (agency, due, case_id);
CREATE INDEX agenda_newest ON agenda (agency, newest, case_id);
CREATE INDEX agenda_user ON agenda (user_id, due, case_id) WHERE user_id <> 0;

-- Which agencies have a part in which cases: the rule of access.
CREATE TABLE parts (
    agency BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    PRIMARY KEY (agency, case_id)
);

-- What can be counted: written from the same events as the work, never changed; a correction counts in its own period.
CREATE TABLE counted (
    pos BIGINT NOT NULL,
    k BIGINT NOT NULL,
    at BIGINT NOT NULL,
    col TEXT NOT NULL,
    outcome TEXT NOT NULL,      -- col = answered: the column of the outcome
    heads BIGINT NOT NULL,     -- transfers, once a round
    persons BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    transfer BIGINT NOT NULL,  -- or the deed
    act TEXT NOT NULL,
    class TEXT NOT NULL,
    from_agency BIGINT NOT NULL,
    to_agency BIGINT NOT NULL,
    PRIMARY KEY (pos, k)
);
CREATE INDEX counted_col ON counted (col, at);

-- By which words a case is found. kind: 1 name of the case, 2 name of a person, 3 number, 4 identity number.
CREATE TABLE find_words (
    word TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    person BIGINT NOT NULL,    -- 0: the case itself
    kind BIGINT NOT NULL,
    PRIMARY KEY (word, case_id, person, kind)
);
CREATE INDEX find_case ON find_words (case_id);

-- The site's people and rules, from the site's stream.
CREATE TABLE agencies (
    id BIGINT PRIMARY KEY,
    parent BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT NOT NULL,
    level BIGINT NOT NULL,
    on_from BIGINT
);
CREATE TABLE users (
    id BIGINT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    disabled BIGINT NOT NULL
);
CREATE TABLE posts (
    id BIGINT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    agency BIGINT NOT NULL,
    roles TEXT NOT NULL,        -- JSON: a list of words
    section TEXT NOT NULL,
    enabled BIGINT NOT NULL
);
CREATE INDEX posts_user ON posts (user_id);
CREATE INDEX posts_agency ON posts (agency);
CREATE TABLE deputies (
    id BIGINT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    for_user BIGINT NOT NULL,
    agency BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    ended BIGINT NOT NULL
);
CREATE INDEX deputies_user ON deputies (user_id);
CREATE TABLE guides (
    hash BYTEA PRIMARY KEY,
    class TEXT NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    certificate_hash BYTEA,
    certificate TEXT,
    put_at BIGINT NOT NULL
);

-- What is no history: secrets, sign-ins, what was looked at.
CREATE TABLE secrets (
    user_id BIGINT PRIMARY KEY,
    secret TEXT NOT NULL,       -- argon2id
    changed BIGINT NOT NULL,
    must_change BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    locked_until BIGINT
);
CREATE TABLE sessions (
    token BYTEA PRIMARY KEY,     -- hash of the cookie
    user_id BIGINT NOT NULL,
    post_id BIGINT NOT NULL,
    csrf TEXT NOT NULL,
    created BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    until_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE TABLE tokens (
    id BIGINT PRIMARY KEY,
    token BYTEA NOT NULL UNIQUE, -- hash of the bearer's token
    user_id BIGINT NOT NULL,
    post_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    revoked BIGINT
);
CREATE TABLE audit (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    post_id BIGINT NOT NULL,
    agency BIGINT NOT NULL,
    what TEXT NOT NULL,         -- sign_in, read, print, export, refused …
    case_id BIGINT NOT NULL,
    detail TEXT NOT NULL,
    outcome TEXT NOT NULL
);
CREATE INDEX audit_user ON audit (user_id, id);
CREATE INDEX audit_case ON audit (case_id, id) WHERE case_id <> 0;
CREATE TABLE access_asks (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    agency BIGINT NOT NULL,
    asked TEXT NOT NULL,        -- as it was written
    reason TEXT NOT NULL,
    case_id BIGINT NOT NULL,   -- 0: there is none; the asker is not told
    to_agency BIGINT NOT NULL,
    settled BIGINT
);
CREATE INDEX access_asks_to ON access_asks (to_agency, id);

-- The dossier: which bytes are kept and which manifests name them.
CREATE TABLE blobs (
    hash BYTEA PRIMARY KEY,
    size BIGINT NOT NULL,
    type TEXT NOT NULL,
    put_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    kept BIGINT NOT NULL       -- something committed names it
);
CREATE TABLE manifests (
    hash BYTEA PRIMARY KEY,
    case_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    agency BIGINT NOT NULL,
    documents BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    size BIGINT NOT NULL
);
CREATE INDEX manifests_case ON manifests (case_id, at);
CREATE TABLE manifest_blobs (
    manifest BYTEA NOT NULL,
    blob BYTEA NOT NULL,
    PRIMARY KEY (blob, manifest)
);
