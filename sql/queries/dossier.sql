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
