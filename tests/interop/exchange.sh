#!/bin/bash
# What is exchanged with others' programs, against the server itself: PyMISP, taxii2-client and stix2-validator, unmodified from the
# package index, a reader of MISP feeds, and Suricata that loads the rules. What cannot be had here is skipped by name. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
server=$(find "${VARDE_BUILD:-build}/tests" -type f -name blocklist-server -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $server ]]; then
	echo '1..0 # SKIP build first: tests/interop/blocklist-server is missing'
	exit 0
fi
tmp=$(mktemp -d "${TMPDIR:-/tmp}/varde-exchange.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
# Kept from run to run: the packages are the same ones by their digests.
packages=${XDG_CACHE_HOME:-$HOME/.cache}/varde/exchange-$(sha256sum <tests/interop/exchange-requirements.txt | cut -c 1-16)
if [[ ! -d $packages ]] && python3 -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --target "$tmp/packages" \
	-r tests/interop/exchange-requirements.txt >"$tmp/log" 2>&1; then
	mkdir -p "${packages%/*}" && mv -T "$tmp/packages" "$packages" 2>/dev/null
fi
[[ ! -d $packages ]] && tail -n 1 "$tmp/log" | sed 's/^/# /'
PYTHONPATH=$packages python3 tests/interop/exchange_clients.py "$server" "$tmp/v.db" vbl_interop "${EXCHANGE_N:-300}"
