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
INSERT INTO tokens (id, token, user_id, post_id, name, created, until_at, revoked)
VALUES ($1, $2, $3, $4, $5, $6, $7, NULL);

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
SELECT id, at, user_id, post_id, agency, what, case_id, detail, outcome FROM audit
WHERE id < $1 AND (user_id = $2 OR $2 = 0) AND (case_id = $3 OR $3 = 0) ORDER BY id DESC LIMIT $4;

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
