#!/bin/sh
# Makes sure that the programs of PostgreSQL are there, for tests that start a cluster of their own. Starts none itself.
set -u
PATH="$PATH:/usr/sbin:/sbin"
say() { echo "upflow: $*" >&2; }

for programs in /usr/lib/postgresql/*/bin; do
    [ -x "$programs/initdb" ] && exit 0
done
command -v initdb >/dev/null && exit 0

if ! { [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; }; then
    say "PostgreSQL is not installed: tests that need it (--database) cannot run; upflow itself works without."
    exit 0
fi
say "installing PostgreSQL, for the tests of a service on several machines"
export DEBIAN_FRONTEND=noninteractive
# Only the programs: Debian would start a cluster as soon as it is installed.
mkdir -p /etc/postgresql-common
[ -f /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
set -- apt-get install -y --no-install-recommends postgresql
said=$("$@" 2>&1) || said=$({ apt-get update && "$@"; } 2>&1) || {
    printf '%s\n' "$said" | tail -n 5 >&2
    say "PostgreSQL could not be installed: tests that need it (--database) cannot run."
}
exit 0
