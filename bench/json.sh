#!/bin/bash
# bench/json.sh PROGRAM [PEER...]: our JSON reader against Debian's libraries on the same 64 MiB of records; writes build/results/json.json.
set -u
here=$(cd "$(dirname "$0")" && pwd)
file=$(mktemp)
trap 'rm -f "$file"' EXIT
ours=$1
shift
"$ours" write "$file" || exit 1
read -r _ ms members < <("$ours" "$file") || { echo 'bench: our reader failed' >&2 && exit 1; }
mib=$(($(stat -c %s "$file") >> 20))
echo "varde: $ms ms for $mib MiB"
lines=()
for peer in "$@"; do
	read -r name peer_ms peer_members < <("$peer" "$file") || { echo "bench: $peer failed" >&2 && exit 1; }
	# Who reads something else is no faster.
	[[ $peer_members == "$members" ]] || { echo "bench: $name read $peer_members members, not $members" >&2 && exit 1; }
	echo "$name: $peer_ms ms"
	lines+=("reading $mib MiB of NDJSON records|$ms|ms||$name|$peer_ms")
done
if [[ ${#lines[@]} == 0 ]]; then
	echo 'SKIP jansson, json-c: not there at build time (apt-get install libjansson-dev libjson-c-dev)'
	lines=("reading $mib MiB of NDJSON records|$ms|ms|")
fi
"$here/../tests/e2e/result.py" json "${lines[@]}"
