# SPDX-License-Identifier: Apache-2.0
"""embed_sql refuses what would only be noticed by a user. TAP on stdout."""
import os
import pathlib
import subprocess
import sys
import tempfile

TOOL = os.environ["EMBED_SQL"]
CASES = [  # kind, files, part of the answer ("" = accepted)
    ("queries", {"a.sql": "-- name: x\nSELECT $1, $2;\n"}, ""),
    ("queries", {"a.sql": "-- name: x\nSELECT 1\n", "b.sql": "-- name: x\nSELECT 2\n"}, "already at"),
    ("queries", {"a.sql": "-- name: x /sqlite\nSELECT 1\n"}, "missing for postgres"),
    ("queries", {"a.sql": "-- name: x /sqlite\nSELECT $1\n-- name: x /postgres\nSELECT 1\n"}, "differs in its parameters"),
    ("queries", {"a.sql": "-- name: x\nSELECT $1, $3\n"}, "without a gap"),
    ("queries", {"a.sql": "-- name: Bad-Name\nSELECT 1\n"}, "lower_case_name"),
    ("queries", {"a.sql": "SELECT 1\n"}, "before the first"),
    ("queries", {"a.sql": "-- name: x\n\n"}, "empty"),
    ("migrations", {"sqlite/0001_a.sql": "S", "postgres/0001_a.sql": "S"}, ""),
    ("migrations", {"sqlite/0001_a.sql": "S"}, "dialects differ"),
    ("migrations", {"sqlite/0002_a.sql": "S", "postgres/0002_a.sql": "S"}, "expected 0001"),
    ("migrations", {"sqlite/0001_a.sql": "COMMIT;", "postgres/0001_a.sql": "S"}, "transaction"),
]

bad = 0
for number, (kind, files, answer) in enumerate(CASES, 1):
    with tempfile.TemporaryDirectory() as tmp:
        root = pathlib.Path(tmp)
        for name, text in files.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
        ran = subprocess.run([sys.executable, TOOL, kind, tmp, f"{tmp}/out", f"{tmp}/dep"], capture_output=True, text=True)
        right = (ran.returncode == 0 and not answer) or (ran.returncode != 0 and bool(answer) and answer in ran.stderr)
    bad += not right
    print(f"{'ok' if right else 'not ok'} {number} - {kind}: {answer or 'accepted'}")
    if not right:
        print(f"# exit {ran.returncode}: {ran.stderr.strip()}")
print(f"1..{len(CASES)}")
sys.exit(bad > 0)
