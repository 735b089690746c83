#!/bin/sh
# Finds headless Chromium for the browser tests, or installs Debian's package where that is possible.
set -u

if command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
    command -v google-chrome >/dev/null 2>&1 || [ -x "${CHROMIUM:-}" ]; then
    exit 0
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests (Debian package) …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
fi
command -v chromium >/dev/null 2>&1 || {
    echo "!! No Chromium: the browser tests will be skipped. Install it (apt install chromium) or set CHROMIUM=/path." >&2
    [ "${CI:-}" = "" ]
}
