#!/bin/sh
# Makes .bench-venv with what loads the servers in `make bench` (locust, hash-locked).
# Does nothing when that has been done already.
set -eu

folder=.bench-venv
wanted=$(cat requirements/bench.txt "$0" | cksum)
if [ -f "$folder/.installed" ] && [ "$wanted" = "$(cat "$folder/.installed")" ]; then
    exit 0
fi

echo "Installing the load generator …"
[ -x "$folder/bin/python" ] || .venv/bin/python -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --no-deps -r requirements/bench.txt || {
    echo "!! The load generator could not be installed." >&2
    exit 1
}
echo "$wanted" >"$folder/.installed"
