-- SPDX-License-Identifier: Apache-2.0
-- The packed states and what is shown of them.

-- name: case_put
INSERT INTO cases (id, seq, head, name, class, agency, stage, persons, opened, closed, next_due, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, head = excluded.head, name = excluded.name, class = excluded.class,
    agency = excluded.agency, stage = excluded.stage, persons = excluded.persons, opened = excluded.opened,
    closed = excluded.closed, next_due = excluded.next_due, state = excluded.state;

-- name: case_get
SELECT id, seq, head, state FROM cases WHERE id = $1;

-- name: case_many /sqlite
SELECT id, seq, head, state FROM cases WHERE id IN (SELECT value FROM json_each($1));
-- name: case_many /postgres
SELECT id, seq, head, state FROM cases
WHERE id IN (SELECT CAST(v AS bigint) FROM json_array_elements_text(CAST($1 AS json)) AS t (v));

-- name: case_page
SELECT id, seq, head, name, class, agency, stage, persons, opened, closed, next_due, state
FROM cases WHERE id > $1 ORDER BY id LIMIT $2;

-- name: case_due
-- Cases of which something is due by $1.
SELECT id FROM cases WHERE next_due IS NOT NULL AND next_due < $1 ORDER BY next_due LIMIT $2;

-- name: case_list
-- The cases one agency has a part in, newest first; $2: only those before this id; $3: open only.
SELECT c.id, c.name, c.class, c.agency, c.stage, c.persons, c.opened, c.closed, c.next_due
FROM parts p JOIN cases c ON c.id = p.case_id
WHERE p.agency = $1 AND p.case_id < $2 AND ($3 = 0 OR c.closed IS NULL) ORDER BY p.case_id DESC LIMIT $4;

-- name: subject_put
INSERT INTO subjects (id, seq, head, name, id_number, held, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, head = excluded.head, name = excluded.name,
    id_number = excluded.id_number, held = excluded.held, state = excluded.state;

-- name: subject_get
SELECT id, seq, head, state FROM subjects WHERE id = $1;

-- name: subject_many /sqlite
SELECT id, seq, head, state FROM subjects WHERE id IN (SELECT value FROM json_each($1));
-- name: subject_many /postgres
SELECT id, seq, head, state FROM subjects
WHERE id IN (SELECT CAST(v AS bigint) FROM json_array_elements_text(CAST($1 AS json)) AS t (v));

-- name: subject_page
SELECT id, seq, head, name, id_number, held, state FROM subjects WHERE id > $1 ORDER BY id LIMIT $2;

-- name: subject_numbered /sqlite
-- Whoever has one of these numbers.
SELECT id, id_number FROM subjects WHERE id_number <> '' AND id_number IN (SELECT value FROM json_each($1)) ORDER BY id;
-- name: subject_numbered /postgres
SELECT id, id_number FROM subjects
WHERE id_number <> '' AND id_number IN (SELECT v FROM json_array_elements_text(CAST($1 AS json)) AS t (v)) ORDER BY id;

-- name: agenda_put
INSERT INTO agenda (agency, case_id, user_id, section, due, alert, newest, open, breached, red, waits, rule, unit)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (agency, case_id) DO UPDATE SET user_id = excluded.user_id, section = excluded.section, due = excluded.due,
    alert = excluded.alert, newest = excluded.newest, open = excluded.open, breached = excluded.breached,
    red = excluded.red, waits = excluded.waits, rule = excluded.rule, unit = excluded.unit;

-- name: agenda_drop
DELETE FROM agenda WHERE agency = $1 AND case_id = $2;

-- name: agenda_by_due
-- The desk of an agency, most pressing first; rows without a date come last. $2, $3: after this row.
SELECT a.case_id, a.user_id, a.section, a.due, a.alert, a.newest, a.open, a.breached, a.red, a.waits, c.name, c.class, c.stage, a.rule, a.unit
FROM agenda a JOIN cases c ON c.id = a.case_id
WHERE a.agency = $1 AND a.due IS NOT NULL AND (a.due > $2 OR (a.due = $2 AND a.case_id > $3))
ORDER BY a.due, a.case_id LIMIT $4;

-- name: agenda_of_user
SELECT a.agency, a.case_id, a.section, a.due, a.alert, a.newest, a.open, a.breached, a.red, a.waits, c.name, c.class, c.stage, a.rule, a.unit
FROM agenda a JOIN cases c ON c.id = a.case_id
WHERE a.user_id = $1 AND a.user_id <> 0 ORDER BY a.due, a.case_id LIMIT $2;

-- name: agenda_count
-- Always one row.
SELECT CAST(COALESCE(SUM(cases), 0) AS BIGINT), CAST(COALESCE(SUM(open), 0) AS BIGINT),
    CAST(COALESCE(SUM(breached), 0) AS BIGINT), CAST(COALESCE(SUM(red), 0) AS BIGINT) FROM desks WHERE agency = $1;

-- name: desk_move
-- By how much a desk's totals change; once a commit.
INSERT INTO desks (agency, cases, open, breached, red) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (agency) DO UPDATE SET cases = desks.cases + excluded.cases, open = desks.open + excluded.open,
    breached = desks.breached + excluded.breached, red = desks.red + excluded.red;

-- name: desk_fill
INSERT INTO desks (agency, cases, open, breached, red)
SELECT agency, COUNT(*), SUM(open), SUM(breached), SUM(red) FROM agenda GROUP BY agency;

-- name: desk_clear
DELETE FROM desks;

-- name: desk_wrong
-- How many desks have other totals than their rows.
SELECT (SELECT COUNT(*) FROM (
        SELECT agency, cases, open, breached, red FROM desks WHERE cases <> 0 OR open <> 0 OR breached <> 0 OR red <> 0
        EXCEPT SELECT agency, COUNT(*), SUM(open), SUM(breached), SUM(red) FROM agenda GROUP BY agency) AS x)
    + (SELECT COUNT(*) FROM (
        SELECT agency, COUNT(*), SUM(open), SUM(breached), SUM(red) FROM agenda GROUP BY agency
        EXCEPT SELECT agency, cases, open, breached, red FROM desks) AS y);

-- name: agenda_held_by
-- How much waits for one user alone.
SELECT COUNT(*) FROM agenda WHERE user_id = $1 AND user_id <> 0 AND open > 0;

-- name: agenda_page
SELECT agency, case_id, user_id, section, due, alert, newest, open, breached, red, waits, rule, unit FROM agenda
WHERE agency > $1 OR (agency = $1 AND case_id > $2) ORDER BY agency, case_id LIMIT $3;

-- name: agenda_clear
DELETE FROM agenda;

-- name: part_add
INSERT INTO parts (agency, case_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: part_drop
DELETE FROM parts WHERE agency = $1 AND case_id = $2;

-- name: part_has
SELECT 1 FROM parts WHERE agency = $1 AND case_id = $2;

-- name: part_page
SELECT agency, case_id FROM parts WHERE agency > $1 OR (agency = $1 AND case_id > $2) ORDER BY agency, case_id LIMIT $3;

-- name: part_clear
DELETE FROM parts;

-- name: counted_add
INSERT INTO counted (pos, k, at, col, outcome, heads, persons, case_id, transfer, act, class, from_agency, to_agency)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: counted_sum
-- The table of a period: each column with its outcomes, in transfers and in persons; `watched` as in api.sql.
-- use: watched $3 $4
SELECT col, outcome, CAST(SUM(heads) AS BIGINT), CAST(SUM(persons) AS BIGINT) FROM counted
WHERE at >= $1 AND at < $2
    AND (from_agency IN (SELECT id FROM watched) OR to_agency IN (SELECT id FROM watched) OR ($3 = 0 AND $4 = '')) AND (class = $5 OR $5 = '')
GROUP BY col, outcome ORDER BY col, outcome;

-- name: counted_page
SELECT pos, k, at, col, outcome, heads, persons, case_id, transfer, act, class, from_agency, to_agency FROM counted
WHERE pos > $1 OR (pos = $1 AND k > $2) ORDER BY pos, k LIMIT $3;

-- name: counted_clear
DELETE FROM counted;

-- name: case_clear
DELETE FROM cases;

-- name: subject_clear
DELETE FROM subjects;

-- name: turn_put
INSERT INTO turns (agency, user_id, at) VALUES ($1, $2, $3)
ON CONFLICT (agency, user_id) DO UPDATE SET at = excluded.at;

-- name: turn_all
SELECT user_id, at FROM turns WHERE agency = $1;

-- name: agenda_loads
-- What each handler of an agency has: how much of it waits, and in how many cases.
SELECT user_id, CAST(COALESCE(SUM(open), 0) AS BIGINT), COUNT(*) FROM agenda WHERE agency = $1 AND user_id <> 0 GROUP BY user_id;
