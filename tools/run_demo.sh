#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the demo site on first use and serves it. A half-made site is never served: it gets its name when it is whole.
set -eu
site=${1:?usage: tools/run_demo.sh SITE HOST:PORT}
listen=${2:?usage: tools/run_demo.sh SITE HOST:PORT}
build="$(cd "$(dirname "$0")/.." && pwd)/build"
jindu="$build/jindu"

if [ ! -e "$site" ]; then
    rm -rf -- "$site.part"
    made=$("$jindu" demo --dir "$site.part")
    echo "$made" | sed -n 1,2p
    rm -rf -- "$site-practice"
    cp -a -- "$site.part" "$site-practice"
    mv -- "$site.part" "$site"
fi
"$jindu" demo --accounts
web=()
if [ -e "$build/web/index.html" ]; then web=(--web "$build/web"); fi
practice=()
if [ -e "$site-practice" ]; then practice=(--practice "$site-practice"); fi
exec "$jindu" serve --site "$site" --listen "$listen" ${web[@]+"${web[@]}"} ${practice[@]+"${practice[@]}"}
