#!/bin/bash
# bench/audit.sh BUILD: the audit of the sample hospital against its limits: 60 s, and 64 MiB for the peaks of all its processes added up.
# A lab that runs already is left running. Writes build/results/audit.json.
set -u
cd "$(dirname "$0")/.." || exit 2
build=$(realpath "$1")
export LAB_NET=${LAB_NET:-own}
lab=${LAB_BUILD:-build/lab}
ours=
folder=$(mktemp -d)
cleanup() {
	[[ -z $ours ]] || lab/down >/dev/null
	rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP
lab/status >/dev/null 2>&1 || ours=yes
lab/up >/dev/null || { echo 'bench: the lab did not start' >&2; exit 1; }
targets=$(tr -d '\n' <"$lab/truth.json" | sed -n 's/.*"targets": *\[\([^]]*\)\].*/\1/p' | tr -d '",')
resolver=$(tr -d '\n' <"$lab/truth.json" | sed -n 's/.*"resolver": *"\([^"]*\)".*/\1/p')
# shellcheck disable=SC2086 # several targets
if ! tests/e2e/measure.py "$folder/measured" lab/exec "$build/src/cmd/varde" audit $targets --resolver "$resolver" \
	--authorised-by bench --db "$folder/varde.db" --out "$folder/report" >"$folder/log" 2>&1; then
	tail -n 20 "$folder/log"
	echo 'bench: the audit failed' >&2
	exit 1
fi
read -r seconds mib < <(python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))
print(m["seconds"], round(m["peak_kib"] / 1024, 1))' "$folder/measured")
echo "audit of the sample hospital: $seconds s (limit 60), $mib MiB (limit 64)"
tests/e2e/result.py audit "audit of the sample hospital: time|$seconds|s|60" \
	"audit of the sample hospital: peak memory of all processes|$mib|MiB|64"
awk -v s="$seconds" -v m="$mib" 'BEGIN { exit !(s > 0 && s <= 60 && m > 1 && m <= 64) }'
