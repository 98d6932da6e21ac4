-- SPDX-License-Identifier: Apache-2.0
-- Secrets, sign-ins and what was looked at: not part of the log.

-- name: secret_put
INSERT INTO secrets (user_id, secret, changed, must_change, failures, locked_until) VALUES ($1, $2, $3, $4, 0, NULL)
ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, changed = excluded.changed,
    must_change = excluded.must_change, failures = 0, locked_until = NULL;

-- name: secret_get
SELECT secret, changed, must_change, failures, locked_until FROM secrets WHERE user_id = $1;

-- name: secret_failed
UPDATE secrets SET failures = failures + 1, locked_until = $2 WHERE user_id = $1;

-- name: secret_locks
SELECT u.login, s.failures, s.locked_until FROM secrets s JOIN users u ON u.id = s.user_id WHERE s.failures > 0;

-- name: secret_matched
UPDATE secrets SET failures = 0, locked_until = NULL WHERE user_id = $1;

-- name: session_add
INSERT INTO sessions (token, user_id, post_id, csrf, created, seen, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: session_get
SELECT user_id, post_id, csrf, created, seen, until_at FROM sessions WHERE token = $1;

-- name: session_seen
UPDATE sessions SET seen = $2 WHERE token = $1;

-- name: session_post
UPDATE sessions SET post_id = $2 WHERE token = $1;

-- name: session_drop
DELETE FROM sessions WHERE token = $1;

-- name: session_drop_user
DELETE FROM sessions WHERE user_id = $1 AND token <> $2;

-- name: session_sweep
DELETE FROM sessions WHERE until_at < $1 OR seen < $2;

-- name: token_add
INSERT INTO tokens (id, token, user_id, post_id, name, created, until_at, revoked, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8);

-- name: token_used
UPDATE tokens SET used = $2 WHERE token = $1;

-- name: token_list
SELECT id, user_id, post_id, name, created, made_by, used, until_at, revoked FROM tokens WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: token_revoke
UPDATE tokens SET revoked = $2 WHERE id = $1 AND revoked IS NULL;

-- name: audit_add
INSERT INTO audit (id, at, user_id, post_id, agency, what, case_id, detail, outcome)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: audit_add_next
-- As audit_add, for who does not know the last id.
INSERT INTO audit (id, at, user_id, post_id, agency, what, case_id, detail, outcome)
SELECT CASE WHEN max(id) >= $1 THEN max(id) + 1 ELSE $1 END, $1, 0, 0, $2, $3, 0, $4, $5 FROM audit;

-- name: audit_page
-- The audit, newest first, before (at, id) and not before $3. The five after it say the same, each by an index of its own.
SELECT id, at, user_id, post_id, agency, what, case_id, detail, outcome FROM audit
WHERE (at, id) < ($1, $2) AND at >= $3
    AND (user_id = $4 OR $4 = 0) AND (case_id = $5 OR $5 = 0) AND (agency = $6 OR $6 = 0) AND (what = $7 OR $7 = '') AND (outcome = $8 OR $8 = '')
ORDER BY at DESC, id DESC LIMIT $9;

-- name: audit_page_user
SELECT id, at, user_id, post_id, agency, what, case_id, detail, outcome FROM audit
WHERE user_id = $4 AND (at, id) < ($1, $2) AND at >= $3
    AND (case_id = $5 OR $5 = 0) AND (agency = $6 OR $6 = 0) AND (what = $7 OR $7 = '') AND (outcome = $8 OR $8 = '')
ORDER BY at DESC, id DESC LIMIT $9;

-- name: audit_page_case
SELECT id, at, user_id, post_id, agency, what, case_id, detail, outcome FROM audit
WHERE case_id = $5 AND case_id <> 0 AND (at, id) < ($1, $2) AND at >= $3
    AND (user_id = $4 OR $4 = 0) AND (agency = $6 OR $6 = 0) AND (what = $7 OR $7 = '') AND (outcome = $8 OR $8 = '')
ORDER BY at DESC, id DESC LIMIT $9;

-- name: audit_page_agency
SELECT id, at, user_id, post_id, agency, what, case_id, detail, outcome FROM audit
WHERE agency = $6 AND (at, id) < ($1, $2) AND at >= $3
    AND (user_id = $4 OR $4 = 0) AND (case_id = $5 OR $5 = 0) AND (what = $7 OR $7 = '') AND (outcome = $8 OR $8 = '')
ORDER BY at DESC, id DESC LIMIT $9;

-- name: audit_page_what
SELECT id, at, user_id, post_id, agency, what, case_id, detail, outcome FROM audit
WHERE what = $7 AND what <> 'read' AND (at, id) < ($1, $2) AND at >= $3
    AND (user_id = $4 OR $4 = 0) AND (case_id = $5 OR $5 = 0) AND (agency = $6 OR $6 = 0) AND (outcome = $8 OR $8 = '')
ORDER BY at DESC, id DESC LIMIT $9;

-- name: audit_page_outcome
SELECT id, at, user_id, post_id, agency, what, case_id, detail, outcome FROM audit
WHERE outcome = $8 AND outcome <> 'ok' AND (at, id) < ($1, $2) AND at >= $3
    AND (user_id = $4 OR $4 = 0) AND (case_id = $5 OR $5 = 0) AND (agency = $6 OR $6 = 0) AND (what = $7 OR $7 = '')
ORDER BY at DESC, id DESC LIMIT $9;

-- name: audit_at
SELECT at FROM audit WHERE id = $1;

-- name: audit_whats
-- The words that stand in the audit, few of many rows: each is found by stepping over the one before.
WITH RECURSIVE w (what) AS (
    SELECT MIN(what) FROM audit WHERE what <> 'read'
    UNION ALL
    SELECT (SELECT MIN(a.what) FROM audit a WHERE a.what > w.what AND a.what <> 'read') FROM w WHERE w.what IS NOT NULL
)
SELECT what FROM w WHERE what IS NOT NULL;

-- name: verification_add
INSERT INTO verifications (id, at, user_id, ended, outcome, records, commits, cases, persons, files, moved, code, pos, stream, detail, head)
VALUES ($1, $2, $3, NULL, 'running', 0, 0, 0, 0, $4, 0, '', 0, 0, '', $5);

-- name: verification_end
UPDATE verifications SET ended = $2, outcome = $3, records = $4, commits = $5, cases = $6, persons = $7, files = $8, moved = $9,
    code = $10, pos = $11, stream = $12, detail = $13, head = $14 WHERE id = $1;

-- name: verification_left
-- Those that ended with the server that ran them.
UPDATE verifications SET outcome = 'stopped' WHERE outcome = 'running';

-- name: verification_list
SELECT id, at, user_id, ended, outcome, records, commits, cases, persons, files, moved, code, pos, stream, detail, head
FROM verifications WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: access_ask_add
INSERT INTO access_asks (id, at, user_id, agency, asked, reason, case_id, to_agency, settled)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL);

-- name: access_ask_list
SELECT id, at, user_id, agency, asked, reason, case_id FROM access_asks
WHERE to_agency = $1 AND settled IS NULL ORDER BY id LIMIT $2;

-- name: access_ask_get
SELECT user_id, case_id, to_agency, settled FROM access_asks WHERE id = $1 AND asked <> '' AND case_id <> 0;

-- name: access_ask_settle
-- Only by the agency it was put to.
UPDATE access_asks SET settled = $2 WHERE id = $1 AND to_agency = $3 AND settled IS NULL;

-- name: asked_get
SELECT request, at FROM asked_keys WHERE key = $1;

-- name: asked_add
INSERT INTO asked_keys (key, request, at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET request = excluded.request, at = excluded.at;

-- name: asked_sweep
DELETE FROM asked_keys WHERE at < $1;
