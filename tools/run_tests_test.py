#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The test runner is believed, so it is tested: what it counts, what it kills, and that red is red."""
import os
import subprocess
import sys
import tempfile
import time

from check_house import Tap
from run_tests import BUDGET_IN_ALL, read_table

HERE = os.path.dirname(os.path.abspath(__file__))
RUNNER = os.path.join(HERE, "run_tests.py")
SUITES = os.path.join(HERE, "..", "tests", "suites.tsv")

# name, seconds, needs, command, the closing line, the exit
CASES = [
    ("green_tap_is_counted", "5", "-", "echo ok 1 - a; echo 'ok 2 # SKIP no disk'; echo 1..2",
     "1 passed, 0 failed, 1 skipped", 0),
    ("a_red_line_fails_though_the_exit_is_0", "5", "-", "echo ok 1; echo not ok 2; echo 1..2",
     "1 passed, 1 failed, 0 skipped", 1),
    ("tests_that_never_ran_fail", "5", "-", "echo 1..3; echo ok 1", "1 passed, 1 failed, 0 skipped", 1),
    ("a_bail_out_fails", "5", "-", "echo ok 1; echo 'Bail out! no'", "1 passed, 1 failed, 0 skipped", 1),
    ("green_lines_with_a_red_exit_fail", "5", "-", "echo ok 1; exit 3", "1 passed, 1 failed, 0 skipped", 1),
    ("without_tap_the_exit_is_the_test", "5", "-", "true", "1 passed, 0 failed, 0 skipped", 0),
    ("without_tap_a_red_exit_fails", "5", "-", "false", "0 passed, 1 failed, 0 skipped", 1),
    ("a_crash_fails", "5", "-", "kill -SEGV $$", "0 passed, 1 failed, 0 skipped", 1),
    ("five_times_the_budget_is_killed", "0.1", "-", "sleep 60 & sleep 60", "0 passed, 1 failed, 0 skipped", 1),
    ("a_missing_need_fails", "5", "no-such-program", "true", "0 passed, 1 failed, 0 skipped", 1),
    ("a_missing_optional_need_skips_and_nothing_tested_is_red", "5", "?./no-such-file", "true",
     "0 passed, 0 failed, 1 skipped", 1),
]


def main():
    tap = Tap()
    for name, seconds, needs, command, closing, status in CASES:
        with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as table:
            table.write(f"# a table\n\nself-test\t{seconds}\t{needs}\t{command}\n")
            table.flush()
            started = time.monotonic()
            done = subprocess.run([sys.executable, RUNNER, table.name], capture_output=True, text=True)
            last = done.stdout.splitlines()[-1] if done.stdout else done.stderr
            faults = []
            if last != closing:
                faults.append(f"closed with: {last}; expected: {closing}")
            if done.returncode != status:
                faults.append(f"exit {done.returncode}, expected {status}")
            if time.monotonic() - started > 20:
                faults.append("it took over 20 s")
            tap.test(name, faults)
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as table:
        told = "ok 1 - a\\nnot ok 2 - b\\n  ---\\n  error: what is wrong\\n  ...\\nok 3 - c\\n"
        table.write(f"self-test\t5\t-\tprintf '{told}' && for i in $(seq 99); do echo \"# $i\"; done; echo 1..3\n")
        table.flush()
        done = subprocess.run([sys.executable, RUNNER, table.name], capture_output=True, text=True)
        tap.test("why_a_test_failed_is_told", [] if "error: what is wrong" in done.stdout
                 and done.stdout.endswith("2 passed, 1 failed, 0 skipped\n") else [done.stdout])
    budgets = sum(suite.budget for suite in read_table(SUITES))
    tap.test("the_budgets_keep_within_the_budget_of_all",
             [f"{budgets:.0f} s of {BUDGET_IN_ALL}"] if budgets > BUDGET_IN_ALL else [])
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
