-- SPDX-License-Identifier: Apache-2.0
-- What somebody with the database in his hands may do to it. $1: a number of the test; $2: a text of it.
-- name: log_set
UPDATE log SET $2 WHERE pos = $1
-- name: keep
CREATE TABLE kept_log AS SELECT * FROM log; CREATE TABLE kept_batches AS SELECT * FROM batches;
CREATE TABLE kept_cases AS SELECT * FROM cases
-- name: back
DELETE FROM log; INSERT INTO log SELECT * FROM kept_log;
DELETE FROM batches; INSERT INTO batches SELECT * FROM kept_batches;
DELETE FROM cases; INSERT INTO cases SELECT * FROM kept_cases
-- name: record_drop
DELETE FROM log WHERE pos = $1
-- name: commit_drop
DELETE FROM batches WHERE n = (SELECT MAX(n) FROM batches)
-- name: commit_drop_whole
DELETE FROM log WHERE pos > (SELECT first_pos - 1 FROM batches ORDER BY n DESC LIMIT 1);
DELETE FROM batches WHERE n = (SELECT MAX(n) FROM batches)
-- name: case_drop
DELETE FROM cases WHERE id = $1
-- name: stream_cut
DELETE FROM log WHERE stream = $1 AND seq > 3
-- name: commit_chain
UPDATE batches SET prev = hash WHERE n = 3
-- name: agenda_more
UPDATE agenda SET open = open + 1
-- name: desks_more
UPDATE desks SET red = red + 1
-- name: desks_none
DELETE FROM desks
-- name: desks_stray
INSERT INTO desks (agency, cases, open, breached, red) VALUES (7, 0, 1, 0, 0)
-- name: agenda_none
DELETE FROM agenda
-- name: counted_more
UPDATE counted SET heads = 2
-- name: counted_stray
INSERT INTO counted (pos, k, at, col, outcome, heads, persons, case_id, transfer, act, class, from_agency, to_agency)
VALUES (999, 0, 5, 'pushed', '', 1, 1, 1, 1, 'x', 'y', 1, 2)
-- name: parts_none
DELETE FROM parts
-- name: parts_stray
INSERT INTO parts (agency, case_id) VALUES (77, 5)
-- name: words_other
UPDATE find_words SET word = 'b甲乙' WHERE word = 'b张三'
-- name: words_none
DELETE FROM find_words
-- name: case_due
UPDATE cases SET next_due = 5
-- name: case_state
UPDATE cases SET state = replace(state, 'arrested', 'none')
-- name: case_stage
UPDATE cases SET stage = 'done'
-- name: subject_state
UPDATE subjects SET state = replace(state, 'arrested', 'none')
-- name: agency_region
UPDATE agencies SET region = '110101' WHERE id = (SELECT min(id) FROM agencies);
-- name: user_login
UPDATE users SET login = 'other' WHERE id = (SELECT min(id) FROM users);
-- name: user_none
DELETE FROM users WHERE id = (SELECT max(id) FROM users);
-- name: post_roles
UPDATE posts SET roles = '["system_admin"]' WHERE id = (SELECT max(id) FROM posts);
-- name: deputy_stray
INSERT INTO deputies (id, user_id, for_user, agency, from_at, until_at, ended) VALUES (5, 6, 7, 8, 9, 10, 0);
-- name: pages_none
DELETE FROM manifest_blobs;
-- name: manifests_none
DELETE FROM manifests;
-- name: all_shown
DELETE FROM cases; DELETE FROM subjects; DELETE FROM site; DELETE FROM users; DELETE FROM posts; DELETE FROM agencies
