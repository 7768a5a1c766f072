#!/bin/bash
# bench/portal/portal.sh PROGRAMS: a sector of a country's size (PORTAL_SCALE, 1), varde serve over it on SQLite and on PostgreSQL, and a
# load of 200 requests a second beside it on the same processors. Writes build/results/portal.json. PROGRAMS is the folder of a
# release build with the benchmarks. PORTAL_SECONDS is how long each engine is loaded (60).
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
programs=$(realpath "${1:?PROGRAMS}")
if [[ -z ${VARDE_TEST_DIR:-} ]]; then
	# The server's memory is what a small machine would give it; what is committed is on the disk.
	VARDE_TEST_PG_OPTIONS='-c shared_buffers=512MB -c fsync=on -c synchronous_commit=on -c autovacuum=on' TMPDIR=${TMPDIR:-/tmp} \
		exec "$root/tests/store/with-postgres" "$0" "$programs"
fi
varde=$programs/src/cmd/varde
scale=${PORTAL_SCALE:-1} seconds=${PORTAL_SECONDS:-60} rate=200 port=${PORTAL_PORT:-18433}
lines=() server=
stop() {
	[[ -z $server ]] || kill "$server" 2>/dev/null
	[[ -z $server ]] || wait "$server" 2>/dev/null
	server=
}
trap stop EXIT

ms() { echo $(($(date +%s%N) / 1000000)); }
cookie() { printf 'bench-%034d' "$1"; }
# pages FILE: what is asked, by whom: NAME COOKIE PATH.
pages() {
	local kind n org
	while read -r kind n org; do
		[[ -n $org ]] || continue
		case $kind in
		officer)
			for page in '' findings findings?sort=criticality exposure perimeter authorisations orders people log; do
				echo "org/${page:-overview} $(cookie "$n") /orgs/$org/$page" | sed 's|/$||'
			done
			;;
		group)
			echo "group/overview $(cookie "$n") /orgs/$org"
			echo "group/findings $(cookie "$n") /orgs/$org/findings"
			;;
		cert)
			for page in '' /queue /review /findings '/findings?criticality=critical' '/findings?q=tls' /orgs '/orgs?q=0042' /sector; do
				echo "cert$page $(cookie "$n") /cert$page"
			done
			;;
		esac
	done <"$1" | grep -v ' [0-9]*$'
}

one() {
	local engine=$1 db=$2 out=$VARDE_TEST_DIR/$1 began first
	"$programs/bench/bench-sector" "$db" "$scale" >"$out.people" || exit 1
	pages "$out.people" >"$out.pages"
	"$varde" serve --set "db=$db" --set workers=0 --set "listen=127.0.0.1:$port" --set "url=http://127.0.0.1:$port" \
		--set "data=$VARDE_TEST_DIR" >"$out.log" 2>&1 &
	server=$!
	began=$(ms)
	until curl -s -o /dev/null "http://127.0.0.1:$port/sign-in"; do
		(($(ms) - began < 10000)) || { tail -n 3 "$out.log" >&2 && exit 1; }
	done
	first=$(($(ms) - began))
	"$programs/bench/bench-load" "$port" 50 5 <"$out.pages" >/dev/null
	"$programs/bench/bench-load" "$port" "$rate" "$seconds" <"$out.pages" >"$out.figures"
	stop
	echo "== $engine: first page after $first ms; page, requests, errors, p50, p99, max in ms"
	column -t "$out.figures"
	lines+=("first page under 300 ms after start ($engine)|$first|ms|300")
	while read -r name _ bad _ p99 _; do
		lines+=("p99 of every page under 100 ms at 200 requests/s ($engine, $name)|$p99|ms|100")
		((bad == 0)) || lines+=("errors ($engine, $name)|$bad||0")
	done <"$out.figures"
}

one SQLite "$VARDE_TEST_DIR/sector.db"
[[ -z ${VARDE_TEST_PG:-} ]] || one PostgreSQL "$VARDE_TEST_PG"
"$root/tests/e2e/result.py" portal "${lines[@]}"
