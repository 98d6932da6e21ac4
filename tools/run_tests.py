#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the suites of a table (tests/suites.tsv says what its columns mean) and counts what they tested.

    run_tests.py [--stream] TABLE [SUITE...]

Each suite's output goes to build/test-logs/SUITE.log; with --stream it goes to standard output and all else to
standard error. The last line is `N passed, N failed, N skipped`; the exit is 1 on any failure or if nothing ran.
"""
import glob
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOGS = os.path.join(ROOT, "build", "test-logs")
BUDGET_IN_ALL = 1200
LINES_OF_WHY = 24  # of what TAP says below a test that failed
TAP = re.compile(r"^\s*(not )?ok\b(?:\s+\d+)?(?:\s*-?\s*(?P<name>[^#]*))?(?:#\s*(?P<directive>SKIP|TODO)\b.*)?",
                 re.IGNORECASE)


class Suite:
    def __init__(self, name, seconds, needs, command):
        self.name, self.command = name, command
        self.budget = float(seconds)
        self.needs = [] if needs == "-" else needs.split(",")
        self.passed = self.failed = self.skipped = 0
        self.took, self.note, self.bad = 0.0, "", []


def read_table(path):
    suites = []
    with open(path, encoding="utf-8") as f:
        for at, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if not line.strip() or line.startswith("#"):
                continue
            cells = [c for c in line.split("\t") if c]
            if len(cells) != 4:
                sys.exit(f"{path}:{at}: {len(cells)} columns, expected 4 parted by tabs")
            if any(need.endswith("?") for need in cells[2].split(",")):
                sys.exit(f"{path}:{at}: '{cells[2]}': the ? of what may be missing stands before its name")
            suites.append(Suite(*cells))
    return suites


def environment():
    """What every suite sees: our own Node first, PostgreSQL's server programs last, sanitizers that stop."""
    env = dict(os.environ)
    servers = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda d: float(d.split("/")[4]))
    env["PATH"] = ":".join([os.path.join(ROOT, ".cache", "bin"), env.get("PATH", ""), *servers[-1:]])
    env.setdefault("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1")
    env.setdefault("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1")
    env.setdefault("TSAN_OPTIONS", "halt_on_error=1:second_deadlock_stack=1")
    env["JINDU_ROOT"] = ROOT
    return env


def missing_need(suite, env):
    """(what, optional) of the first need that is not there."""
    for need in suite.needs:
        optional, what = need.startswith("?"), need.lstrip("?")
        there = os.path.exists(os.path.join(ROOT, what)) if "/" in what else shutil.which(what, path=env["PATH"])
        if not there:
            return what, optional
    return None, False


def count_tap(suite, text, prefix=""):
    """True if the text has any TAP test line."""
    seen, planned, ran, said, why = False, None, 0, [], 0
    for line in text.splitlines():
        if why and line.startswith("  ") and line.strip() != "...":
            if not re.match(r"\s+(---|duration_ms|type)", line):
                suite.bad.append("    " + line[:300])
                why -= 1
            continue
        why = 0
        if line.startswith("#"):
            said.append(line)  # what a test says of itself comes before its line
            continue
        plan = re.match(r"^1\.\.(\d+)\s*(#\s*skip.*)?$", line, re.IGNORECASE)
        if plan:
            if plan.group(1) == "0" and plan.group(2):
                suite.skipped, seen = suite.skipped + 1, True
            planned = (planned or 0) + int(plan.group(1))
            continue
        m = TAP.match(line)
        if line.startswith("Bail out!"):
            suite.failed, seen = suite.failed + 1, True
            suite.bad.append(prefix + line)
        if not m or line.startswith((" ", "\t")):
            continue
        seen, ran = True, ran + 1
        directive = (m.group("directive") or "").upper()
        if directive == "SKIP":
            suite.skipped += 1
        elif m.group(1) and directive != "TODO":
            suite.failed += 1
            suite.bad += [prefix + line] + ["    " + each for each in said[-12:]]
            why = LINES_OF_WHY
        else:
            suite.passed += 1
        said = []
    if planned is not None and ran < planned:
        suite.failed += 1
        suite.bad.append(f"{prefix}{ran} tests of {planned} planned were run")
    return seen


def count_meson(suite, directory):
    path = os.path.join(ROOT, directory, "meson-logs", "testlog.json")
    try:
        with open(path, encoding="utf-8") as f:
            results = [json.loads(line) for line in f if line.strip()]
    except OSError:
        return False
    for r in results:
        before = suite.failed
        seen = count_tap(suite, r.get("stdout") or "", r["name"] + ": ")
        if r["result"] in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT") and suite.failed == before:
            suite.failed += 1
            suite.bad.append(f"{r['name']}: {r['result'].lower()}, exit {r.get('returncode')}")
        elif not seen and r["result"] == "OK":
            suite.passed += 1
        elif not seen and r["result"] == "SKIP":
            suite.skipped += 1
    return bool(results)


def run_command(suite, command, env, out):
    """The exit status, or None if it was killed for being far over its budget."""
    p = subprocess.Popen(["bash", "-c", command], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out,
                         stderr=sys.stderr if out is sys.stdout else subprocess.STDOUT, start_new_session=True)
    try:
        return p.wait(timeout=5 * suite.budget)
    except subprocess.TimeoutExpired:
        return None
    finally:
        try:
            os.killpg(p.pid, signal.SIGKILL)  # also what the suite may have left behind
        except ProcessLookupError:
            pass
        p.wait()


def run_suite(suite, env, stream):
    what, optional = missing_need(suite, env)
    if what:
        suite.note = f"{what} is not there"
        if optional:
            suite.skipped = 1
        else:
            suite.failed = 1
        return
    meson = re.fullmatch(r"meson (\S+) (\S+)", suite.command)
    command = suite.command
    if meson:
        directory, name = meson.groups()
        log = os.path.join(ROOT, directory, "meson-logs", "testlog.json")
        if os.path.exists(log):
            os.remove(log)
        command = f"meson test -C {shlex.quote(directory)} --no-rebuild --print-errorlogs --suite {shlex.quote(name)}"
        if directory != "build":
            command += " --timeout-multiplier 4"
    started = time.monotonic()
    if stream:
        sys.stdout.flush()
        status, text = run_command(suite, command, env, sys.stdout), ""
    else:
        path = os.path.join(LOGS, suite.name + ".log")
        with open(path, "wb") as out:
            status = run_command(suite, command, env, out)
        with open(path, encoding="utf-8", errors="replace") as f:
            text = f.read()
    suite.took = time.monotonic() - started
    seen = count_meson(suite, meson.group(1)) if meson else count_tap(suite, text)
    if status is None:
        suite.failed += 1
        suite.note = "killed: over five times its budget"
    elif status != 0 and suite.failed == 0:
        suite.failed += 1
        suite.note = f"exit {status}"
    elif status == 0 and not seen:
        if meson:
            suite.failed, suite.note = 1, "no such tests"
        else:
            suite.passed = 1
    if suite.took > suite.budget and not suite.note:
        suite.note = "over its budget"
    if suite.failed and not stream:
        show_failure(suite, text)


def show_failure(suite, text):
    for line in suite.bad[:200]:
        print(f"    {line}")
    lines = text.splitlines()
    print(f"    the end of build/test-logs/{suite.name}.log:")
    for line in lines[-60:]:
        print(f"    | {line}")


def main(args):
    stream = "--stream" in args
    args = [a for a in args if a != "--stream"]
    if not args:
        sys.exit(__doc__)
    suites, picked = read_table(args[0]), args[1:]
    unknown = set(picked) - {s.name for s in suites}
    if unknown:
        sys.exit(f"no such suite: {', '.join(sorted(unknown))}; there are: {', '.join(s.name for s in suites)}")
    if picked:
        suites = [s for s in suites if s.name in picked]
    say = sys.stderr if stream else sys.stdout
    os.makedirs(LOGS, exist_ok=True)
    env = environment()
    for suite in suites:
        print(f"{suite.name} ...", file=say, flush=True)
        run_suite(suite, env, stream)
        mark = "FAILED" if suite.failed else "ok"
        print(f"{suite.name}: {mark}, {suite.took:.1f} s of {suite.budget:.0f} s"
              f"{', ' + suite.note if suite.note else ''}", file=say, flush=True)

    width = max([len(s.name) for s in suites] + [5])
    print(f"\n{'suite':<{width}}  passed  failed  skipped  seconds  budget", file=say)
    for s in suites:
        print(f"{s.name:<{width}}  {s.passed:6}  {s.failed:6}  {s.skipped:7}  {s.took:7.1f}  {s.budget:6.0f}"
              f"{'  ' + s.note if s.note else ''}", file=say)
    took = sum(s.took for s in suites)
    passed, failed, skipped = (sum(getattr(s, k) for s in suites) for k in ("passed", "failed", "skipped"))
    over = "  over the budget of all" if took > BUDGET_IN_ALL and "suites" in args[0] else ""
    print(f"{'in all':<{width}}  {passed:6}  {failed:6}  {skipped:7}  {took:7.1f}  "
          f"{sum(s.budget for s in suites):6.0f}{over}", file=say)
    print(f"{passed} passed, {failed} failed, {skipped} skipped", file=say, flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
