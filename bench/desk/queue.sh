#!/bin/bash
# bench/desk/queue.sh PROGRAM WITH-POSTGRES: four processes claim and complete the chunks of a PostgreSQL of their own, on a disk and with
# fsync and synchronous_commit as in service; writes build/results/queue.json. The goal of 10,000 chunks/s is 1,000 ms for 10,000. One at
# a time is told as well: each is then two commits, which the disk limits.
set -u
here=$(cd "$(dirname "$0")" && pwd)
batch=100
# shellcheck disable=SC2016 # the inner shell expands VARDE_TEST_PG
said=$(TMPDIR=${TMPDIR:-/var/tmp} \
	VARDE_TEST_PG_OPTIONS='-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c shared_buffers=128MB -c autovacuum=on' \
	"$2" sh -c '[ -n "${VARDE_TEST_PG:-}" ] || { echo SKIP; exit 0; }
		"$0" "$VARDE_TEST_PG" 4 50000 "$1" && "$0" "$VARDE_TEST_PG" 4 5000 1' "$1" "$batch") || exit 1
if [[ $said == SKIP ]]; then
	echo 'SKIP PostgreSQL: not there (apt-get install postgresql-15)'
	exit 77
fi
{ read -r seconds ended && read -r one_seconds one_ended; } <<<"$said"
# SECONDS CHUNKS: milliseconds for 10,000.
ms() { awk -v s="$1" -v n="$2" 'BEGIN { printf "%.0f", s * 1000 * 10000 / n }'; }
batched=$(ms "$seconds" "$ended")
single=$(ms "$one_seconds" "$one_ended")
echo "batches of $batch: $((10000000 / batched)) chunks/s; one at a time: $((10000000 / single)) chunks/s"
"$here/../../tests/e2e/result.py" queue \
	"Queue: 10,000 chunks/s claimed and completed by 4 workers on PostgreSQL (time for 10,000, batches of $batch)|$batched|ms|1000" \
	"The same, one chunk at a time: two commits each|$single|ms|"
[[ $batched -le 1000 ]]
