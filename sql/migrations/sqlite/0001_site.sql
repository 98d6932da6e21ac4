-- SPDX-License-Identifier: Apache-2.0
-- What happened: one row for what one command did to one stream. kind: 1 site, 2 case, 3 subject.
CREATE TABLE log (
    pos INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,       -- the number in its stream of the first event of the row
    events INTEGER NOT NULL,
    at INTEGER NOT NULL,
    user_id INTEGER NOT NULL,   -- 0: the clock
    agency INTEGER NOT NULL,
    behalf INTEGER NOT NULL,    -- the off-line organ acted for
    for_user INTEGER NOT NULL,  -- the user a deputy stands in for
    command TEXT NOT NULL,
    body TEXT NOT NULL,
    prev BLOB NOT NULL,         -- hash of the row before in the stream
    hash BLOB NOT NULL,
    idem TEXT,                  -- who asked under which key; emptied after seven days
    request BLOB,
    answer TEXT
) STRICT;
CREATE UNIQUE INDEX log_stream ON log (stream, seq);
CREATE UNIQUE INDEX log_idem ON log (idem) WHERE idem IS NOT NULL;

-- One commit of the writer: its rows of the log, chained to the commit before.
CREATE TABLE batches (
    n INTEGER PRIMARY KEY,
    first_pos INTEGER NOT NULL,
    last_pos INTEGER NOT NULL,
    last_id INTEGER NOT NULL,   -- no id above it has been given away
    at INTEGER NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- The packed state of each stream at its last event: what replay must equal.
CREATE TABLE site (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    demo INTEGER NOT NULL,
    created INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    head BLOB NOT NULL,
    state TEXT NOT NULL
) STRICT;
CREATE TABLE cases (
    id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    head BLOB NOT NULL,
    name TEXT NOT NULL,
    class TEXT NOT NULL,
    agency INTEGER NOT NULL,
    stage TEXT NOT NULL,        -- of the person furthest behind
    persons INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    next_due INTEGER,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX cases_due ON cases (next_due) WHERE next_due IS NOT NULL;
CREATE TABLE subjects (
    id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    head BLOB NOT NULL,
    name TEXT NOT NULL,
    id_number TEXT NOT NULL,
    held INTEGER NOT NULL,      -- live bases for holding him
    state TEXT NOT NULL
) STRICT;
CREATE INDEX subjects_number ON subjects (id_number) WHERE id_number <> '';

-- What waits where: one row for a desk and a case.
CREATE TABLE agenda (
    agency INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,   -- the handler there; 0: nobody yet
    section TEXT NOT NULL,
    due INTEGER,                -- the earliest of what is open
    alert INTEGER,
    newest INTEGER NOT NULL,    -- when the latest of what is open was opened
    open INTEGER NOT NULL,      -- duties, drafts, notices and consents that wait
    breached INTEGER NOT NULL,
    red INTEGER NOT NULL,
    waits TEXT NOT NULL,        -- JSON: the first of them
    PRIMARY KEY (agency, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_due ON agenda (agency, due, case_id);
CREATE INDEX agenda_newest ON agenda (agency, newest, case_id);
CREATE INDEX agenda_user ON agenda (user_id, due, case_id) WHERE user_id <> 0;

-- Which agencies have a part in which cases: the rule of access.
CREATE TABLE parts (
    agency INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    PRIMARY KEY (agency, case_id)
) STRICT, WITHOUT ROWID;

-- What can be counted: written from the same events as the work, never changed; a correction counts in its own period.
CREATE TABLE counted (
    pos INTEGER NOT NULL,
    k INTEGER NOT NULL,
    at INTEGER NOT NULL,
    col TEXT NOT NULL,
    outcome TEXT NOT NULL,      -- col = answered: the column of the outcome
    heads INTEGER NOT NULL,     -- transfers, once a round
    persons INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    transfer INTEGER NOT NULL,  -- or the deed
    act TEXT NOT NULL,
    class TEXT NOT NULL,
    from_agency INTEGER NOT NULL,
    to_agency INTEGER NOT NULL,
    PRIMARY KEY (pos, k)
) STRICT, WITHOUT ROWID;
CREATE INDEX counted_col ON counted (col, at);

-- By which words a case is found. kind: 1 name of the case, 2 name of a person, 3 number, 4 identity number.
CREATE TABLE find_words (
    word TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    person INTEGER NOT NULL,    -- 0: the case itself
    kind INTEGER NOT NULL,
    PRIMARY KEY (word, case_id, person, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX find_case ON find_words (case_id);

-- The site's people and rules, from the site's stream.
CREATE TABLE agencies (
    id INTEGER PRIMARY KEY,
    parent INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT NOT NULL,
    level INTEGER NOT NULL,
    on_from INTEGER
) STRICT;
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    disabled INTEGER NOT NULL
) STRICT;
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL,
    agency INTEGER NOT NULL,
    roles TEXT NOT NULL,        -- JSON: a list of words
    section TEXT NOT NULL,
    enabled INTEGER NOT NULL
) STRICT;
CREATE INDEX posts_user ON posts (user_id);
CREATE INDEX posts_agency ON posts (agency);
CREATE TABLE deputies (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL,
    for_user INTEGER NOT NULL,
    agency INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    ended INTEGER NOT NULL
) STRICT;
CREATE INDEX deputies_user ON deputies (user_id);
CREATE TABLE guides (
    hash BLOB PRIMARY KEY,
    class TEXT NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    certificate_hash BLOB,
    certificate TEXT,
    put_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is no history: secrets, sign-ins, what was looked at.
CREATE TABLE secrets (
    user_id INTEGER PRIMARY KEY,
    secret TEXT NOT NULL,       -- argon2id
    changed INTEGER NOT NULL,
    must_change INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    locked_until INTEGER
) STRICT;
CREATE TABLE sessions (
    token BLOB PRIMARY KEY,     -- hash of the cookie
    user_id INTEGER NOT NULL,
    post_id INTEGER NOT NULL,
    csrf TEXT NOT NULL,
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    until_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id);
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    token BLOB NOT NULL UNIQUE, -- hash of the bearer's token
    user_id INTEGER NOT NULL,
    post_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    created INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    revoked INTEGER
) STRICT;
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    post_id INTEGER NOT NULL,
    agency INTEGER NOT NULL,
    what TEXT NOT NULL,         -- sign_in, read, print, export, refused …
    case_id INTEGER NOT NULL,
    detail TEXT NOT NULL,
    outcome TEXT NOT NULL
) STRICT;
CREATE INDEX audit_user ON audit (user_id, id);
CREATE INDEX audit_case ON audit (case_id, id) WHERE case_id <> 0;
CREATE TABLE access_asks (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    agency INTEGER NOT NULL,
    asked TEXT NOT NULL,        -- as it was written
    reason TEXT NOT NULL,
    case_id INTEGER NOT NULL,   -- 0: there is none; the asker is not told
    to_agency INTEGER NOT NULL,
    settled INTEGER
) STRICT;
CREATE INDEX access_asks_to ON access_asks (to_agency, id);

-- The dossier: which bytes are kept and which manifests name them.
CREATE TABLE blobs (
    hash BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    type TEXT NOT NULL,
    put_at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    kept INTEGER NOT NULL       -- something committed names it
) STRICT, WITHOUT ROWID;
CREATE TABLE manifests (
    hash BLOB PRIMARY KEY,
    case_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    agency INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX manifests_case ON manifests (case_id, at);
CREATE TABLE manifest_blobs (
    manifest BLOB NOT NULL,
    blob BLOB NOT NULL,
    PRIMARY KEY (blob, manifest)
) STRICT, WITHOUT ROWID;
