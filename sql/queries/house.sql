-- SPDX-License-Identifier: Apache-2.0
-- What a detention house is shown.

-- name: held_forget
DELETE FROM held WHERE subject = $1;

-- name: held_add
INSERT INTO held (house, subject, hold, case_id, person, agency, handed_to, entered, name, id_number, sex, measure, organ,
    charge, number, serving, unlawful, bases, since, due, noticed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21);

-- name: held_list
-- Everyone in the house, by when his term ends; $2, $3: after this row; due up to $4. The case only where the house has a
-- part in it.
SELECT h.house, h.subject, h.hold, h.case_id, h.person, h.agency, h.handed_to, h.entered, h.name, h.id_number, h.sex,
    h.measure, h.organ, h.charge, h.number, h.serving, h.unlawful, h.bases, h.since, h.due, h.noticed,
    CASE WHEN p.case_id IS NULL THEN NULL ELSE c.name END
FROM held h LEFT JOIN parts p ON p.agency = h.house AND p.case_id = h.case_id LEFT JOIN cases c ON c.id = h.case_id
WHERE h.house = $1 AND h.due >= $2 AND (h.due > $2 OR h.subject > $3) AND h.due <= $4
    AND (h.name LIKE $5 OR h.id_number LIKE $5)
ORDER BY h.due, h.subject LIMIT $6;

-- name: held_moving
-- Of those in the house, whose case has something waiting at another house.
SELECT h.house, h.subject, h.hold, h.case_id, h.person, h.agency, h.handed_to, h.entered, h.name, h.id_number, h.sex,
    h.measure, h.organ, h.charge, h.number, h.serving, h.unlawful, h.bases, h.since, h.due, h.noticed
FROM agencies g JOIN agenda a ON a.agency = g.id JOIN held h ON h.house = $1 AND h.case_id = a.case_id
WHERE g.kind = 'detention_house' AND g.id <> $1 AND a.open > 0 ORDER BY h.subject LIMIT $2;

-- name: held_counts
-- All; past their term; ending by $3 and not yet told of; entered by the house alone.
SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN due < $2 THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN due >= $2 AND due <= $3 THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN case_id = 0 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM held WHERE house = $1;

-- name: held_one
SELECT house, subject, hold, case_id, person, agency, handed_to, entered, name, id_number, sex, measure, organ, charge,
    number, serving, unlawful, bases, since, due, noticed FROM held WHERE house = $1 AND subject = $2;

-- name: held_names
-- For a roll call.
SELECT subject, name, id_number FROM held WHERE house = $1 ORDER BY subject LIMIT $2;

-- name: held_page
SELECT house, subject, hold, case_id, person, agency, handed_to, entered, name, id_number, sex, measure, organ, charge,
    number, serving, unlawful, bases, since, due, noticed FROM held
WHERE house > $1 OR (house = $1 AND subject > $2) ORDER BY house, subject LIMIT $3;

-- name: held_clear
DELETE FROM held;

-- name: appointment_put
INSERT INTO appointments (id, house, subject, name, kind, organ, note, how, at, closed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET how = excluded.how, closed = excluded.closed;

-- name: appointment_list
SELECT id, house, subject, name, kind, organ, note, how, at, closed FROM appointments
WHERE house = $1 AND at >= $2 AND at < $3 ORDER BY at, id LIMIT $4;

-- name: appointment_page
SELECT id, house, subject, name, kind, organ, note, how, at, closed FROM appointments WHERE id > $1 ORDER BY id LIMIT $2;

-- name: appointment_clear
DELETE FROM appointments;

-- name: roll_add
INSERT INTO rolls (id, house, at, user_id, said, listed, held, only_house, only_board)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: roll_list
SELECT id, house, at, user_id, said, listed, held, only_house, only_board FROM rolls WHERE house = $1 ORDER BY id DESC LIMIT $2;

-- name: roll_page
SELECT id, house, at, user_id, said, listed, held, only_house, only_board FROM rolls WHERE id > $1 ORDER BY id LIMIT $2;

-- name: roll_clear
DELETE FROM rolls;

-- name: log_stream_end
-- Where a stream that keeps no state ends.
SELECT seq + events, hash FROM log WHERE stream = $1 ORDER BY seq DESC LIMIT 1;

-- name: house_waiting
-- What waits at a house, also what has no date.
SELECT a.case_id, a.waits, c.name FROM agenda a JOIN cases c ON c.id = a.case_id
WHERE a.agency = $1 AND a.open > 0 ORDER BY a.newest DESC, a.case_id LIMIT $2;
