#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing to build and run with the client (run), to test as well (test), or to lint and format (lint).
# For Debian 12 and its derivatives, as root or with sudo. Does nothing, quickly, when nothing is missing.
set -eu
cd "$(dirname "$0")/.."

run="build-essential meson ninja-build pkg-config python3 libmicrohttpd-dev libsqlite3-dev libpq-dev libjansson-dev
     libyaml-dev libxml2-dev libssl-dev libargon2-dev libarchive-dev zlib1g-dev"
# The second name stands in where a derivative does not have the first.
test="clang libclang-rt-14-dev|libclang-rt-dev|libclang-common-14-dev postgresql-15|postgresql spin git chromium chromium-l10n fonts-noto-cjk"
lint="clang-format clang-tidy cppcheck"
node_least=20
node_ours=22

profile=${1:-run}
case $profile in
run) want=$run ;;
test) want="$run $test" ;;
lint) want="$run $lint" ;;
*) echo "usage: tools/setup.sh run|test|lint" >&2; exit 2 ;;
esac

say() { echo "setup: $*" >&2; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing() { # prints each wanted package none of whose names is installed
    local each name
    for each in $want; do
        for name in ${each//|/ }; do
            if installed "$name"; then continue 2; fi
        done
        echo "$each"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        say "not root and no sudo; run as root: $*"
        return 1
    fi
}

apt_updated=
apt_update() {
    [ -z "$apt_updated" ] || return 0
    as_root apt-get update -qq || as_root apt-get update -qq
    apt_updated=yes
}

apt_install() {
    mkdir -p .cache
    as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null \
        >.cache/setup.log 2>&1 || { tail -40 .cache/setup.log >&2; say "apt-get failed; all it said: .cache/setup.log"; return 1; }
}

install_packages() {
    local each name chosen=""
    apt_update
    for each in "$@"; do
        name=${each%%|*}
        for name in ${each//|/ }; do
            if apt-cache show "$name" >/dev/null 2>&1; then break; fi
        done
        chosen="$chosen $name"
    done
    say "installing$chosen"
    # shellcheck disable=SC2086
    apt_install $chosen
}

node_major() { "$1" --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p'; }

node_is_new_enough() { # the machine's own, or the one brought here earlier
    local each major
    for each in "$PWD/.cache/bin/node" node; do
        major=$(node_major "$each") || true
        if [ -n "$major" ] && [ "$major" -ge $node_least ]; then return 0; fi
    done
    return 1
}

bring_node() { # Debian 12 carries Node 18; the npm registry carries Node itself, one package an architecture
    local arch package
    case $(uname -m) in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) say "no ready Node $node_least or newer for $(uname -m): install one and run again"; return 1 ;;
    esac
    package=node-linux-$arch
    if ! command -v npm >/dev/null; then
        apt_update
        say "installing npm"
        apt_install npm
    fi
    say "bringing Node $node_ours into .cache/"
    mkdir -p .cache/node .cache/bin
    npm install --prefix .cache/node --no-save --no-audit --no-fund --loglevel=error "$package@$node_ours" >&2
    ln -sf "../node/node_modules/$package/bin/node" .cache/bin/node
    node_is_new_enough || { say "the Node brought by npm does not run"; return 1; }
}

export DEBIAN_FRONTEND=noninteractive
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    lacking=$(missing)
    # shellcheck disable=SC2086
    if [ -n "$lacking" ]; then install_packages $lacking; fi
else
    say "not a Debian system: nothing installed. Needed: $(echo "$want" | tr -s ' \n' ' ')"
fi
if [ "$profile" != lint ] && ! node_is_new_enough; then bring_node; fi
