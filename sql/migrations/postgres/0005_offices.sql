-- SPDX-License-Identifier: Apache-2.0
-- What offices keep for administration and between organs; each part says below what it is for.

-- Access asked for: what one has asked himself, newest first; and until when a grant holds, as it was given.
ALTER TABLE access_asks ADD COLUMN until_at BIGINT;
CREATE INDEX access_asks_by ON access_asks (user_id, at);
