#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_postgres.sh [--fsync] CMD...: runs CMD with JINDU_TEST_PG naming a PostgreSQL of its own, which is gone afterwards.
# The cluster listens on a unix socket only. Without --fsync it does not sync: right for tests, wrong for measuring.
# An outer JINDU_TEST_PG is used as it is. Where PostgreSQL is not installed: one skipped TAP test, exit 0.
set -eu

fsync=off
if [ "${1:-}" = --fsync ]; then fsync=on; shift; fi
[ $# -gt 0 ] || { echo "usage: with_postgres.sh [--fsync] CMD..." >&2; exit 2; }
if [ -n "${JINDU_TEST_PG:-}" ]; then exec "$@"; fi

bin=
for dir in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
    if [ -x "$dir/initdb" ]; then bin=$dir; fi
done
if [ -z "$bin" ]; then echo "1..0 # SKIP PostgreSQL is not installed"; exit 0; fi

# initdb refuses root: then the cluster belongs to the user the package made.
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    if ! id postgres >/dev/null 2>&1; then echo "1..0 # SKIP no user postgres"; exit 0; fi
    as() { runuser -u postgres -- "$@"; }
fi

home=$(as mktemp -d /tmp/jindu-pg-XXXXXX)
stop() {
    as "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd /
as "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$home.log" 2>&1 ||
    { cat "$home.log" >&2; rm -f "$home.log"; exit 1; }
rm -f "$home.log"
as sh -c 'cat >>"$1/data/postgresql.conf"' sh "$home" <<CONF
listen_addresses = ''
unix_socket_directories = '$home'
fsync = $fsync
max_connections = 50
shared_buffers = 64MB
logging_collector = off
CONF
as "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w -t 60 start >/dev/null || { cat "$home/log" >&2; exit 1; }
cd "$OLDPWD"
JINDU_TEST_PG="postgresql://postgres@/postgres?host=$home" "$@"
