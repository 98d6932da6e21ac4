-- SPDX-License-Identifier: Apache-2.0
-- What stands beside the log; each part says below what it is for.

-- The CRC-32 of a blob's bytes, taken when they were put, so that a dossier goes out as a ZIP without being read for it.
-- NULL: put before this was kept, or known from a commit only; an export finds it once.
ALTER TABLE blobs ADD COLUMN crc INTEGER;

-- By which program what is shown was made (SHOWN_VERSION in store/project.h): another one makes it anew before it serves.
CREATE TABLE shown (version INTEGER NOT NULL) STRICT;
INSERT INTO shown VALUES (0);
