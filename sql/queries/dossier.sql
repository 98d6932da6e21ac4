-- SPDX-License-Identifier: Apache-2.0
-- Which bytes are kept, and which manifests name them.

-- name: blob_put
-- Putting again begins a new lease.
INSERT INTO blobs (hash, size, type, put_at, lease_until, kept) VALUES ($1, $2, $3, $4, $5, 0)
ON CONFLICT (hash) DO UPDATE SET lease_until = excluded.lease_until;

-- name: blob_get
SELECT size, type, put_at, lease_until, kept FROM blobs WHERE hash = $1;

-- name: blob_keep
UPDATE blobs SET kept = 1 WHERE hash = $1;

-- name: blob_kept
SELECT hash, size FROM blobs WHERE kept = 1 AND hash > $1 ORDER BY hash LIMIT $2;

-- name: manifest_add
INSERT INTO manifests (hash, case_id, at, user_id, agency, documents, pages, size)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING;

-- name: manifest_blob_add
INSERT INTO manifest_blobs (manifest, blob) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: manifests_of_blob
SELECT manifest FROM manifest_blobs WHERE blob = $1 ORDER BY manifest LIMIT 200;

-- name: log_names
-- Whether a stream's record names that manifest, also one that another has taken the place of.
SELECT seq FROM log WHERE stream = $1 AND body LIKE '%"manifest":"' || $2 || '"%' LIMIT 1;

-- name: page_notes
SELECT page, sheet, marked, note, at FROM page_notes WHERE user_id = $1 AND case_id = $2 ORDER BY page, sheet LIMIT 2000;

-- name: page_notes_count
SELECT COUNT(*) FROM page_notes WHERE user_id = $1 AND case_id = $2;

-- name: page_note_put
INSERT INTO page_notes (user_id, case_id, page, sheet, marked, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (user_id, case_id, page, sheet) DO UPDATE SET marked = excluded.marked, note = excluded.note, at = excluded.at;

-- name: page_note_drop
DELETE FROM page_notes WHERE user_id = $1 AND case_id = $2 AND page = $3 AND sheet = $4;
