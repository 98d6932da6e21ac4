#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures a served site from outside, as JSON lines. docs/performance.md says what each figure means.

    serve_bench.py push [ROUNDS]        hand-overs, the smallest command and a number against bare SQLite, taking turns
    serve_bench.py read [CASES...]      case page, inbox, find, push in provinces of growing size
    serve_bench.py bytes                upload, download, export; 4 uploads beside 256 connections and 2,000 streams
    serve_bench.py idle                 memory of an idle server, start to first answer

Sites are made under build/bench-sites (JINDU_BENCH_DIR), which should lie on the disk that would hold a real site; with
JINDU_TEST_PG `push` measures PostgreSQL too. BUILD names another build directory.
"""
import http.client
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("BUILD", os.path.join(ROOT, "build"))
SITES = os.environ.get("JINDU_BENCH_DIR", os.path.join(ROOT, "build", "bench-sites"))
RULES = os.environ.get("JINDU_RULES", os.path.join(ROOT, "rules"))
BENCH = os.path.join(BUILD, "bench", "push_bench")
LOAD = os.path.join(BUILD, "bench", "load")
JINDU = os.path.join(BUILD, "jindu")
TICKS = os.sysconf("SC_CLK_TCK")


def say(**what):
    print(json.dumps({**what, "load_before": round(os.getloadavg()[0], 1)}, ensure_ascii=False), flush=True)


def run(*args):
    """The JSON lines a program prints."""
    done = subprocess.run([str(a) for a in args], stdout=subprocess.PIPE, text=True)
    lines = [json.loads(x) for x in done.stdout.splitlines() if x.startswith("{")]
    if done.returncode or not lines:
        sys.exit(f"{args[:2]}: exit {done.returncode} {lines}")
    return lines


def fresh(name, copy_of=None):
    path = os.path.join(SITES, name)
    shutil.rmtree(path, ignore_errors=True)
    if copy_of:
        shutil.copytree(copy_of, path)
    else:
        os.makedirs(path)
    return path


class Server:
    def __init__(self, site, db=None):
        self.site = site
        args = [JINDU, "serve", "--site", site, "--listen", "127.0.0.1:0", "--rules", RULES] + (["--db", db] if db else [])
        self.begun = time.monotonic()
        self.log = open(os.path.join(SITES, "serve.log"), "w")
        self.p = subprocess.Popen(args, stdout=subprocess.PIPE, stderr=self.log, text=True,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (16384, 16384)))
        line = self.p.stdout.readline()
        if not line:
            sys.exit(open(self.log.name).read())
        self.port = int(re.search(r":(\d+)/", line).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.p.terminate()
        self.p.wait(60)

    def get(self, path, token=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        c.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        r = c.getresponse()
        body = r.read()
        c.close()
        return r.status, body

    def counter(self, name):
        return int(re.search(rb"^\S*" + name.encode() + rb" (\d+)", self.get("/api/v1/metrics")[1], re.M).group(1))

    def cpu(self):
        with open(f"/proc/{self.p.pid}/stat", encoding="ascii") as f:
            cells = f.read().rsplit(") ", 1)[1].split()
        return (int(cells[11]) + int(cells[12])) / TICKS

    def rss_kb(self, what="VmRSS"):
        with open(f"/proc/{self.p.pid}/status", encoding="ascii") as f:
            return int(re.search(what + r":\s+(\d+)", f.read()).group(1))

    def settle(self):
        """After a start guides are judged anew in the background; that is not what is measured."""
        quiet = 0
        for _ in range(240):
            cpu = self.cpu()
            time.sleep(0.5)
            quiet = quiet + 1 if self.cpu() - cpu < 0.04 else 0
            if quiet == 4:
                break
        return self

    def load(self, kind, *more):
        commits, commands, cpu = self.counter("writer_commits_total"), self.counter("writer_commands_total"), self.cpu()
        x = run(LOAD, self.port, os.path.join(self.site, "requests", kind), "--name", kind, *more)[0]
        commits, commands = self.counter("writer_commits_total") - commits, self.counter("writer_commands_total") - commands
        x["batch"] = round(commands / commits, 1) if commits else 0
        x["server_cpu_us"] = round((self.cpu() - cpu) * 1e6 / max(x["requests"], 1), 1)
        return {k: v for k, v in x.items() if k not in ("bench", "what", "bad_status", "bad_text") or x["bad"]}


NAMES = {"push": "handover", "assign": "smallest", "number": "number_added"}


def middle(v):
    return round(statistics.median(v), 3)


# ---- hand-overs against bare SQLite

def against_bare(kind, made, rounds, db=None, db_name="sqlite"):
    """Rounds of the server and of bare SQLite in turns, on the same rows in the same order."""
    each = 1500
    recorded = os.path.join(SITES, kind + ".rec")
    copy = fresh("recorded", made)
    bare_db = os.path.join(SITES, "bare.db")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(bare_db + end):
            os.remove(bare_db + end)
    shutil.copy(os.path.join(made, "site.db"), bare_db)
    run(BENCH, "record", copy, RULES, recorded, kind, rounds * each)
    cost = run(BENCH, "cost", bare_db, recorded)[0]
    del cost["bench"]
    say(bench="cost", what=kind, **cost)
    shutil.rmtree(copy)
    site = fresh("served", made) if not db else made
    ratios, rates, bares, cpus, bare_cpus, p99s, wal = [], [], [], [], [], [], []
    with Server(site, db) as s:
        s.settle()
        for i in range(rounds):
            x = s.load(kind, "--conns", 64, "--from", i * each, "--count", each)
            group = max(1, round(x["batch"]))
            y = run(BENCH, "bare", bare_db, recorded, i * each, (i + 1) * each, group)[0]
            ratios.append(x["per_s"] / y["per_s"])
            rates.append(x["per_s"]), bares.append(y["per_s"]), cpus.append(x["server_cpu_us"]), p99s.append(x["p99_ms"])
            wal.append(y["wal_bytes"]), bare_cpus.append(y["cpu_us"])
            say(bench=NAMES[kind], db=db_name, round=i, **x, bare_per_s=y["per_s"],
                ratio=round(ratios[-1], 3))
        say(bench=kind, db=db_name, conns=64, rounds=rounds, ratio_median=middle(ratios), ratio_least=round(min(ratios), 3),
            ratio_most=round(max(ratios), 3), per_s_median=middle(rates), per_s_most=max(rates), bare_median=middle(bares),
            p99_ms_median=middle(p99s), server_cpu_us_median=middle(cpus), bare_cpu_us_median=middle(bare_cpus),
            bare_wal_bytes_a_command=middle(wal))
        for conns, n in ((1, 300), (256, 3000)):
            x = s.load(kind, "--conns", conns, "--from", rounds * each + (300 if conns == 256 else 0), "--count", n)
            say(bench=NAMES[kind], db=db_name, **x)


def push(rounds=5):
    made = fresh("made")
    n = rounds * 1500 + 4000
    say(**run(BENCH, "make", made, RULES, "--ready", n)[-1])
    against_bare("push", made, rounds)
    against_bare("assign", made, rounds)
    against_bare("number", made, rounds)
    pg = os.environ.get("JINDU_TEST_PG")
    if pg:
        # The rows are the same; bare SQLite stays what is compared with.
        shutil.rmtree(os.path.join(SITES, "on-postgres"), ignore_errors=True)
        os.makedirs(os.path.join(SITES, "on-postgres"))
        site = os.path.join(SITES, "on-postgres")
        say(**run(BENCH, "make", site, RULES, "--db", pg, "--ready", n)[-1])
        on_postgres(site, made, rounds, pg)


def on_postgres(site, made, rounds, pg):
    each, bare_db, recorded = 1500, os.path.join(SITES, "bare.db"), os.path.join(SITES, "push.rec")
    copy = fresh("recorded", made)
    for end in ("", "-wal", "-shm"):
        if os.path.exists(bare_db + end):
            os.remove(bare_db + end)
    shutil.copy(os.path.join(made, "site.db"), bare_db)
    run(BENCH, "record", copy, RULES, recorded, "push", rounds * each)
    ratios, rates, cpus = [], [], []
    with Server(site, pg) as s:
        s.settle()
        for i in range(rounds):
            x = s.load("push", "--conns", 64, "--from", i * each, "--count", each)
            y = run(BENCH, "bare", bare_db, recorded, i * each, (i + 1) * each, max(1, round(x["batch"])))[0]
            ratios.append(x["per_s"] / y["per_s"]), rates.append(x["per_s"]), cpus.append(x["server_cpu_us"])
            say(bench="handover", db="postgresql", round=i, **x, bare_sqlite_per_s=y["per_s"], ratio=round(ratios[-1], 3))
        say(bench="push", db="postgresql", conns=64, rounds=rounds, ratio_median=middle(ratios), per_s_median=middle(rates),
            per_s_most=max(rates), server_cpu_us_median=middle(cpus))
        for conns, n, start in ((1, 300, 0), (256, 3000, 300)):
            say(bench="handover", db="postgresql", **s.load("push", "--conns", conns, "--from", rounds * each + start, "--count", n))


# ---- reading as a province grows

def pushed(site):
    """How many of a kept province's hand-overs earlier runs have made, this one counted from now on; None: all."""
    path = os.path.join(site, "pushed")
    before = int(open(path, encoding="ascii").read()) if os.path.exists(path) else 0
    if before + 1000 > 2000:
        return None
    with open(path, "w", encoding="ascii") as f:
        f.write(str(before + 1000))
    return before


def read(sizes):
    for n in sizes:
        site = os.path.join(SITES, f"province-{n}")
        spent = os.path.exists(os.path.join(site, "pushed"))
        if not os.path.exists(os.path.join(site, "cases")) or (n < 100000 and spent):  # a small one is soon made anew
            fresh(f"province-{n}")
            for x in run(BENCH, "make", site, RULES, "--waiting", n, "--ready", 2000, "--counties", 90):
                say(**x)
        say(bench="size", cases=n, site_mb=round(os.path.getsize(os.path.join(site, "site.db")) / 1e6))
        with Server(site) as s:
            s.settle()
            requests = os.path.join(site, "requests")
            with open(os.path.join(requests, "page"), encoding="ascii") as all_pages:
                few = [next(all_pages) for _ in range(100)]
            with open(os.path.join(requests, "known_page"), "w", encoding="ascii") as f:
                f.writelines(few)  # cases that are being worked on: read again and again
            for kind, conns in (("page", 64), ("known_page", 64), ("page", 8), ("inbox", 1), ("inbox", 8), ("inbox", 64), ("find", 1), ("find", 8)):
                say(bench="read", what=kind, cases=n, **s.load(kind, "--conns", conns, "--seconds", 3))
            begin = pushed(site)
            if begin is None:
                say(bench="handover", cases=n, left_out=f"those of {site} are made; remove it, and it is made anew")
            else:
                say(bench="handover", cases=n, **s.load("push", "--conns", 64, "--from", begin, "--count", 1000))
            say(bench="memory", cases=n, after="all of it", rss_mb=round(s.rss_kb() / 1024, 1))


# ---- idle

def idle():
    site = os.environ.get("JINDU_BENCH_DEMO")
    if not site:
        site = os.path.join(SITES, "demo")
        shutil.rmtree(site, ignore_errors=True)
        begun = time.monotonic()
        subprocess.run([JINDU, "demo", "--dir", site, "--rules", RULES], check=True, stdout=subprocess.DEVNULL)
        say(bench="demo", seconds=round(time.monotonic() - begun, 2))
    starts = []
    for i in range(7):
        with Server(site) as s:
            while s.get("/api/v1/health")[0] != 200:
                time.sleep(0.002)
            starts.append((time.monotonic() - s.begun) * 1000)
            if i == 6:
                s.settle()
                with open(f"/proc/{s.p.pid}/smaps_rollup", encoding="ascii") as f:
                    pss = int(re.search(r"Pss:\s+(\d+)", f.read()).group(1))
                say(bench="idle", rss_mb=round(s.rss_kb() / 1024, 1), pss_mb=round(pss / 1024, 1),
                    peak_mb=round(s.rss_kb("VmHWM") / 1024, 1))
    say(bench="start", to_first_answer_ms=[round(x) for x in starts], median_ms=round(statistics.median(starts)))
    with Server(site) as s:
        for path in ("health", "openapi.json"):
            f = os.path.join(SITES, "plain")
            with open(f, "w", encoding="ascii") as out:
                out.write(f"GET\t/api/v1/{path}\tx\t\n")
            x = run(LOAD, s.port, f, "--conns", 64, "--seconds", 3)[0]
            say(bench="read", what=path, per_s=x["per_s"], p99_ms=x["p99_ms"], bad=x["bad"])


def main(args):
    os.makedirs(SITES, exist_ok=True)
    what = args[0] if args else ""
    if what == "push":
        push(*(int(a) for a in args[1:2]))
    elif what == "read":
        read([int(a) for a in args[1:]] or [10000, 100000])
    elif what == "bytes":
        import bytes_bench  # pylint: disable=import-outside-toplevel
        bytes_bench.measure(sys.modules[__name__])
    elif what == "idle":
        idle()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
