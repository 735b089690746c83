#!/bin/sh
# Makes .checkers with what checks the dependencies and the files for deploying: hadolint,
# kubernetes-validate, pip-audit, cyclonedx-bom (hash-locked), and, unpacked from Debian's packages
# without being installed, promtool, nginx, shellcheck and the schema of compose files. Nothing of it
# runs in production. Does nothing when that has been done already.
set -eu

folder=.checkers
wanted=$(cat requirements/checkers.txt "$0" | cksum)
if [ -f "$folder/.installed" ] && [ "$wanted" = "$(cat "$folder/.installed")" ]; then
    exit 0
fi

fail() {
    echo "!! The checkers could not be installed: $1" >&2
    exit 1
}

echo "Installing the checkers of the files for deploying …"
[ -x "$folder/bin/python" ] || .venv/bin/python -m venv "$folder" || fail "no environment"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes -r requirements/checkers.txt || fail "pip"

command -v apt-get >/dev/null 2>&1 || fail "promtool, nginx, … come from Debian"
packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
chmod 755 "$packages"
fetch() {
    (cd "$packages" && apt-get download -qq prometheus docker-compose nginx shellcheck 2>/dev/null)
}
fetch || { apt-get update -qq && fetch; } || fail "no Debian packages"
for package in "$packages"/*.deb; do
    dpkg-deb -x "$package" "$packages/all"
done
for program in usr/bin/promtool usr/bin/shellcheck usr/sbin/nginx; do
    cp "$packages/all/$program" "$folder/bin/"
done
cp "$packages/all/usr/lib/python3/dist-packages/compose/config/compose_spec.json" "$folder/"
echo "$wanted" >"$folder/.installed"
