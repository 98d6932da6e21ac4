-- SPDX-License-Identifier: Apache-2.0
-- Finding a case; the rule of access stands in the question itself.

-- name: find_word_add
INSERT INTO find_words (word, case_id, person, kind) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- name: find_word_forget
DELETE FROM find_words WHERE case_id = $1;

-- name: find_word
-- Cases that have a word between $1 and $2, for an agency with a part in them; newest first.
SELECT DISTINCT f.case_id, f.person, f.kind FROM find_words f JOIN parts p ON p.case_id = f.case_id AND p.agency = $3
WHERE f.word >= $1 AND f.word < $2 ORDER BY f.case_id DESC LIMIT $4;

-- name: find_granted
-- The same for one user: cases opened to him for a time, as a list of ids.
SELECT DISTINCT f.case_id, f.person, f.kind FROM find_words f
WHERE f.word >= $1 AND f.word < $2 AND f.case_id = $3 LIMIT $4;

-- name: find_page
SELECT word, case_id, person, kind FROM find_words WHERE case_id = $1 ORDER BY word, person, kind;

-- name: find_clear
DELETE FROM find_words;

-- name: find_count
SELECT COUNT(*) FROM find_words;
