-- SPDX-License-Identifier: Apache-2.0
-- Which bytes are kept, and which manifests name them.

-- name: blob_put
-- Putting again begins a new lease.
INSERT INTO blobs (hash, size, type, put_at, lease_until, kept, crc) VALUES ($1, $2, $3, $4, $5, 0, $6)
ON CONFLICT (hash) DO UPDATE SET lease_until = excluded.lease_until, crc = COALESCE(excluded.crc, blobs.crc),
    type = CASE WHEN blobs.type = '' THEN excluded.type ELSE blobs.type END;

-- name: blob_get
SELECT size, type, put_at, lease_until, kept, crc FROM blobs WHERE hash = $1;

-- name: blob_sum
UPDATE blobs SET crc = $2 WHERE hash = $1;

-- name: manifest_sums
-- Of the manifest itself, too.
SELECT blobs.hash, blobs.crc FROM manifest_blobs JOIN blobs ON blobs.hash = manifest_blobs.blob
WHERE manifest_blobs.manifest = $1 AND blobs.crc IS NOT NULL
UNION ALL SELECT hash, crc FROM blobs WHERE hash = $1 AND crc IS NOT NULL ORDER BY 1;

-- name: blob_keep
-- Something committed names it. The row of its upload may come later, or never: it is stored beside the log.
INSERT INTO blobs (hash, size, type, put_at, lease_until, kept) VALUES ($1, $2, '', $3, $3, 1)
ON CONFLICT (hash) DO UPDATE SET kept = 1;

-- name: blob_referred
SELECT (SELECT COUNT(*) FROM blobs WHERE hash = $1 AND kept = 1)
    + (SELECT COUNT(*) FROM (SELECT 1 AS one FROM manifest_blobs WHERE blob = $1 LIMIT 1) AS x);

-- name: blob_over
-- Of one shard, what neither a commit nor a manifest names and whose lease is over; and whether it is a manifest.
SELECT hash, (SELECT COUNT(*) FROM manifests WHERE manifests.hash = blobs.hash) FROM blobs
WHERE hash >= $1 AND hash < $2 AND kept = 0 AND lease_until < $3
    AND NOT EXISTS (SELECT 1 FROM manifest_blobs WHERE manifest_blobs.blob = blobs.hash) ORDER BY hash LIMIT $4;

-- name: blob_forget
DELETE FROM blobs WHERE hash = $1 AND kept = 0 AND lease_until < $2;

-- name: manifest_blobs_forget
-- After blob_forget, and only if that one went through: it may have been put again meanwhile.
DELETE FROM manifest_blobs WHERE manifest = $1 AND NOT EXISTS (SELECT 1 FROM blobs WHERE hash = $1);

-- name: manifest_forget
DELETE FROM manifests WHERE hash = $1 AND NOT EXISTS (SELECT 1 FROM blobs WHERE blobs.hash = $1);

-- name: manifest_has
SELECT hash FROM manifests WHERE hash = $1;

-- name: blob_kept
SELECT hash, size FROM blobs WHERE kept = 1 AND hash > $1 ORDER BY hash LIMIT $2;

-- name: manifest_add
INSERT INTO manifests (hash, case_id, at, user_id, agency, documents, pages, size)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING;

-- name: manifest_blob_add
INSERT INTO manifest_blobs (manifest, blob) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: manifest_blob_rows
SELECT blob FROM manifest_blobs WHERE manifest = $1 ORDER BY blob;

-- name: manifest_page
-- Those a case names or named.
SELECT m.hash FROM manifests m JOIN blobs b ON b.hash = m.hash WHERE b.kept = 1 AND m.hash > $1 ORDER BY m.hash LIMIT $2;

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

-- name: upload_put
INSERT INTO uploads (user_id, blob, at) VALUES ($1, $2, $3) ON CONFLICT (user_id, blob) DO UPDATE SET at = excluded.at;

-- name: upload_get
-- Once something names the file, itself or as a page, the rights of the case it stands in are the only way to it.
SELECT u.at FROM uploads u JOIN blobs b ON b.hash = u.blob WHERE u.user_id = $1 AND u.blob = $2 AND b.kept = 0
AND NOT EXISTS (SELECT 1 FROM manifest_blobs l JOIN blobs m ON m.hash = l.manifest WHERE l.blob = u.blob AND m.kept <> 0);

-- name: upload_sweep
DELETE FROM uploads WHERE user_id = $1 AND at < $2;
