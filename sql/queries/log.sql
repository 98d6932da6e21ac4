-- SPDX-License-Identifier: Apache-2.0
-- The log and the chain of its commits.

-- name: log_add
INSERT INTO log (pos, kind, stream, seq, events, at, user_id, agency, behalf, for_user, command, body, prev, hash, idem,
    request, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: log_page
-- In the order of time, for those who walk the whole log.
SELECT pos, kind, stream, seq, events, at, user_id, agency, behalf, for_user, command, body, prev, hash
FROM log WHERE pos > $1 ORDER BY pos LIMIT $2;

-- name: log_stream
-- One stream from its event $2 on.
SELECT pos, kind, stream, seq, events, at, user_id, agency, behalf, for_user, command, body, prev, hash
FROM log WHERE stream = $1 AND seq >= $2 ORDER BY seq LIMIT $3;

-- name: log_last
SELECT pos, at FROM log ORDER BY pos DESC LIMIT 1;

-- name: log_idem_many /sqlite
SELECT idem, request, at, answer FROM log WHERE idem IN (SELECT value FROM json_each($1));
-- name: log_idem_many /postgres
SELECT idem, request, at, answer FROM log WHERE idem IN (SELECT json_array_elements_text(CAST($1 AS json)));

-- name: log_idem_forget
UPDATE log SET idem = NULL WHERE idem = $1;

-- name: log_idem_sweep
UPDATE log SET idem = NULL WHERE idem IS NOT NULL AND pos > $1 AND pos <= $2;

-- name: log_idem_old
-- The stretch of at most $2 records, from the first that still has a key, that were recorded before $1. The sum keeps
-- SQLite on the small index of keys, instead of walking the log from its start.
SELECT MIN(pos), MAX(pos) FROM (
    SELECT pos, at FROM log WHERE pos >= (SELECT MIN(pos + 0) FROM log WHERE idem IS NOT NULL)
    ORDER BY pos LIMIT $2) AS x WHERE x.at < $1;

-- name: batch_add
INSERT INTO batches (n, first_pos, last_pos, last_id, at, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: batch_last
SELECT n, first_pos, last_pos, last_id, at, prev, hash FROM batches ORDER BY n DESC LIMIT 1;

-- name: batch_page
SELECT n, first_pos, last_pos, last_id, at, prev, hash FROM batches WHERE n > $1 ORDER BY n LIMIT $2;

-- name: register_page
-- What an agency's people did in a period, newest first; $4: one of them, or 0; $5, $6: before this record.
SELECT pos, kind, stream, seq, events, at, user_id, agency, behalf, for_user, command, body, prev, hash FROM log
WHERE agency = $1 AND kind = 2 AND user_id <> 0 AND at >= $2 AND at < $3 AND (user_id = $4 OR $4 = 0)
    AND (at < $5 OR (at = $5 AND pos < $6))
ORDER BY at DESC, pos DESC LIMIT $7;
