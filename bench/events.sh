#!/bin/bash
# bench/events.sh BENCH-EVENTS-SECTOR VARDE: a report of EVENTS_ROWS (100,000) rows about EVENTS_ORGS (40,000) organisations becomes alerts and
# mails at a mail server on this machine, on SQLite and PostgreSQL; writes build/results/events.json. EVENTS_ENGINES: "sqlite postgresql".
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
sector=$(realpath "$1") varde=$(realpath "$2")
if [[ -z ${VARDE_TEST_DIR:-} ]]; then
	VARDE_TEST_PG_OPTIONS='-c shared_buffers=256MB -c fsync=on -c synchronous_commit=on' TMPDIR=${TMPDIR:-/var/tmp} \
		exec "$root/tests/store/with-postgres" "$0" "$sector" "$varde"
fi
rows=${EVENTS_ROWS:-100000} orgs=${EVENTS_ORGS:-40000} limit=${EVENTS_LIMIT:-60} bad=0
folder=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
mkdir "$folder/data"
pids=()
# shellcheck disable=SC2317 # called by the trap
finish() {
	((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null
	wait
	rm -rf "$folder"
}
trap finish EXIT
ms() { echo $(($(date +%s%N) / 1000000)); }
lines=()
line() { lines+=("{\"what\": \"$1\", \"value\": $2, \"unit\": \"ms\", \"goal\": $3, \"met\": $4, \"peer\": null, \"peer_value\": null, \"ratio\": null}"); }
one() {
	local engine=$1 db=$2 began taken end port=0 mails=0 told=0 people=0 ids=0 sink server
	"$sector" "$db" "$orgs" "$rows" "$folder/2026-11-22-scan_rdp-$engine.csv" || return 1
	python3 "$here/events_sink.py" "$folder/$engine.sink" &
	sink=$!
	pids+=("$sink")
	until [[ -s $folder/$engine.sink ]]; do sleep 0.1; done
	read -r port _ <"$folder/$engine.sink"
	local -a set=(--set "db=$db" --set "data=$folder/data" --set "smtp=smtp://127.0.0.1:$port" --set smtp_starttls=no
		--set mail_from=cert@cert.test --set workers=0 --set "listen=unix:$folder/$engine.sock" --set url=http://localhost)
	"$varde" serve "${set[@]}" >"$folder/$engine.log" 2>&1 &
	server=$!
	pids+=("$server")
	sleep 2
	kill -0 "$server" 2>/dev/null || { cat "$folder/$engine.log" >&2 && return 1; }
	began=$(ms)
	"$varde" events import --json --db "$db" "$folder/2026-11-22-scan_rdp-$engine.csv" >"$folder/$engine.out" || return 1
	taken=$(($(ms) - began))
	# Every organisation is hit, and has one reader: whoever of the import and the server told it.
	told=$orgs
	while read -r _ mails people ids <"$folder/$engine.sink" && ((mails < told)) && (($(ms) - began < 20 * limit * 1000)); do sleep 0.1; done
	end=$(($(ms) - began))
	cat "$folder/$engine.out"
	echo "$engine: taken in, attributed, aggregated, put into the outbox in $taken ms; $mails of $told mails at their readers after $end ms"
	kill "$server" "$sink" 2>/dev/null
	wait "$server" "$sink" 2>/dev/null
	# One mail an organisation, none twice, none lost.
	((mails == told && people == told && ids == told)) || { echo "bench: $engine: $mails mails, $people readers, $ids ids, $told told" >&2 && bad=1; }
	((end <= limit * 1000)) || bad=1
	line "$rows rows attributed, aggregated and in the outbox, $orgs organisations ($engine)" "$taken" null true
	line "$rows Shadowserver-format rows attributed, aggregated, mailed, $orgs organisations, $mails mails ($engine)" "$end" $((limit * 1000)) \
		"$( ((end <= limit * 1000 && mails == told)) && echo true || echo false)"
}
for engine in ${EVENTS_ENGINES:-sqlite postgresql}; do
	if [[ $engine == sqlite ]]; then
		one sqlite "$folder/events.db" || bad=1
	elif [[ -n ${VARDE_TEST_PG:-} ]]; then
		one postgresql "$VARDE_TEST_PG" || bad=1
	else
		echo 'SKIP postgresql: it is not installed'
	fi
done
mkdir -p "$root/build/results"
(IFS=,; printf '{"lines": [%s]}\n' "${lines[*]}") >"$root/build/results/events.json"
exit $bad
