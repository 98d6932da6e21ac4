# SPDX-License-Identifier: Apache-2.0
"""`jindu workday` as it is called from a shell. Usage: cmd_workday_test.py BINARY RULES_DIR"""
import os
import subprocess
import sys
import tempfile

BINARY, RULES = map(os.path.abspath, sys.argv[1:3])
failed = 0
cases = [  # what, words, exit code, standard output, a word of standard error
    ("a_make_up_day_is_a_workday", ["2024-05-11", "2024-05-12"], 0, "2024-05-11 workday\n2024-05-12 holiday\n", ""),
    ("a_range_is_told_day_by_day", ["--from", "2021-10-07", "--to", "2021-10-10"], 0,
     "2021-10-07 holiday\n2021-10-08 workday\n2021-10-09 workday\n2021-10-10 holiday\n", ""),
    ("an_unpublished_year_is_answered_with_a_warning", ["2027-01-01"], 0, "2027-01-01 holiday\n", "2027-01-01"),
    ("a_day_that_is_none_is_refused_before_any_answer", ["2024-05-11", "2024-02-30"], 2, "", "2024-02-30"),
    ("half_a_range_shows_the_help", ["--from", "2024-05-11"], 2, "", "usage"),
    ("a_range_backwards_is_refused", ["--from", "2024-05-11", "--to", "2024-05-10"], 2, "", "before"),
    ("a_missing_file_is_named", ["--rules", "/nonexistent", "2024-05-11"], 1, "", "/nonexistent/holidays.yaml"),
]
for number, (what, words, code, out, err) in enumerate(cases, 1):
    if "--rules" not in words:
        words = ["--rules", RULES] + words
    run = subprocess.run([BINARY, "workday"] + words, capture_output=True, text=True, check=False,
                         cwd=tempfile.gettempdir())
    good = run.returncode == code and run.stdout == out and (err in run.stderr if err else run.stderr == "")
    failed += not good
    if not good:
        print(f"# exit {run.returncode}: {run.stdout!r} {run.stderr!r}")
    print(f"{'ok' if good else 'not ok'} {number} - {what}")
print(f"1..{len(cases)}")
sys.exit(failed > 0)
