#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tsan.sh BUILD_DIR [KILLS]: the rooms that use threads, and a whole served site under load, watched by ThreadSanitizer
# (tools/build.sh build-tsan). One TAP line a program; what was found is printed before it.
set -u
cd "$(dirname "$0")/../.."
build=${1:?usage: tests/faults/tsan.sh BUILD_DIR [KILLS]}
kills=${2:-5}
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export TSAN_OPTIONS="halt_on_error=0:second_deadlock_stack=1:log_path=$logs/found"
n=0 failed=0

watch() { # name, command...
    n=$((n + 1))
    local name=$1 word=ok
    shift
    rm -f "$logs"/found*
    "$@" >"$logs/out" 2>&1 || word="not ok"
    if ls "$logs"/found* >/dev/null 2>&1; then
        word="not ok"
        head -c 6000 "$logs"/found* | sed 's/^/# /'
    fi
    if [ "$word" != ok ]; then
        failed=$((failed + 1))
        grep -a -B5 '^not ok' "$logs/out" | sed 's/^/# /' | head -40
    fi
    echo "$word $n - $name without a data race"
}

for t in http/http_workers http/http_pipe http/http_sse http/http_metrics db/db db/batch vault/vault app/ids app/verify app/writer; do
    [ -x "$build/src/${t}_test" ] || continue
    watch "$t" "$build/src/${t}_test"
done
if command -v node >/dev/null; then
    export JINDU=$PWD/$build/jindu
    watch "a served site under load and $kills kills" node tests/faults/kill9.mjs "$kills"
    if [ "$kills" -gt 5 ]; then
        watch "the HTTP room" node --test-reporter=tap tests/http/http_test.mjs "$build/src/http/http_testd"
        watch "hostile clients" node --test-reporter=tap tests/faults/hostile.mjs
        watch "the API" node --test --test-reporter=tap tests/api/api.test.mjs
    fi
fi
echo "1..$n"
[ "$n" -gt 0 ] && [ "$failed" = 0 ]
