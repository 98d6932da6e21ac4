#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# SPIN judges every shipped guide and the broken ones it can read, each within what it can judge. TAP.
#   tests/guides/spin.sh [JINDU]      from the top of the tree
# Of the first model: the number of states (SPIN has one more, before the given facts are chosen), dead ends,
# assertions (custody, proper completion), steps never taken. Of the second, with the ranking: [](commit -> <> final).
# Option to complete is a branching property, so of the first model SPIN says nothing about circles.
jindu=$(realpath "${1:-build/jindu}")
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
command -v spin >/dev/null || { echo "1..0 # SKIP spin is not installed"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
declare -A seen_before

tell() { # faults name; numbered when both halves are there
    if [ -z "$1" ]; then echo "ok - $2"; else echo "not ok - $2"; echo "#   $1"; fi
}

pan() { # model flags...: builds and runs a verifier, bounded in time and memory. -o1 -o2: keep every variable.
    local model=$1 opts=$2; shift 2
    spin -o1 -o2 -a "$model" >spin.log 2>&1 || { cat spin.log; return 1; }
    gcc -O1 -w -DNOREDUCE -DMEMLIM=2048 $opts -o pan pan.c 2>gcc.log || { head -5 gcc.log; return 1; }
    timeout 120 ./pan "$@" >pan.log 2>&1 || { echo "pan: $(tail -1 pan.log)"; return 1; }
    ! grep -qE 'max search depth too small|memory limit|out of memory' pan.log || { grep -E 'depth|memory' pan.log; return 1; }
}

codes() { # of what is unsound, space before and after
    node -e 'const r = JSON.parse(require("fs").readFileSync(0, "utf8"));
        console.log(" " + r.findings.filter((f) => f.level === "unsound").map((f) => f.code).join(" ") + " ")' <"$1"
}

has() { [[ "$1" =~ $2 ]] && echo yes || echo no; }

judge() { # name rules file
    local name=$1 rules=$2 file=$3 fault
    "$jindu" guide check --rules "$rules" --json "$file" >report.json 2>/dev/null
    [ $? -gt 1 ] && return # cannot be read: nothing for SPIN to judge
    local found states errors stored
    found=$(codes report.json)
    [[ "$found" == *" budget.states "* ]] && return
    states=$(sed -n 's/.*"states":\([0-9]*\),"edges".*/\1/p' report.json)
    "$jindu" guide show --promela --rules "$rules" "$file" >reach.pml
    local machine # a class that only renames things has the machine of another
    machine=$(sed '1d; s,/\*[^*]*\*/,,g; /^    "/d' reach.pml | cksum)
    if [ -n "${seen_before[$machine]}" ] && [[ "$name" != broken/* ]]; then
        tell "" "$name: the machine of ${seen_before[$machine]}"
        return
    fi
    seen_before[$machine]=$name
    "$jindu" guide show --promela-commit --rules "$rules" "$file" >commit.pml

    fault=$(pan reach.pml -DSAFETY -c0 -m1000000)
    if [ -z "$fault" ]; then
        stored=$(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' pan.log)
        errors=$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' pan.log)
        [ "$stored" = $((states + 1)) ] || fault="SPIN stored $stored states, expected $states + 1"
        local wrong
        wrong=$(has "$found" ' (option.dead_end|completion\.[a-z]+|custody\.(no_clock|free_clock|serving_clock|no_duty)) ')
        [ "$wrong" = "$([ "$errors" -gt 0 ] && echo yes || echo no)" ] || fault="SPIN: $errors errors; we:$found"
        sed -n 's/^seen //p' pan.log | sort >seen
        sed -n 's,^  /\* \([^ ]*\) \*/ ::.*,\1,p' reach.pml | grep -v '^clock:' | sort >steps
        local never
        never=$(comm -23 steps seen | tr '\n' ' ')
        [ -z "$never" ] || [ "$(has "$found" ' dead\.(act|option) ')" = yes ] || fault="never taken: $never; we:$found"
    fi
    tell "$fault" "$name: $stored states, $errors errors, every step but '$never' taken"

    fault=$(pan commit.pml "" -a -m4000000)
    if [ -z "$fault" ]; then
        errors=$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' pan.log)
        local lost
        lost=$(has "$found" ' option\.')
        [ "$lost" = "$([ "$errors" -gt 0 ] && echo yes || echo no)" ] || fault="SPIN: $errors errors; we:$found"
    fi
    tell "$fault" "$name: once committed, the ranking leads to the end ($errors errors)"
}

shipped() {
    mkdir "$work/shipped" && cd "$work/shipped" || return
    for rules in "$here/rules" "$top/rules"; do
        for f in "$rules"/guides/*.yaml; do
            grep -q '^overlay: *true' "$f" && continue
            judge "$(basename "$f")" "$rules" "$f"
        done
    done
}

broken() {
    mkdir "$work/broken" && cd "$work/broken" || return
    for f in "$here"/broken/*.yaml; do judge "broken/$(basename "$f")" "$here/rules" "$f"; done
}

# The two halves side by side: most of the time goes to compiling what SPIN writes.
shipped >"$work/1" &
broken >"$work/2"
wait
awk '/^(not )?ok - / { sub(/ok -/, "ok " ++n " -") } /^not ok/ { bad = 1 } { print } END { print "1.." n + 0; exit bad || !n }' "$work/1" "$work/2"
