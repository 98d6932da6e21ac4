-- SPDX-License-Identifier: Apache-2.0
-- What the organs taking part ask for; each part says below what it is for.

-- The CRC-32 of a blob's bytes, taken when they were put, so that a dossier goes out as a ZIP without being read for it.
-- NULL: put before this was kept, or known from a commit only; an export finds it once.
ALTER TABLE blobs ADD COLUMN crc BIGINT;
