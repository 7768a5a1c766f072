#!/bin/bash
# starter_truth.sh PROGRAM KB: the starter knowledge against the public corpus (shared/data), which is not part of the tree:
# without it the test is skipped, visibly. Runs at the top of the tree.
set -eu
program=$1 kb=$2
# shellcheck source=tools/lib/data.sh
. tools/lib/data.sh
data=$(data_folder) || { echo "1..0 # SKIP the public corpus is not there (../shared/data, or VARDE_DATA)"; exit 0; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
sed -n 's/^  - id: \(CVE-.*\)$/"id":"\1"/p' "$kb"/starter/*.yaml | LC_ALL=C sort -u >"$tmp/ids"
xz -dc "$data/cve/nvd-merged.jsonl.xz" | LC_ALL=C grep -F -f "$tmp/ids" >"$tmp/nvd.jsonl"
xz -dc "$data/cve/kev-2026-03.json.xz" >"$tmp/kev.json"
"$program" "$tmp/nvd.jsonl" "$tmp/kev.json" "$data/cve/eukev.json"
