# SPDX-License-Identifier: Apache-2.0
"""The tour of a demo site, over HTTP against the real server; what it leaves behind is whole. On the PostgreSQL named by
JINDU_TEST_PG, if that is set. Usage: tour_test.py [JINDU [RULES]], from the top of the tree."""
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile

jindu = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/jindu")
rules = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else "rules")
bad = n = 0


def run(*words):
    return subprocess.run([jindu, *words], capture_output=True, text=True)


def check(name, ok, told=""):
    global bad, n
    n += 1
    bad += not ok
    print(f"{'ok' if ok else 'not ok'} {n} - {name}", flush=True)
    if not ok:
        print("# " + str(told).replace("\n", "\n# "))


def database():
    url = os.environ.get("JINDU_TEST_PG")
    if not url:
        return []
    name = "tour_" + secrets.token_hex(6)
    subprocess.run(["psql", "-q", url, "-c", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"],
                   check=True)
    return ["--db", url.replace("/postgres?", f"/{name}?")]


home = tempfile.mkdtemp(prefix="jindu-tour-")
site, server = os.path.join(home, "demo"), None
try:
    db = database()
    r = run("demo", "--dir", site, "--rules", rules, *db)
    check("the_demo_is_made", r.returncode == 0, r.stderr)
    before = json.loads(run("balance", "--site", site, "--json", *db).stdout or "{}")
    check("its_balance_is_the_pilots", (before.get("pushed"), before.get("in_hand")) == (323, 69), before)
    server = subprocess.Popen([jindu, "serve", "--site", site, "--rules", rules, "--listen", "127.0.0.1:0", *db],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    url = server.stdout.readline().strip().rstrip("/")
    check("the_server_tells_its_address", url.startswith("http://127.0.0.1:"), url)
    r = run("tour", "--url", url, "--rules", rules)
    print("# " + "\n# ".join(r.stdout.splitlines()[-3:]))
    check("the_tour_goes_through_without_a_surprise", r.returncode == 0, r.stderr)
    check("it_tells_each_step_and_how_long_it_took", r.stdout.count(" ms  ") > 70, r.stdout[:500])
    check("it_tells_what_changed", "诉讼阶段→一审宣判" in r.stdout and "上诉、抗诉期限" in r.stdout, r.stdout[-1500:])
    most = max(sum(line.count(sign) for sign in "⏱☐→") for line in r.stdout.splitlines())
    check("it_tells_nothing_twice_to_who_sees_more_of_the_case", most < 12, most)
    check("it_calls_duties_by_their_names", "☐受理审查" in r.stdout and "☐check" not in r.stdout, r.stdout[-1500:])
    r = run("tour", "--url", url, "--rules", rules, "--password", "not-the-password")
    check("a_surprise_is_an_error", r.returncode == 1 and "tour" in r.stderr, r.stderr)
    r = run("tour", "--url", url, "--rules", rules)
    check("a_second_tour_goes_as_well", r.returncode == 0, r.stderr)
    server.send_signal(signal.SIGTERM)
    check("the_server_stops_when_told_to", server.wait(30) == 0, server.stderr.read())
    server = None
    after = json.loads(run("balance", "--site", site, "--json", *db).stdout or "{}")
    moved = {k: after[k] - before[k] for k in ("pushed", "returned", "accepted", "prosecuted_same_level", "arrest_reviews_ended",
                                                "custody_transfers", "in_hand")}
    check("two_tours_count_as_what_they_did", moved == {"pushed": 6, "returned": 2, "accepted": 4, "prosecuted_same_level": 2,
                                                       "arrest_reviews_ended": 2, "custody_transfers": 8, "in_hand": 0}, moved)
    check("the_balance_closes", after.get("closes") is True, after)
    r = run("verify", "--site", site, *db)
    check("verify_is_clean", r.returncode == 0, r.stdout + r.stderr)
finally:
    if server:
        server.kill()
        server.wait()
    shutil.rmtree(home, ignore_errors=True)
print(f"1..{n}")
sys.exit(bad > 0)
