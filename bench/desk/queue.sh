#!/bin/bash
# bench/desk/queue.sh PROGRAM WITH-POSTGRES: four processes claim and complete the chunks of a PostgreSQL of their own, on a disk and with
# fsync as in service; writes build/results/queue.json. The goal of 10,000 chunks/s is 1,000 ms for 10,000.
set -u
here=$(cd "$(dirname "$0")" && pwd)
chunks=50000
# shellcheck disable=SC2016 # the inner shell expands VARDE_TEST_PG
said=$(TMPDIR=${TMPDIR:-/var/tmp} VARDE_TEST_PG_OPTIONS='-c fsync=on -c full_page_writes=on -c shared_buffers=128MB -c autovacuum=on' \
	"$2" sh -c '[ -n "${VARDE_TEST_PG:-}" ] || { echo SKIP; exit 0; }; exec "$0" "$VARDE_TEST_PG" 4 "$1"' "$1" "$chunks") || exit 1
if [[ $said == SKIP ]]; then
	echo 'SKIP PostgreSQL: not there (apt-get install postgresql-15)'
	exit 77
fi
read -r seconds ended <<<"$said"
ms=$(awk -v s="$seconds" -v n="$ended" 'BEGIN { printf "%.0f", s * 1000 * 10000 / n }')
echo "$ended chunks in $seconds s: $(awk -v s="$seconds" -v n="$ended" 'BEGIN { printf "%.0f", n / s }') chunks/s"
"$here/../../tests/e2e/result.py" queue \
	"Queue: 10,000 chunks/s claimed and completed by 4 workers on PostgreSQL (time for 10,000, batches of 100)|$ms|ms|1000"
[[ $ms -le 1000 ]]
