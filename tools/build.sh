#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Configures the named build directory if need be, and builds it. With CI set, warnings are errors.
#   build         gcc (or $CC), optimised with debug information     build-asan    clang, address and undefined
#   build-tsan    clang, threads                                     build-fuzz    clang, libFuzzer and address
set -eu
cd "$(dirname "$0")/.."

dir=${1:?usage: tools/build.sh build|build-asan|build-tsan|build-fuzz [target...]}
shift
options=(-Dwerror="$([ -n "${CI:-}" ] && echo true || echo false)")
case $dir in
build) options+=(-Dbuildtype=debugoptimized) ;;
build-asan) CC=clang; options+=(-Doptimization=1 -Ddebug=true -Db_sanitize=address,undefined -Db_lundef=false) ;;
build-tsan) CC=clang; options+=(-Doptimization=1 -Ddebug=true -Db_sanitize=thread -Db_lundef=false) ;;
build-fuzz) CC=clang; options+=(-Doptimization=1 -Ddebug=true -Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true) ;;
*) echo "build: no such build directory: $dir" >&2; exit 2 ;;
esac
export CC=${CC:-gcc}

wanted="CC=$CC ${options[*]}"
if [ ! -f "$dir/build.ninja" ]; then
    meson setup "$dir" "${options[@]}" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; rm -f "$dir.log"; exit 1; }
    rm -f "$dir.log"
    echo "$wanted" >"$dir/.wanted"
elif [ "$(cat "$dir/.wanted" 2>/dev/null)" != "$wanted" ]; then
    meson configure "$dir" "${options[@]}"
    echo "$wanted" >"$dir/.wanted"
fi
exec ninja -C "$dir" --quiet "$@"
