-- SPDX-License-Identifier: Apache-2.0
-- Finding a case; the rule of access stands in the question itself.

-- name: find_word_add
INSERT INTO find_words (word, case_id, person, kind) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- name: find_word_forget
DELETE FROM find_words WHERE case_id = $1;

-- name: find_words_many
-- How many words lie from $1 up to $2, counted no further than $3.
SELECT COUNT(*) FROM (SELECT 1 FROM find_words WHERE word >= $1 AND word < $2 LIMIT $3) AS f;

-- name: find_words
-- Cases with a word from $1 up to $2 and the words $5, $6, $7 (none if empty), of an agency's part; newest first.
-- For words that few cases have: from the words to the cases.
SELECT DISTINCT f.case_id, f.person, f.kind FROM find_words f CROSS JOIN parts p
WHERE f.word >= $1 AND f.word < $2 AND p.case_id = f.case_id AND p.agency = $3
    AND ($5 = '' OR EXISTS (SELECT 1 FROM find_words x WHERE x.word = $5 AND x.case_id = f.case_id AND x.person = f.person))
    AND ($6 = '' OR EXISTS (SELECT 1 FROM find_words x WHERE x.word = $6 AND x.case_id = f.case_id AND x.person = f.person))
    AND ($7 = '' OR EXISTS (SELECT 1 FROM find_words x WHERE x.word = $7 AND x.case_id = f.case_id AND x.person = f.person))
ORDER BY f.case_id DESC LIMIT $4;

-- name: find_words_newest
-- The same for words that many cases have: the agency's cases one by one, newest first, until there are enough.
SELECT f.case_id, f.person, f.kind FROM parts p CROSS JOIN find_words f
WHERE p.agency = $3 AND f.case_id = p.case_id AND f.word >= $1 AND f.word < $2
    AND ($5 = '' OR EXISTS (SELECT 1 FROM find_words x WHERE x.word = $5 AND x.case_id = f.case_id AND x.person = f.person))
    AND ($6 = '' OR EXISTS (SELECT 1 FROM find_words x WHERE x.word = $6 AND x.case_id = f.case_id AND x.person = f.person))
    AND ($7 = '' OR EXISTS (SELECT 1 FROM find_words x WHERE x.word = $7 AND x.case_id = f.case_id AND x.person = f.person))
ORDER BY p.case_id DESC LIMIT $4;

-- name: find_words_first
-- The same for a number of which only the beginning is known, and many cases begin so: the shortest ones.
SELECT f.case_id, f.person, f.kind FROM find_words f
WHERE f.word >= $1 AND f.word < $2 AND EXISTS (SELECT 1 FROM parts p WHERE p.agency = $3 AND p.case_id = f.case_id)
ORDER BY f.word, f.case_id LIMIT $4;

-- name: find_number
-- The newest case of an agency's part with exactly this word of a number.
SELECT f.case_id FROM find_words f WHERE f.word = $1 AND f.kind = 3
    AND EXISTS (SELECT 1 FROM parts p WHERE p.agency = $2 AND p.case_id = f.case_id)
ORDER BY f.case_id DESC LIMIT 1;

-- name: find_number_any
-- The newest cases with exactly this word of a number, whoever has a part in them: for who watches, and sees by region.
SELECT DISTINCT case_id FROM find_words WHERE word = $1 AND kind = 3 ORDER BY case_id DESC LIMIT $2;

-- name: find_granted
-- The same within the one case $3, opened to the asker for a time.
SELECT DISTINCT f.case_id, f.person, f.kind FROM find_words f
WHERE f.word >= $1 AND f.word < $2 AND f.case_id = $3
    AND ($5 = '' OR EXISTS (SELECT 1 FROM find_words x WHERE x.word = $5 AND x.case_id = f.case_id AND x.person = f.person))
    AND ($6 = '' OR EXISTS (SELECT 1 FROM find_words x WHERE x.word = $6 AND x.case_id = f.case_id AND x.person = f.person))
    AND ($7 = '' OR EXISTS (SELECT 1 FROM find_words x WHERE x.word = $7 AND x.case_id = f.case_id AND x.person = f.person))
LIMIT $4;

-- name: find_case
SELECT name, class, stage, opened, closed, state FROM cases WHERE id = $1;

-- name: find_page
SELECT word, case_id, person, kind FROM find_words WHERE case_id = $1 ORDER BY word, person, kind;

-- name: find_clear
DELETE FROM find_words;

-- name: find_stray
-- Words of what is no case.
SELECT COUNT(*) FROM (SELECT DISTINCT case_id FROM find_words) AS w WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = w.case_id);
