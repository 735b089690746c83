#!/bin/sh
# Finds PostgreSQL's programs for the tests, or installs Debian's package where that is possible.
# Its own server is not started: the tests start one of theirs.
set -u

found() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

found && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing PostgreSQL for the tests (Debian package) …"
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
found || {
    echo "!! No PostgreSQL: its tests will fail. Install it (apt install postgresql)." >&2
    exit 1
}
