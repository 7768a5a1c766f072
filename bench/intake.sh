#!/bin/bash
# bench/intake.sh BENCH-EVENTS-SECTOR BENCH-INTAKE: lines of sensors about INTAKE_ORGS (40,000) organisations with ten networks each are taken
# in, attributed and aggregated, with PostgreSQL beside it on the same cores (and on SQLite): INTAKE_EVENTS (1,000,000) lines, of a thousand
# INTAKE_ALERTS ("20 1000") alerts. The goal of INTAKE_GOAL (50,000) lines a second is that of the first mix. Writes build/results/intake.json.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
sector=$(realpath "$1") intake=$(realpath "$2")
if [[ -z ${VARDE_TEST_DIR:-} ]]; then
	VARDE_TEST_PG_OPTIONS='-c shared_buffers=256MB -c fsync=on -c synchronous_commit=on' TMPDIR=${TMPDIR:-/var/tmp} \
		exec "$root/tests/store/with-postgres" "$0" "$sector" "$intake"
fi
orgs=${INTAKE_ORGS:-40000} events=${INTAKE_EVENTS:-1000000} goal=${INTAKE_GOAL:-50000} bad=0
read -ra mixes <<<"${INTAKE_ALERTS:-20 1000}"
folder=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
trap 'rm -rf "$folder"' EXIT
lines=()
one() {
	local engine=$1 db=$2 alerts out rate met
	"$sector" "$db" "$orgs" 1 "$folder/$engine.csv" || return 1
	for alerts in "${mixes[@]}"; do
		out=$("$intake" "$db" "$orgs" "$events" "$alerts") || { echo "bench: $engine: $out" >&2 && return 1; }
		echo "$engine, $alerts alerts of 1000: $out"
		rate=${out##*\"per_second\": } rate=${rate%\}}
		met=true
		if [[ $engine == postgresql && $alerts == "${mixes[0]}" ]]; then
			((rate >= goal)) || { met=false bad=1; }
			lines+=("{\"what\": \"lines of sensors taken in, attributed, aggregated, $orgs organisations, $alerts alerts of 1000 ($engine)\", \"value\": $rate, \"unit\": \"/s\", \"goal\": $goal, \"met\": $met, \"peer\": null, \"peer_value\": null, \"ratio\": null}")
		else
			lines+=("{\"what\": \"lines of sensors taken in, attributed, aggregated, $orgs organisations, $alerts alerts of 1000 ($engine)\", \"value\": $rate, \"unit\": \"/s\", \"goal\": null, \"met\": true, \"peer\": null, \"peer_value\": null, \"ratio\": null}")
		fi
	done
}
for engine in ${INTAKE_ENGINES:-postgresql sqlite}; do
	if [[ $engine == sqlite ]]; then
		one sqlite "$folder/intake.db" || bad=1
	elif [[ -n ${VARDE_TEST_PG:-} ]]; then
		one postgresql "$VARDE_TEST_PG" || bad=1
	else
		echo 'SKIP postgresql: it is not installed'
	fi
done
results=${VARDE_RESULTS:-$root/build/results}
mkdir -p "$results"
(IFS=,; printf '{"lines": [%s]}\n' "${lines[*]}") >"$results/intake.json"
exit $bad
