-- SPDX-License-Identifier: Apache-2.0
-- What the server asks beside the case itself: who is signed in, who may see what, and what is shown in lists.

-- name: session_live
SELECT s.token, s.user_id, s.post_id, s.csrf, s.created, s.seen, s.until_at, x.must_change
FROM sessions s LEFT JOIN secrets x ON x.user_id = s.user_id WHERE s.until_at > $1 AND s.seen > $2;

-- name: token_live
SELECT id, token, user_id, post_id, until_at FROM tokens WHERE revoked IS NULL AND until_at > $1;

-- name: secret_changed
UPDATE secrets SET secret = $2, changed = $3, must_change = 0, failures = 0, locked_until = NULL WHERE user_id = $1;

-- name: audit_last
SELECT id FROM audit ORDER BY id DESC LIMIT 1;

-- name: sent_list
-- What an agency has pushed, newest first; $3: only what came before this place.
SELECT c.pos, c.at, c.case_id, c.transfer, c.act, c.persons, c.to_agency, k.name
FROM counted c JOIN cases k ON k.id = c.case_id
WHERE c.from_agency = $1 AND c.col = 'pushed' AND c.pos < $3 ORDER BY c.pos DESC LIMIT $2;

-- name: case_brief
SELECT name, class, agency, stage, persons, opened, closed, next_due FROM cases WHERE id = $1;

-- name: agenda_undated
-- The desk of an agency, what has no date, after the rows that have one.
SELECT a.case_id, a.user_id, a.section, a.due, a.alert, a.newest, a.open, a.breached, a.red, a.waits, c.name, c.class, c.stage
FROM agenda a JOIN cases c ON c.id = a.case_id
WHERE a.agency = $1 AND a.due IS NULL AND a.case_id > $2 ORDER BY a.case_id LIMIT $3;

-- name: grant_note
-- A grant, so that find knows whom to ask for; whether it still holds, the case says.
INSERT INTO access_asks (id, at, user_id, agency, asked, reason, case_id, to_agency, settled)
VALUES ($1, $2, $3, $4, '', $5, $6, $4, $2);

-- name: granted_to
-- Cases somebody was ever granted access to; whether a grant still holds, the case itself says.
SELECT DISTINCT case_id FROM access_asks WHERE user_id = $1 AND case_id <> 0 AND settled IS NOT NULL;

-- name: case_by_word
SELECT DISTINCT case_id FROM find_words WHERE word = $1 LIMIT 2;

-- name: counted_behind
-- The entries of up to four columns, for the list behind a figure that follows from others; $9, $10: after this entry.
SELECT pos, k, at, heads, persons, case_id, transfer, act, class, from_agency, to_agency, col, outcome FROM counted
WHERE (col = $1 OR col = $2 OR col = $3 OR col = $4) AND at >= $5 AND at < $6
    AND (from_agency = $7 OR to_agency = $7 OR $7 = 0)
    AND (pos > $9 OR (pos = $9 AND k > $10)) ORDER BY pos, k LIMIT $8;

-- name: case_seq
SELECT seq FROM cases WHERE id = $1;

-- name: subject_seqs /sqlite
SELECT id, seq FROM subjects WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id;
-- name: subject_seqs /postgres
SELECT id, seq FROM subjects
WHERE id IN (SELECT CAST(v AS bigint) FROM json_array_elements_text(CAST($1 AS json)) AS t (v)) ORDER BY id;
