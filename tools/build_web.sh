#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the browser client into build/web, from build/jindu's own description of its API. Needs Node and npm; does
# nothing, quickly, when nothing has changed since the last build.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.cache/bin:$PATH"
out=build/web

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "build_web: Node or npm is missing: the client is not built; the server runs without it" >&2
    exit 0
fi
cd web
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --no-audit --no-fund --loglevel=error
fi
JINDU="${JINDU:-../build/jindu}" node tools/make_types.mjs
if [ -e "../$out/index.html" ] && [ -z "$(find src public index.html package-lock.json vite.config.ts tsconfig.json -newer "../$out/index.html" -print -quit)" ]; then
    exit 0
fi
node_modules/.bin/vue-tsc --noEmit
WEB_OUT="$PWD/../$out" node_modules/.bin/vite build --logLevel warn
