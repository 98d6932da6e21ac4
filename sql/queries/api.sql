-- SPDX-License-Identifier: Apache-2.0
-- What the server asks beside the case itself: who is signed in, who may see what, and what is shown in lists.
-- Figures are of one agency, of the agencies of a region (the first digits of its code), or of the whole site (0 and ''): `watched`.

-- fragment: watched $agency $region
WITH watched AS (SELECT id FROM agencies WHERE id = $agency OR ($region <> '' AND substr(region, 1, length($region)) = $region))

-- name: session_live
SELECT s.token, s.user_id, s.post_id, s.csrf, s.created, s.seen, s.until_at, x.must_change
FROM sessions s LEFT JOIN secrets x ON x.user_id = s.user_id WHERE s.until_at > $1 AND s.seen > $2;

-- name: token_live
SELECT id, token, user_id, post_id, until_at FROM tokens WHERE revoked IS NULL AND until_at > $1;

-- name: secret_changed
UPDATE secrets SET secret = $2, changed = $3, must_change = 0, failures = 0, locked_until = NULL WHERE user_id = $1;

-- name: audit_last
SELECT id FROM audit ORDER BY id DESC LIMIT 1;

-- name: sent_list
-- What an agency has pushed, newest first; $3: only what came before this place.
SELECT c.pos, c.at, c.case_id, c.transfer, c.act, c.persons, c.to_agency, k.name
FROM counted c JOIN cases k ON k.id = c.case_id
WHERE c.from_agency = $1 AND c.col = 'pushed' AND c.pos < $3 ORDER BY c.pos DESC LIMIT $2;

-- name: case_brief
SELECT name, class, agency, stage, persons, opened, closed, next_due FROM cases WHERE id = $1;

-- name: agenda_undated
-- The desk of an agency, what has no date, after the rows that have one.
SELECT a.case_id, a.user_id, a.section, a.due, a.alert, a.newest, a.open, a.breached, a.red, a.waits, c.name, c.class, c.stage, a.rule, a.unit
FROM agenda a JOIN cases c ON c.id = a.case_id
WHERE a.agency = $1 AND a.due IS NULL AND a.case_id > $2 ORDER BY a.case_id LIMIT $3;

-- name: grant_note
-- A grant, so that find knows whom to ask for; whether it still holds, the case says.
INSERT INTO access_asks (id, at, user_id, agency, asked, reason, case_id, to_agency, settled, until_at)
VALUES ($1, $2, $3, $4, '', $5, $6, $4, $2, $7);

-- name: access_asks_granted
-- A grant answers all that its user has asked of the case.
UPDATE access_asks SET settled = $3 WHERE user_id = $1 AND case_id = $2 AND settled IS NULL;

-- name: access_asks_of
-- So many requests, each with all its rows: how many rows one has must not be seen.
SELECT id, at, asked, reason, case_id, settled FROM access_asks
WHERE user_id = $1 AND asked <> '' AND at IN
    (SELECT DISTINCT at FROM access_asks WHERE user_id = $1 AND asked <> '' ORDER BY at DESC LIMIT $2)
ORDER BY at DESC, id;

-- name: grants_of
-- Cases an agency granted access to that may still hold; the cases themselves say.
SELECT DISTINCT case_id FROM access_asks
WHERE to_agency = $1 AND asked = '' AND (until_at IS NULL OR until_at > $2) ORDER BY case_id DESC LIMIT $3;

-- name: granted_to
-- Cases somebody was ever granted access to; whether a grant still holds, the case itself says.
SELECT DISTINCT case_id FROM access_asks WHERE user_id = $1 AND case_id <> 0 AND settled IS NOT NULL;

-- name: cases_by_words
SELECT DISTINCT case_id FROM find_words WHERE word = $1 OR word = $2 OR word = $3 ORDER BY case_id DESC LIMIT $4;

-- name: counted_behind
-- The entries of up to four columns behind a figure; $9, $10: after this entry. Where they are named, of one outcome, class and act, and
-- of one unit as sender or as receiver; not of outcome $17; with $18 = 1 without what another entered for the sender.
-- use: watched $7 $11
SELECT pos, k, at, heads, persons, case_id, transfer, act, class, from_agency, to_agency, col, outcome FROM counted
WHERE (col = $1 OR col = $2 OR col = $3 OR col = $4) AND at >= $5 AND at < $6
    AND (from_agency IN (SELECT id FROM watched) OR to_agency IN (SELECT id FROM watched) OR ($7 = 0 AND $11 = ''))
    AND (outcome = $12 OR $12 = '') AND (class = $13 OR $13 = '') AND (act = $14 OR $14 = '')
    AND (from_agency = $15 OR $15 = 0) AND (to_agency = $16 OR $16 = 0) AND (outcome <> $17 OR $17 = '')
    AND ($18 = 0 OR NOT EXISTS (SELECT 1 FROM counted o WHERE o.pos = counted.pos AND o.col = 'offline' AND o.transfer = counted.transfer))
    AND (pos > $9 OR (pos = $9 AND k > $10)) ORDER BY pos, k LIMIT $8;

-- name: case_seq
SELECT seq FROM cases WHERE id = $1;

-- name: subject_seqs /sqlite
SELECT id, seq FROM subjects WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id;
-- name: subject_seqs /postgres
SELECT id, seq FROM subjects
WHERE id IN (SELECT CAST(v AS bigint) FROM json_array_elements_text(CAST($1 AS json)) AS t (v)) ORDER BY id;

-- name: case_seqs /sqlite
SELECT id, seq FROM cases WHERE id IN (SELECT value FROM json_each($1));
-- name: case_seqs /postgres
SELECT id, seq FROM cases
WHERE id IN (SELECT CAST(v AS bigint) FROM json_array_elements_text(CAST($1 AS json)) AS t (v));

-- name: figures_units
-- What supervision counts of each pair of agencies in a period; of what was told, only what was told on its day has a row of its own.
-- use: watched $3 $4
SELECT from_agency, to_agency, col, CASE WHEN col = 'told' THEN outcome ELSE '' END, CAST(SUM(heads) AS BIGINT), CAST(SUM(persons) AS BIGINT)
FROM counted
WHERE col IN ('pushed', 'returned', 'accepted', 'answered', 'sent', 'offline', 'told', 'breached', 'kept', 'lapsed',
              'custody_transfers', 'prosecuted_same_level') AND at >= $1 AND at < $2
    AND (from_agency IN (SELECT id FROM watched) OR to_agency IN (SELECT id FROM watched) OR ($3 = 0 AND $4 = '')) AND (class = $5 OR $5 = '')
GROUP BY from_agency, to_agency, col, CASE WHEN col = 'told' THEN outcome ELSE '' END ORDER BY 1, 2, 3, 4;

-- name: figures_classes
-- The same by class of case.
-- use: watched $3 $4
SELECT class, col, CASE WHEN col = 'told' THEN outcome ELSE '' END, CAST(SUM(heads) AS BIGINT), CAST(SUM(persons) AS BIGINT)
FROM counted
WHERE col IN ('pushed', 'returned', 'accepted', 'answered', 'told', 'breached', 'kept', 'lapsed') AND at >= $1 AND at < $2
    AND (from_agency IN (SELECT id FROM watched) OR to_agency IN (SELECT id FROM watched) OR ($3 = 0 AND $4 = '')) AND (class = $5 OR $5 = '')
GROUP BY class, col, CASE WHEN col = 'told' THEN outcome ELSE '' END ORDER BY 1, 2, 3;

-- name: figures_rules
-- Why rounds came back, and which duties and deadlines were missed.
-- use: watched $3 $4
SELECT col, outcome, CAST(SUM(heads) AS BIGINT) FROM counted
WHERE col IN ('return_reason', 'breached', 'lapsed') AND at >= $1 AND at < $2
    AND (from_agency IN (SELECT id FROM watched) OR to_agency IN (SELECT id FROM watched) OR ($3 = 0 AND $4 = '')) AND (class = $5 OR $5 = '')
GROUP BY col, outcome ORDER BY 1, 3 DESC, 2;

-- name: figures_act
-- One act in a period: how many were counted in a column, how many ended without an answer of their own.
-- use: watched $3 $6
SELECT CAST(COALESCE(SUM(heads), 0) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN outcome = 'ended' THEN heads ELSE 0 END), 0) AS BIGINT)
FROM counted WHERE col = $4 AND act = $5 AND at >= $1 AND at < $2
    AND (from_agency IN (SELECT id FROM watched) OR to_agency IN (SELECT id FROM watched) OR ($3 = 0 AND $6 = '')) AND (class = $7 OR $7 = '');

-- name: figures_effective
-- Cases in which a judgment of that kind took effect in the period, and those of them in which one of two acts was sent by its end.
-- use: watched $3 $9
SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM counted s WHERE s.case_id = e.case_id AND s.col = 'sent'
    AND (s.act = $6 OR s.act = $7 OR s.act = $8) AND s.at < $2) THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM (SELECT DISTINCT c.case_id FROM counted c WHERE c.col = 'stage' AND c.outcome = 'effective' AND (c.act = $4 OR c.act = $5)
    AND c.at >= $1 AND c.at < $2
    AND (c.case_id IN (SELECT case_id FROM parts WHERE agency IN (SELECT id FROM watched)) OR ($3 = 0 AND $9 = '')) AND (c.class = $10 OR $10 = '')) e;

-- name: figures_property
-- Cases with things in store that reached a step in the period (pushed: col 'pushed' of an act; effective: col 'stage'), and those of
-- them in which the things were sent on by its end.
-- use: watched $3 $8
SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM counted s WHERE s.case_id = e.case_id AND s.col = 'sent'
    AND s.act = $7 AND s.at < $2) THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM (SELECT DISTINCT c.case_id FROM counted c WHERE c.col = $4 AND (c.act = $5 OR $5 = '') AND (c.outcome = $6 OR $6 = '')
    AND c.at >= $1 AND c.at < $2
    AND EXISTS (SELECT 1 FROM counted b WHERE b.case_id = c.case_id AND b.col = 'sent' AND b.act = 'PRP-01')
    AND (c.case_id IN (SELECT case_id FROM parts WHERE agency IN (SELECT id FROM watched)) OR ($3 = 0 AND $8 = '')) AND (c.class = $9 OR $9 = '')) e;

-- name: act_units
-- One act in a period by whose it is: how many were counted in a column, how many ended without an answer of their own.
-- use: watched $3 $6
SELECT from_agency, to_agency, CAST(SUM(heads) AS BIGINT), CAST(SUM(CASE WHEN outcome = 'ended' THEN heads ELSE 0 END) AS BIGINT)
FROM counted WHERE col = $4 AND act = $5 AND at >= $1 AND at < $2
    AND (from_agency IN (SELECT id FROM watched) OR to_agency IN (SELECT id FROM watched) OR ($3 = 0 AND $6 = '')) AND (class = $7 OR $7 = '')
GROUP BY from_agency, to_agency ORDER BY 1, 2;

-- name: effective_units
-- figures_effective for each agency that has a part in such cases.
-- use: watched $3 $9
SELECT p.agency, COUNT(*), CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM counted s WHERE s.case_id = e.case_id AND s.col = 'sent'
    AND (s.act = $6 OR s.act = $7 OR s.act = $8) AND s.at < $2) THEN 1 ELSE 0 END) AS BIGINT)
FROM (SELECT DISTINCT c.case_id FROM counted c WHERE c.col = 'stage' AND c.outcome = 'effective' AND (c.act = $4 OR c.act = $5)
    AND c.at >= $1 AND c.at < $2 AND (c.class = $10 OR $10 = '')) e
JOIN parts p ON p.case_id = e.case_id AND (p.agency IN (SELECT id FROM watched) OR ($3 = 0 AND $9 = ''))
GROUP BY p.agency ORDER BY 1;

-- name: property_units
-- figures_property for each agency that has a part in such cases.
-- use: watched $3 $8
SELECT p.agency, COUNT(*), CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM counted s WHERE s.case_id = e.case_id AND s.col = 'sent'
    AND s.act = $7 AND s.at < $2) THEN 1 ELSE 0 END) AS BIGINT)
FROM (SELECT DISTINCT c.case_id FROM counted c WHERE c.col = $4 AND (c.act = $5 OR $5 = '') AND (c.outcome = $6 OR $6 = '')
    AND c.at >= $1 AND c.at < $2
    AND EXISTS (SELECT 1 FROM counted b WHERE b.case_id = c.case_id AND b.col = 'sent' AND b.act = 'PRP-01') AND (c.class = $9 OR $9 = '')) e
JOIN parts p ON p.case_id = e.case_id AND (p.agency IN (SELECT id FROM watched) OR ($3 = 0 AND $8 = ''))
GROUP BY p.agency ORDER BY 1;

-- name: effective_cases
-- The cases of figures_effective, with $11 = 1 those above the line alone; $12: after this one.
-- use: watched $3 $9
SELECT id, class, stage, agency, opened, persons FROM cases k
WHERE id > $12 AND id IN (SELECT c.case_id FROM counted c WHERE c.col = 'stage' AND c.outcome = 'effective' AND (c.act = $4 OR c.act = $5)
        AND c.at >= $1 AND c.at < $2 AND (c.class = $10 OR $10 = ''))
    AND (id IN (SELECT case_id FROM parts WHERE agency IN (SELECT id FROM watched)) OR ($3 = 0 AND $9 = ''))
    AND ($11 = 0 OR EXISTS (SELECT 1 FROM counted s WHERE s.case_id = k.id AND s.col = 'sent'
        AND (s.act = $6 OR s.act = $7 OR s.act = $8) AND s.at < $2))
ORDER BY id LIMIT $13;

-- name: property_cases
-- The cases of figures_property, with $10 = 1 those above the line alone; $11: after this one.
-- use: watched $3 $8
SELECT id, class, stage, agency, opened, persons FROM cases k
WHERE id > $11 AND id IN (SELECT c.case_id FROM counted c WHERE c.col = $4 AND (c.act = $5 OR $5 = '') AND (c.outcome = $6 OR $6 = '')
        AND c.at >= $1 AND c.at < $2 AND (c.class = $9 OR $9 = ''))
    AND EXISTS (SELECT 1 FROM counted b WHERE b.case_id = k.id AND b.col = 'sent' AND b.act = 'PRP-01')
    AND (id IN (SELECT case_id FROM parts WHERE agency IN (SELECT id FROM watched)) OR ($3 = 0 AND $8 = ''))
    AND ($10 = 0 OR EXISTS (SELECT 1 FROM counted s WHERE s.case_id = k.id AND s.col = 'sent' AND s.act = $7 AND s.at < $2))
ORDER BY id LIMIT $12;

-- name: figures_stays
-- The stays behind figures_stages in stage $6, the longest first; $8: after as many.
-- use: watched $3 $4
, s AS (
    SELECT outcome AS stage, case_id, class, transfer, pos, k, at, LEAD(at) OVER (PARTITION BY transfer ORDER BY pos, k) AS gone FROM counted
    WHERE col = 'stage' AND transfer IN (SELECT c.transfer FROM counted c WHERE c.col = 'stage' AND c.at >= $1 AND c.at < $2
        AND (c.case_id IN (SELECT case_id FROM parts WHERE agency IN (SELECT id FROM watched)) OR ($3 = 0 AND $4 = '')) AND (c.class = $5 OR $5 = ''))
)
SELECT case_id, class, at, gone, transfer FROM s WHERE gone >= $1 AND gone < $2 AND stage = $6 ORDER BY gone - at DESC, pos, k LIMIT $7 OFFSET $8;

-- name: figures_stages
-- How long persons stayed in a stage they left in the period: how many, the middle one, the longest, all together. Only persons who
-- changed their stage in the period are looked at.
-- use: watched $3 $4
, s AS (
    SELECT outcome AS stage, at, LEAD(at) OVER (PARTITION BY transfer ORDER BY pos, k) AS gone FROM counted
    WHERE col = 'stage' AND transfer IN (SELECT c.transfer FROM counted c WHERE c.col = 'stage' AND c.at >= $1 AND c.at < $2
        AND (c.case_id IN (SELECT case_id FROM parts WHERE agency IN (SELECT id FROM watched)) OR ($3 = 0 AND $4 = '')) AND (c.class = $5 OR $5 = ''))
), d AS (
    SELECT stage, gone - at AS took, ROW_NUMBER() OVER (PARTITION BY stage ORDER BY gone - at) AS nth,
        COUNT(*) OVER (PARTITION BY stage) AS n
    FROM s WHERE gone >= $1 AND gone < $2
)
SELECT stage, n, MAX(CASE WHEN nth = (n + 1) / 2 THEN took END), MAX(took), CAST(SUM(took) AS BIGINT)
FROM d GROUP BY stage, n ORDER BY stage;

-- name: figures_open
-- Open cases by class and stage, as they stand.
-- use: watched $1 $2
SELECT class, stage, COUNT(*), CAST(SUM(persons) AS BIGINT) FROM cases
WHERE closed IS NULL AND (id IN (SELECT case_id FROM parts WHERE agency IN (SELECT id FROM watched)) OR ($1 = 0 AND $2 = '')) AND (class = $3 OR $3 = '')
GROUP BY class, stage ORDER BY class, stage;

-- name: open_list
-- The open cases of a class and stage, where these are named; $5: after this one.
-- use: watched $1 $2
SELECT id, class, stage, agency, opened, persons, next_due FROM cases
WHERE closed IS NULL AND (id IN (SELECT case_id FROM parts WHERE agency IN (SELECT id FROM watched)) OR ($1 = 0 AND $2 = ''))
    AND (class = $3 OR $3 = '') AND (stage = $4 OR $4 = '') AND id > $5 ORDER BY id LIMIT $6;

-- name: figures_undone
-- What was taken back in the period of what had been counted before: corrections, on a line of their own.
-- use: watched $3 $4
SELECT col, CAST(COUNT(*) AS BIGINT), CAST(SUM(heads) AS BIGINT) FROM counted
WHERE heads < 0 AND col IN ('accepted', 'returned', 'withdrawn', 'sent_up') AND at >= $1 AND at < $2
    AND (from_agency IN (SELECT id FROM watched) OR to_agency IN (SELECT id FROM watched) OR ($3 = 0 AND $4 = '')) AND (class = $5 OR $5 = '') GROUP BY col ORDER BY col;

-- name: figures_due
-- What waits at each desk: cases, how many of them are over, how many are due by $1 (from $2 on).
-- use: watched $3 $4
SELECT agency, COUNT(*), CAST(SUM(CASE WHEN breached > 0 OR due < $2 THEN 1 ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN breached = 0 AND due >= $2 AND due < $1 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(red) AS BIGINT)
FROM agenda a WHERE (agency IN (SELECT id FROM watched) OR ($3 = 0 AND $4 = ''))
    AND (($5 = '' AND $6 = '') OR EXISTS (SELECT 1 FROM cases c WHERE c.id = a.case_id AND (c.class = $5 OR $5 = '') AND (c.stage = $6 OR $6 = '')))
GROUP BY agency ORDER BY agency;

-- name: due_list
-- The most pressing of all desks, or of one: what is over or due before $1, after (due, case, desk) of the page before.
-- $9: in that stage.
-- use: watched $2 $7
SELECT a.agency, a.case_id, a.user_id, a.due, a.breached, a.red, a.waits, c.class, c.stage, a.rule, a.unit
FROM agenda a JOIN cases c ON c.id = a.case_id
WHERE a.due IS NOT NULL AND a.due < $1 AND (a.agency IN (SELECT id FROM watched) OR ($2 = 0 AND $7 = '')) AND (c.class = $8 OR $8 = '') AND (c.stage = $9 OR $9 = '')
    AND (a.due > $3 OR (a.due = $3 AND (a.case_id > $4 OR (a.case_id = $4 AND a.agency > $5))))
ORDER BY a.due, a.case_id, a.agency LIMIT $6;

-- name: desk_list
-- What figures_due counts at those desks: all cases, what is 'over' at $9, what is 'soon' due, before $10, or what is 'red'; after
-- (case, desk) of the page before.
-- use: watched $1 $2
SELECT a.agency, a.case_id, a.user_id, a.due, a.breached, a.red, a.waits, c.class, c.stage, a.rule, a.unit
FROM agenda a JOIN cases c ON c.id = a.case_id
WHERE (a.agency IN (SELECT id FROM watched) OR ($1 = 0 AND $2 = '')) AND (c.class = $7 OR $7 = '') AND (c.stage = $8 OR $8 = '') 
    AND ($6 = 'all' OR ($6 = 'red' AND a.red > 0) OR ($6 = 'over' AND (a.breached > 0 OR a.due < $9))
        OR ($6 = 'soon' AND a.breached = 0 AND a.due >= $9 AND a.due < $10))
    AND (a.case_id > $3 OR (a.case_id = $3 AND a.agency > $4))
ORDER BY a.case_id, a.agency LIMIT $5;
