-- SPDX-License-Identifier: Apache-2.0
-- When somebody was last given a case in an agency: whose turn it is next. Written with each assignment; no history.
CREATE TABLE turns (
    agency INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (agency, user_id)
) STRICT, WITHOUT ROWID;
