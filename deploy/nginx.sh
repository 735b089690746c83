#!/bin/sh
# Finds nginx for the tests, or installs Debian's package where that is possible. Its own server is
# not started: the tests start one of theirs.
set -u

command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing nginx for the tests (Debian package) …"
    apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends nginx-light >/dev/null
fi
[ -x /usr/sbin/nginx ] || {
    echo "!! No nginx: its tests will fail. Install it (apt install nginx-light)." >&2
    exit 1
}
