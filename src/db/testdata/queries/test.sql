-- A schema of two tables, enough to try every promise of the seam.

-- name: entry_add
INSERT INTO entry (id, stream, seq, body, hash) VALUES ($1, $2, $3, $4, $5);

-- name: entry_get
SELECT id, stream, seq, body, hash FROM entry WHERE id = $1;

-- name: entry_page
SELECT id, body FROM entry WHERE id > $1 ORDER BY id LIMIT $2;

-- name: entry_count
SELECT COUNT(*), CAST(COALESCE(SUM(seq), 0) AS BIGINT) FROM entry;

-- name: entry_find
-- Written with $2 before $1 on purpose.
SELECT id FROM entry WHERE (body = $2 OR $2 IS NULL) AND stream = $1 ORDER BY id;

-- name: entry_rename
UPDATE entry SET body = $2 WHERE id = $1 RETURNING seq;

-- name: total_add
INSERT INTO total (stream, n) VALUES ($1, $2) ON CONFLICT (stream) DO UPDATE SET n = total.n + excluded.n;

-- name: total_list
SELECT stream, n FROM total ORDER BY stream;

-- name: entry_drop
DELETE FROM entry WHERE id = $1;

-- name: note_add
-- Its parent is judged at the commit only.
INSERT INTO note (id, entry) VALUES ($1, $2);

-- name: dialect /sqlite
SELECT 'sqlite', typeof($1);
-- name: dialect /postgres
SELECT 'postgres', CAST($1 AS TEXT);
