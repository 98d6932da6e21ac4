#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy and cppcheck over src. Advice: always exits 0.
set -u
cd "$(dirname "$0")/.."
build=${1:?usage: tools/lint.sh BUILD_DIR}
find src -name '*.c' -print0 | xargs -0 -r -n 8 -P "$(nproc)" clang-tidy -p "$build" --quiet 2>/dev/null
find src -name '*.c' ! -name '*_test.c' -print0 | xargs -0 -r cppcheck --quiet --enable=warning,performance,portability \
    --inline-suppr --std=c11 -Isrc -D__GNUC__ -j "$(nproc)" --suppress=missingInclude --suppress=incorrectStringBooleanError
exit 0
