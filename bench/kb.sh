#!/bin/bash
# bench/kb.sh PROGRAM: publications to a pack, and the match, beside SQLite; writes build/results/kb.json.
# Needs the public data of ../shared/data (VARDE_DATA); without it there is nothing to measure, and that is told.
set -u
here=$(cd "$(dirname "$0")" && pwd)
data=${VARDE_DATA:-$here/../../shared/data}
if [[ ! -r $data/cve/nvd-merged.jsonl.xz ]]; then
	echo "SKIP kb: no $data/cve/nvd-merged.jsonl.xz (VARDE_DATA=FOLDER)"
	exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
xz -dc "$data/cve/nvd-merged.jsonl.xz" >"$folder/nvd.jsonl"
xz -dc "$data/cve/epss-2026-08-16.csv.xz" >"$folder/epss.csv"
xz -dc "$data/cve/kev-2026-03.json.xz" >"$folder/kev.json"
xz -dc "$data/cve/endoflife.json.xz" >"$folder/endoflife.json"
"$1" "$folder/k.vkp" "$folder/nvd.jsonl" "$folder/epss.csv" "$folder/kev.json" "$folder/endoflife.json" \
	"$data/cve/eukev.json" "$data/cve/debian-bookworm-backports.tsv" >"$folder/out" || { cat "$folder/out" && echo 'bench: kb failed' >&2 && exit 1; }
cat "$folder/out"
of() { awk -v name="$1" '$1 == name { print $2 }' "$folder/out"; }
echo 'SKIP debsecan: it reads the prepared list of one server and matches installed packages, not observed products; that list is not among the data'
"$here/../tests/e2e/result.py" kb \
	"266,585 CVE and the other feeds to a pack|$(of compile_s)|s|20" \
	"the same: memory|$(of memory_mib)|MiB|512" \
	"the pack|$(of pack_mib)|MiB|96" \
	"opening it|$(of open_ms)|ms|10" \
	"matching one product, median|$(of match_us)|us|20|SQLite tables, no trees|$(of sqlite_us)" \
	"1,000,000 observations against 1,000 changed CVE|$(of changed_s)|s|1" \
	"1,000,000 observations against everything|$(of everything_s)|s|60|SQLite tables, no trees|$(of sqlite_everything_s)"
for limit in compile_s:20 memory_mib:512 pack_mib:96 open_ms:10 match_us:20 changed_s:1 everything_s:60; do
	awk -v v="$(of "${limit%:*}")" -v m="${limit#*:}" 'BEGIN { exit v > m }' || { echo "bench: ${limit%:*} is above ${limit#*:}" >&2; bad=1; }
done
exit "${bad:-0}"
