# SPDX-License-Identifier: Apache-2.0
"""`jindu import`: an empty site is filled from three sheets. Usage: cmd_import_test.py JINDU RULES"""
import csv
import json
import os
import subprocess
import sys
import tempfile

jindu, rules = sys.argv[1], sys.argv[2]
bad = n = 0


def run(*words):
    return subprocess.run([jindu, *words, "--rules", rules], capture_output=True, text=True)


def check(name, ok, told=""):
    global bad, n
    n += 1
    bad += not ok
    print(f"{'ok' if ok else 'not ok'} {n} - {name}")
    if not ok:
        print("# " + str(told).replace("\n", "\n# "))


def text(r):
    return f"{r.returncode}\n{r.stdout}\n{r.stderr}"


with tempfile.TemporaryDirectory() as d:
    site = os.path.join(d, "site")

    def sheet(name, content, coding="utf-8"):
        path = os.path.join(d, name)
        with open(path, "wb") as f:
            f.write(content.encode(coding))
        return path

    def enter(*words):
        return run("import", "--site", site, "--clock", "2021-08-20T09:00", *words)

    path = os.path.join(d, "template.csv")
    r = run("import", "--template", "危险驾驶", path)
    with open(path, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.reader(f))
    check("the_template_has_headings_what_they_take_and_a_row_to_follow",
          r.returncode == 0 and len(rows) == 3 and "诉讼阶段" in rows[0] and all(x[0].startswith("#") for x in rows[1:]), text(r))
    r = run("import", "--template", "危险驾使", path)
    check("an_unknown_class_is_named_with_the_nearest", r.returncode == 2 and "危险驾驶" in r.stderr, text(r))

    r = run("init", "--site", site, "--name", "测试县", "--admin", "admin", "--region", "620503")
    check("a_site_begins_with_its_administrators", r.returncode == 0, text(r))
    agencies = sheet("agencies.csv", "单位名称,单位种类,行政区划,级别,上级单位,上线日期\n"
                     "测县公安局,公安机关,620503,县级,,2020-08-01\n测县人民检察院,人民检察院,620503,县级,,2020-08-01\n")
    r = enter("--kind", "agencies", "--user", "admin", agencies)
    check("agencies_are_entered", r.returncode == 0 and r.stdout.count("已登记") == 2, text(r))
    users = sheet("users.csv", "登录名,姓名,单位,岗位,科室\nlihua,李华,测县公安局,办案民警,刑侦大队\n"
                  "wangwei,王卫,测县人民检察院,检察官,第一检察部\n", "gb18030")
    secrets = os.path.join(d, "secrets.csv")
    r = enter("--kind", "users", "--user", "admin", "--passwords", secrets, users)
    check("accounts_alone_wait_for_their_posts", r.returncode == 0 and r.stdout.count("待办理") == 2, text(r))
    with open(secrets, encoding="utf-8") as f:
        lines = f.read().splitlines()
    check("first_passwords_stand_in_a_private_file",
          len(lines) == 2 and all(len(x.split(",")[2]) == 16 for x in lines) and os.stat(secrets).st_mode & 0o77 == 0, lines)
    r = enter("--kind", "users", "--user", "admin", "--granter", "admin-security", users)
    check("the_security_administrator_gives_the_posts", r.returncode == 0 and r.stdout.count("已登记") == 2, text(r))
    r = enter("--kind", "users", "--user", "admin", "--granter", "admin-security", users)
    check("what_is_there_is_left_alone", r.returncode == 0 and r.stdout.count("已有") == 2, text(r))
    r = enter("--kind", "users", "--user", "lihua", users)
    check("others_may_not", r.returncode == 2 and "no post" in r.stderr, text(r))

    head = "案件名称,类别,案号,立案日期,姓名,身份证号,罪名,阶段,羁押状态,涉案时年龄,侦查羁押期限起算日\n"
    good = head + "赵某甲危险驾驶案,危险驾驶,A6205030000002021080012,2021/8/2,赵某甲,620503199001011012,危险驾驶罪,侦查,取保候审,成年,\n"
    wrong = good + "钱某乙危险驾驶案,危险驾驶,,2021-8-32,钱某乙,620503199001011018,危险驾使,侦查,取保,成年,\n"
    r = enter("--user", "lihua", "--json", sheet("wrong.csv", wrong))
    told = json.loads(r.stdout or "{}")
    check("every_bad_cell_is_told_and_nothing_entered",
          r.returncode == 1 and [x["cell"] for x in told["bad"]] == ["D3", "F3", "G3", "I3"] and told["dry_run"], text(r))
    r = enter("--user", "lihua", "--dry-run", sheet("good.csv", good, "gb18030"))
    check("a_dry_run_enters_nothing", r.returncode == 0 and "可以录入 1 件" in r.stdout and "试运行" in r.stdout, text(r))
    r = enter("--user", "lihua", "--partial", "--json", sheet("wrong.csv", wrong))
    told = json.loads(r.stdout or "{}")
    check("what_is_right_may_be_entered_beside_what_is_not", r.returncode == 1 and told["counts"]["done"] == 1, text(r))
    r = enter("--user", "lihua", sheet("good.csv", good))
    check("what_was_entered_is_not_entered_again", r.returncode == 0 and "案号已在平台，未再录入 1 件" in r.stdout, text(r))
    r = enter("--user", "lihua", os.path.join(d, "nowhere.xlsx"))
    check("a_file_that_is_not_there_is_told", r.returncode == 2 and "nowhere" in r.stderr, text(r))
    r = enter("--user", "lihua", sheet("noise.xlsx", "PK\x03\x04 noise"))
    check("a_file_that_is_no_sheet_is_told", r.returncode == 2 and ".xlsx" in r.stderr, text(r))
    r = subprocess.run([jindu, "verify", "--site", site], capture_output=True, text=True)
    check("the_site_proves_itself", r.returncode == 0, text(r))

print(f"1..{n}")
sys.exit(bad > 0)
