#!/bin/sh
# Finds Redis for the tests, or installs Debian's package where that is possible. Its own server is
# not started: the tests start one of theirs.
set -u

command -v redis-server >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Redis for the tests (Debian package) …"
    apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends redis-server >/dev/null
fi
command -v redis-server >/dev/null 2>&1 || {
    echo "!! No Redis: its tests will fail. Install it (apt install redis-server)." >&2
    exit 1
}
