-- SPDX-License-Identifier: Apache-2.0
-- When somebody was last given a case in an agency: whose turn it is next. Written with each assignment; no history.
CREATE TABLE turns (
    agency BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (agency, user_id)
);
