-- SPDX-License-Identifier: Apache-2.0
-- What the desks keep beside the cases; each part says below what it is for.

-- The dossier: what a reader marks and notes on pages for himself alone. No part of any case's history; bounded by the API.
CREATE TABLE page_notes (
    user_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    page BYTEA NOT NULL,           -- by its content, so that it stays with the page wherever that is put
    sheet BIGINT NOT NULL,          -- of a file with several; 0: the file is one page
    marked BIGINT NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, case_id, page, sheet)
);

-- Registers: what an agency's people did, by time.
CREATE INDEX log_agency ON log (agency, at) WHERE kind = 2 AND user_id <> 0;
