# SPDX-License-Identifier: Apache-2.0
"""`jindu clock due`: the ends the articles give, each counted here by hand. Usage: cmd_clock_test.py JINDU RULES"""
import json
import subprocess
import sys

jindu, rules = sys.argv[1], sys.argv[2]
bad = n = 0


def run(*words):
    return subprocess.run([jindu, "clock", *words, "--rules", rules], capture_output=True, text=True)


def check(name, ok, told=""):
    global bad, n
    n += 1
    bad += not ok
    print(f"{'ok' if ok else 'not ok'} {n} - {name}")
    if not ok:
        print("# " + str(told).replace("\n", "\n# "))


def due(rule, start, *words):
    r = run("due", "--rule", rule, "--from", start, "--json", *words)
    return json.loads(r.stdout) if r.returncode == 0 else {"end_day": r.stderr}


# One month from 31 January ends on the last day of February; held, so a Sunday stays.
e = due("custody_review", "2021-01-31", "--fact", "custody=arrested")
check("a_month_from_the_last_of_january_ends_on_the_last_of_february", e["end_day"] == "2021-02-28", e)
check("a_custody_term_is_not_moved_by_a_holiday", e.get("rolled") is False, e)
check("the_steps_name_their_article", any("202" in s["basis"] for s in e.get("steps", [])), e)
# Seven days from Friday 24 September 2021 end on 1 October, a holiday up to the 7th: the 8th, a working day.
e = due("court_check", "2021-09-24")
check("a_term_that_is_no_custody_moves_over_the_holidays", e["end_day"] == "2021-10-08", e)
e = due("custody_detention", "2021-03-01T10:00", "--extend", "thirty", "--fact", "custody=detained")
check("extensions_add_to_the_first_start", e["end_day"] == "2021-03-31", e)
e = due("review_prosecution", "2021-03-01", "--fact", "procedure=fast")
check("a_fact_chooses_the_length", e["end_day"] == "2021-03-11", e)
e = due("family_notice", "2021-03-01T10:00", "--fact", "custody=detained")
check("hours_are_counted_in_hours", e.get("due", "").startswith("2021-03-02T1"), e)
r = run("due", "--rule", "custody_revew", "--from", "2021-03-01")
check("a_wrong_word_gets_the_nearest", r.returncode == 1 and "custody_review" in r.stderr, r.stderr)
check("without_a_rule_it_says_how", run("due").returncode == 2)
r = run("due", "--rule", "custody_review", "--from", "2021-01-31")
check("text_tells_the_end_in_two_languages", "2021" in r.stdout and r.returncode == 0, r.stdout + r.stderr)
print(f"1..{n}")
sys.exit(bad > 0)
