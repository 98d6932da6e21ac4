#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs every libFuzzer target for FUZZ_SECONDS (60). New inputs stay in BUILD/corpus; a crash is a file to keep:
# put it into tests/fuzz/corpus/TARGET, where the unit suites replay it for ever.
set -eu
cd "$(dirname "$0")/.."
build=${1:?usage: tools/run_fuzz.sh BUILD_DIR}
seconds=${FUZZ_SECONDS:-60}
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
passed=0 failed=0
for fuzzer in "$build"/tests/fuzz/fuzz_*; do
    [ -x "$fuzzer" ] && [ -f "$fuzzer" ] || continue
    name=$(basename "$fuzzer")
    name=${name#fuzz_}
    mkdir -p "$build/corpus/$name" "$build/crashes"
    echo "fuzz: $name, $seconds s"
    if "$fuzzer" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$build/crashes/$name-" "$build/corpus/$name" "tests/fuzz/corpus/$name"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
