# SPDX-License-Identifier: Apache-2.0
"""embed_sql refuses what would only be noticed by a user. TAP on stdout."""
import os
import pathlib
import subprocess
import sys
import tempfile

TOOL = os.environ["EMBED_SQL"]
ONE = "-- fragment: one $a $b\n-- Why.\nWITH one AS (SELECT $a, $b, $a)\n\n"
CASES = [  # kind, files, part of the answer ("" = accepted), what accepted makes of them
    ("queries", {"a.sql": "-- name: x\nSELECT $1, $2;\n"}, ""),
    ("queries", {"a.sql": "-- name: x\nSELECT 1\n", "b.sql": "-- name: x\nSELECT 2\n"}, "already at"),
    ("queries", {"a.sql": "-- name: x /sqlite\nSELECT 1\n"}, "missing for postgres"),
    ("queries", {"a.sql": "-- name: x /sqlite\nSELECT $1\n-- name: x /postgres\nSELECT 1\n"}, "differs in its parameters"),
    ("queries", {"a.sql": "-- name: x\nSELECT $1, $3\n"}, "without a gap"),
    ("queries", {"a.sql": "-- name: Bad-Name\nSELECT 1\n"}, "lower_case_name"),
    ("queries", {"a.sql": "SELECT 1\n"}, "before the first"),
    ("queries", {"a.sql": "-- name: x\n\n"}, "empty"),
    ("queries", {"a.sql": "-- name: x\nSELECT $1, $a\n"}, "belongs in a fragment"),
    ("queries", {"a.sql": "-- name: x\n-- use: one $2 $1\nSELECT $3;\n", "b.sql": ONE}, "", '"WITH one AS (SELECT $2, $1, $2)\\n"\n    "SELECT $3\\n"'),
    ("queries", {"a.sql": ONE + "-- name: x /sqlite\n-- use: one $2 $1\nS\n-- name: x /postgres\n-- use: one $1 $2\nP\n"}, "",
        'QUERY(X, "x", 2,\n    "WITH one AS (SELECT $2, $1, $2)\\n"\n    "S\\n",\n    "WITH one AS (SELECT $1, $2, $1)\\n"\n    "P\\n")'),
    ("queries", {"a.sql": ONE + "-- name: x\n-- use: one $10 $11\nSELECT $1, $2, $3, $4, $5, $6, $7, $8, $9\n"}, "", "(SELECT $10, $11, $10)"),
    ("queries", {"a.sql": ONE + "-- name: x\n-- use: two $1 $2\nS\n"}, "names no fragment"),
    ("queries", {"a.sql": ONE + "-- name: x\n-- use one $1 $2\nS\n"}, "names no fragment"),
    ("queries", {"a.sql": ONE + "-- name: x\n-- use: one $1 2\nS\n"}, "names no fragment"),
    ("queries", {"a.sql": ONE + "-- name: x\n-- use: one $1\nS\n"}, "gives 1, the fragment takes 2"),
    ("queries", {"a.sql": ONE + "-- name: x\nS\n"}, "no query uses the fragment one"),
    ("queries", {"a.sql": ONE + "-- name: x\n-- use: one $1 $3\nS\n"}, "without a gap"),
    ("queries", {"a.sql": ONE + "-- name: x\n-- use: one $1 $2\nS\n", "b.sql": ONE}, "already at"),
    ("queries", {"a.sql": "-- fragment: one $a\nS $a, $b\n-- name: x\n-- use: one $1\n"}, "its heading"),
    ("queries", {"a.sql": "-- fragment: one $a $b\nS $a\n-- name: x\n-- use: one $1 $2\n"}, "its heading"),
    ("queries", {"a.sql": "-- fragment: one $a\nS $a, $1\n-- name: x\n-- use: one $1\n"}, "a numbered parameter"),
    ("queries", {"a.sql": ONE + "-- fragment: two\n-- use: one $1 $2\nS\n-- name: x\n-- use: two\n"}, "uses another"),
    ("queries", {"a.sql": "-- fragment: one\n\n-- name: x\n-- use: one\nS\n"}, "is empty"),
    ("queries", {"a.sql": "-- fragment: One\nS\n"}, "a heading reads"),
    ("migrations", {"sqlite/0001_a.sql": "S", "postgres/0001_a.sql": "S"}, ""),
    ("migrations", {"sqlite/0001_a.sql": "S"}, "dialects differ"),
    ("migrations", {"sqlite/0002_a.sql": "S", "postgres/0002_a.sql": "S"}, "expected 0001"),
    ("migrations", {"sqlite/0001_a.sql": "COMMIT;", "postgres/0001_a.sql": "S"}, "transaction"),
]

bad = 0
for number, (kind, files, answer, *made) in enumerate(CASES, 1):
    with tempfile.TemporaryDirectory() as tmp:
        root = pathlib.Path(tmp)
        for name, text in files.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
        ran = subprocess.run([sys.executable, TOOL, kind, tmp, f"{tmp}/out", f"{tmp}/dep"], capture_output=True, text=True)
        right = (ran.returncode == 0 and not answer) or (ran.returncode != 0 and bool(answer) and answer in ran.stderr)
        right = right and all(text in pathlib.Path(f"{tmp}/out").read_text() for text in made)
    bad += not right
    print(f"{'ok' if right else 'not ok'} {number} - {kind}: {answer or 'accepted'}")
    if not right:
        print(f"# exit {ran.returncode}: {ran.stderr.strip()}")
print(f"1..{len(CASES)}")
sys.exit(bad > 0)
