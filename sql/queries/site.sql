-- SPDX-License-Identifier: Apache-2.0
-- The site, its people and its rules.

-- name: shown_version
SELECT version FROM shown;

-- name: shown_made
UPDATE shown SET version = $1;

-- name: site_put
INSERT INTO site (one, id, number, name, demo, created, seq, head, state) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (one) DO UPDATE SET name = excluded.name, seq = excluded.seq, head = excluded.head, state = excluded.state;

-- name: site_get
SELECT id, number, name, demo, created, seq, head, state FROM site;

-- name: site_clear
DELETE FROM site;

-- name: agency_put
INSERT INTO agencies (id, parent, name, kind, region, level, on_from) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name, kind = excluded.kind,
    region = excluded.region, level = excluded.level, on_from = excluded.on_from;

-- name: agency_rows
SELECT id, parent, name, kind, region, level, on_from FROM agencies;

-- name: agency_clear
DELETE FROM agencies;

-- name: user_put
INSERT INTO users (id, login, name, disabled) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET login = excluded.login, name = excluded.name, disabled = excluded.disabled;

-- name: user_by_login
SELECT u.id, u.name, u.disabled, s.secret, s.must_change, s.failures, s.locked_until
FROM users u LEFT JOIN secrets s ON s.user_id = u.id WHERE u.login = $1;

-- name: user_rows
SELECT id, login, name, disabled FROM users;

-- name: user_clear
DELETE FROM users;

-- name: post_put
INSERT INTO posts (id, user_id, agency, roles, section, enabled) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, agency = excluded.agency, roles = excluded.roles,
    section = excluded.section, enabled = excluded.enabled;

-- name: post_rows
SELECT id, user_id, agency, roles, section, enabled FROM posts;

-- name: post_clear
DELETE FROM posts;

-- name: deputy_put
INSERT INTO deputies (id, user_id, for_user, agency, from_at, until_at, ended) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET until_at = excluded.until_at, ended = excluded.ended;

-- name: deputy_rows
SELECT id, user_id, for_user, agency, from_at, until_at, ended FROM deputies;

-- name: deputy_clear
DELETE FROM deputies;

-- name: guide_put
INSERT INTO guides (hash, class, version, text, certificate_hash, packed, put_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (hash) DO UPDATE SET certificate_hash = excluded.certificate_hash, packed = excluded.packed;

-- name: guide_texts
-- Without the certificates, which are large and needed by nobody who runs.
SELECT hash, class, text FROM guides ORDER BY put_at, hash;

-- name: guide_text
SELECT text FROM guides WHERE hash = $1;

-- name: guide_certificates
SELECT hash, class, certificate_hash, packed FROM guides WHERE certificate_hash IS NOT NULL ORDER BY put_at, hash;

-- name: verdict_put
INSERT INTO verdicts (guide, near, staffing, sound, findings, judged_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (guide, near) DO UPDATE SET staffing = excluded.staffing, sound = excluded.sound,
    findings = excluded.findings, judged_at = excluded.judged_at;

-- name: verdict_drop
DELETE FROM verdicts WHERE guide = $1 AND near = $2;

-- name: verdict_all
SELECT guide, near, staffing, sound, findings, judged_at FROM verdicts ORDER BY guide, near;

-- name: epoch_read
SELECT epoch, holder FROM writer_epoch;

-- name: epoch_raise
-- What a new writer does elsewhere; for tests of the one that was replaced.
UPDATE writer_epoch SET epoch = epoch + 1;
