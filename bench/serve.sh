#!/bin/bash
# bench/serve.sh PROGRAM: processor time of a small reply against bare libmicrohttpd with the same bytes (limit: twice as much), and of
# 1,000 readers of events at five events a second each (limit: half a processor). Writes build/results/serve.json.
set -u
here=$(cd "$(dirname "$0")" && pwd)
said=$("$1") || { echo 'bench: the server failed' >&2 && exit 1; }
read -r bare ours load events mib < <(awk '
	$1 == "bare" { bare = $2 / $3 }
	$1 == "ours" { ours = $2 / $3 }
	$1 == "events" { load = $2 / 5e4; events = $3; mib = $4 / 1024 }
	END { printf "%.2f %.2f %.1f %d %.1f\n", bare, ours, load, events, mib }' <<<"$said")
rate() { awk -v us="$1" 'BEGIN { printf "%d", (us > 0) ? 1e6 / us : 0 }'; }
echo "small reply: $ours us of processor, $(rate "$ours") a cpu-second; bare libmicrohttpd: $bare us, $(rate "$bare")"
echo "1,000 readers for 5 s: $events events, $load % of a processor, $mib MiB"
"$here/../tests/e2e/result.py" serve "small reply: processor time|$ours|us|$(awk -v b="$bare" 'BEGIN { print 2 * b }')|libmicrohttpd alone|$bare" \
	"1,000 readers of events, 5 a second each: processor|$load|%|50" "1,000 readers of events: peak memory of the server|$mib|MiB|128"
# 5 s are 25 events a reader; starting and a busy machine may cost some.
awk -v o="$ours" -v b="$bare" -v l="$load" -v e="$events" -v m="$mib" \
	'BEGIN { exit !(o > 0 && o <= 2 * b && l <= 50 && e >= 15000 && m <= 128) }'
