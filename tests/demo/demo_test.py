# SPDX-License-Identifier: Apache-2.0
"""The demo county: its year comes to the figures the pilot reported, and the site it makes is whole.
Usage: demo_test.py [JINDU [RULES]], from the top of the tree."""
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

jindu = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/jindu")
rules = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else "rules")
READY_SECONDS = 30
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


SEED = {"pushed": 323, "returned": 7, "accepted": 316, "prosecuted_same_level": 140, "sent_up": 2, "withdrawn": 1,
        "arrest_reviews_ended": 104, "in_hand": 69, "custody_transfers": 164, "waiting": 0, "other_outcomes": 0}


def balance(site, *words):
    r = run("balance", "--site", site, "--json", *words)
    return (json.loads(r.stdout) if r.stdout else {}), r


def png_size(data):
    """Width and height of a PNG whose every chunk and whose every row is there; None if not."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        return None
    at, size, packed = 8, None, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0] != zlib.crc32(kind + body):
            return None
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        if kind == b"IDAT":
            packed += body
        at += 12 + length
    return size if size and len(zlib.decompress(packed)) == size[1] * (1 + (size[0] + 7) // 8) else None


home = tempfile.mkdtemp(prefix="jindu-demo-")
try:
    part, site = os.path.join(home, "demo.part"), os.path.join(home, "demo")
    began = time.monotonic()
    r = run("demo", "--dir", part, "--rules", rules)
    took = time.monotonic() - began
    print(f"# ready in {took:.1f} s (wanted: under {READY_SECONDS} s): {r.stdout.splitlines()[:1]}")
    check("the_demo_is_made", r.returncode == 0, r.stderr)
    check("it_prints_the_accounts_and_their_password", "anguan1" in r.stdout and "password" in r.stdout, r.stdout)
    os.rename(part, site)  # the folder may be moved
    b, r = balance(site)
    check("the_balance_is_the_pilots_to_the_unit", {k: b.get(k) for k in SEED} == SEED, b)
    check("the_balance_closes", r.returncode == 0 and b.get("closes") is True, r.stderr)
    check("figures_are_whole_numbers", all(type(b[k]) is int for k in SEED), b)
    first, _ = balance(site, "--to", "2021-01-31")
    second, r = balance(site, "--from", "2021-02-01")
    check("two_periods_add_up_to_the_year",
          all(first[k] + second[k] == b[k] for k in ("pushed", "returned", "accepted", "arrest_reviews_ended", "custody_transfers")),
          (first, second))
    check("the_year_ramps_up", first["pushed"] < second["pushed"], (first["pushed"], second["pushed"]))
    r = run("verify", "--site", site)
    check("verify_is_clean", r.returncode == 0, r.stdout + r.stderr)
    r = run("demo", "--dir", site, "--rules", rules)
    check("a_site_is_never_overwritten", r.returncode == 1 and "site.exists" in r.stderr, r.stderr)
    pages = []
    for folder, _, files in os.walk(os.path.join(site, "vault", "blobs")):
        for f in files:
            data = open(os.path.join(folder, f), "rb").read()
            if data[:4] == b"\x89PNG":
                pages.append((png_size(data), len(data)))
    check("the_page_images_are_real_a4_pages", len(pages) >= 36 and all(s and abs(s[1] / s[0] - 297 / 210) < 0.01 for s, _ in pages),
          pages[:3])
    check("the_page_images_are_small", all(size < 200_000 for _, size in pages), max(size for _, size in pages))
    absolute = [f for f in os.listdir(site) if f != "vault" and home.encode() in open(os.path.join(site, f), "rb").read()]
    check("no_file_of_the_site_names_its_place", not absolute, absolute)
    early = os.path.join(home, "early")
    r = run("demo", "--dir", early, "--rules", rules, "--clock", "2020-11-30T18:00")
    b, closes = balance(early)
    check("an_earlier_clock_stops_the_year_there", r.returncode == 0 and 0 < b["pushed"] < 323 and closes.returncode == 0, r.stderr or b)
    definitions = run("balance", "--definitions").stdout
    check("docs_figures_is_what_the_program_says", open("docs/figures.md", encoding="utf-8").read() == definitions,
          "write it anew: build/jindu balance --definitions > docs/figures.md")
    check("a_site_that_is_not_there_is_told", balance(os.path.join(home, "none"))[1].returncode == 1)
finally:
    shutil.rmtree(home, ignore_errors=True)
print(f"1..{n}")
sys.exit(bad > 0)
