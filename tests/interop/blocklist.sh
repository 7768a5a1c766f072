#!/bin/bash
# Consumers of the blocklist (GET /v3), written from what vendors and members publish of theirs, against the server itself. Prints
# TAP. BLOCKLIST_N=100000 for the size that is promised.
set -u
cd "$(dirname "$0")/../.." || exit 2
server=$(find "${VARDE_BUILD:-build}/tests" -type f -name blocklist-server -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $server ]]; then
	echo '1..0 # SKIP build first: tests/interop/blocklist-server is missing'
	exit 0
fi
tmp=$(mktemp -d "${TMPDIR:-/tmp}/varde-blocklist.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
python3 tests/interop/blocklist_consumers.py "$server" "$tmp/v.db" vbl_interop "${BLOCKLIST_N:-20000}"
