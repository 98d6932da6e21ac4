-- SPDX-License-Identifier: Apache-2.0
-- Whose the date is that a desk's row is due by: the rule of a clock or a duty, and of a clock the unit the law counts it
-- in, so that a list says how much is left without reading the case.
ALTER TABLE agenda ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE agenda ADD COLUMN unit TEXT NOT NULL DEFAULT '';
