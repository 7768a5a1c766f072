#!/bin/sh
# starter_truth.sh PROGRAM KB DATA: the starter knowledge against the public corpus below DATA (shared/data), which is not part
# of the tree: without it the test is skipped, visibly.
set -eu
program=$1 kb=$2 data=$3
if [ ! -r "$data/cve/nvd-merged.jsonl.xz" ]; then
	echo "1..0 # SKIP the public corpus is not there ($data)"
	exit 0
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
sed -n 's/^  - id: \(CVE-.*\)$/"id":"\1"/p' "$kb"/starter/*.yaml | LC_ALL=C sort -u >"$tmp/ids"
xz -dc "$data/cve/nvd-merged.jsonl.xz" | LC_ALL=C grep -F -f "$tmp/ids" >"$tmp/nvd.jsonl"
xz -dc "$data/cve/kev-2026-03.json.xz" >"$tmp/kev.json"
"$program" "$tmp/nvd.jsonl" "$tmp/kev.json" "$data/cve/eukev.json"
