#!/bin/sh
# Makes .venv with a Python 3.10 and the hash-locked packages of requirements/$1.txt.
# Does nothing when that has been done already. Usage: sh deploy/setup.sh base|dev
set -eu

lock="requirements/$1.txt"
stamp=".venv/.installed"

# `dev` contains `base`: whoever has dev installed needs nothing more to run.
wanted=$(cksum <"$lock")
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && grep -qxF "$wanted" "$stamp"; then
    exit 0
fi

is_310() {
    [ -n "$1" ] && "$1" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null
}

find_python() {
    # shellcheck disable=SC2012  # versions have no odd names
    for candidate in "${PYTHON310:-}" \
        "$(ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python 2>/dev/null | tail -n 1)" \
        "$(uv python find --no-python-downloads 3.10 2>/dev/null || true)" \
        "$(command -v python3.10 || true)" \
        "$(command -v python3 || true)" \
        "$(command -v python || true)"; do
        if is_310 "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

if [ ! -x .venv/bin/python ]; then
    if ! python=$(find_python); then
        echo "No Python 3.10 found (Rasa 3.6 needs it). Get one with 'pyenv install 3.10' or 'uv python install 3.10', or name one: PYTHON310=/path/to/python3.10 make run" >&2
        exit 1
    fi
    echo "Creating .venv with $python"
    "$python" -m venv .venv
fi

# The lock is complete; what it leaves out on purpose (requirements/overrides.txt) must stay out.
if uv --version >/dev/null 2>&1; then
    echo "Installing packages with uv (about half a minute) …"
    uv pip install --quiet --no-deps --python .venv/bin/python --require-hashes -r "$lock"
else
    echo "Installing packages with pip (about three minutes; 'pip install uv' makes it faster) …"
    log=.venv/install.log
    .venv/bin/python -m pip install --disable-pip-version-check --no-input \
        --require-hashes --no-deps -r "$lock" >"$log" 2>&1 &
    pip=$!
    trap 'kill $pip 2>/dev/null; exit 130' INT TERM
    while kill -0 "$pip" 2>/dev/null; do
        sleep 5
        if grep -q '^Installing collected' "$log"; then
            echo "  installing …"
        else
            echo "  fetched $(grep -cE '^(Collecting|Processing)' "$log" || true) of $(grep -c '==' "$lock") packages"
        fi
    done
    trap - INT TERM
    wait "$pip" || {
        grep -v DEPRECATION "$log" | tail -n 15 >&2
        echo "Installing packages failed; the whole log is in $log" >&2
        exit 1
    }
fi
cksum <"$lock" >"$stamp"
if [ "$1" = dev ]; then
    cksum <requirements/base.txt >>"$stamp"
fi
