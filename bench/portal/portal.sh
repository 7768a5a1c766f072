#!/bin/bash
# bench/portal/portal.sh PROGRAMS: a sector of a country's size (PORTAL_SCALE, 1), varde serve over it on SQLite and on PostgreSQL, and a
# load of 200 requests a second over TLS beside it on the same processors; then 1,000 readers of live progress, then 1,000 slowloris
# connections, with ordinary readers beside them. Writes build/results/portal.json. PROGRAMS is the folder of a
# release build with the benchmarks. PORTAL_SECONDS is how long each engine is loaded (60), PORTAL_ENGINES which of
# them (SQLite PostgreSQL).
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
programs=$(realpath "${1:?PROGRAMS}")
if [[ -z ${VARDE_TEST_DIR:-} ]]; then
	# The server's memory is what a small machine would give it; what is committed is on the disk.
	VARDE_TEST_PG_OPTIONS='-c shared_buffers=512MB -c fsync=on -c synchronous_commit=on -c autovacuum=on -c log_checkpoints=on -c log_autovacuum_min_duration=0' TMPDIR=${TMPDIR:-/tmp} \
		exec "$root/tests/store/with-postgres" "$0" "$programs"
fi
varde=$programs/src/cmd/varde
scale=${PORTAL_SCALE:-1} seconds=${PORTAL_SECONDS:-60} rate=200 port=${PORTAL_PORT:-18433}
lines=() server='' out='' first=0
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

# Who follows which order live: COOKIE PATH.
followers() {
	local kind n path
	while read -r kind n path; do
		[[ $kind != live ]] || echo "$(cookie "$n") /orgs/$path"
	done <"$1"
}
# What a member meets is TLS: so does the load.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -keyout "$VARDE_TEST_DIR/tls.key" \
	-out "$VARDE_TEST_DIR/tls.pem" 2>"$VARDE_TEST_DIR/openssl.log" || { cat "$VARDE_TEST_DIR/openssl.log" >&2 && exit 1; }

start() {
	local engine=$1 db=$2 began
	"$varde" serve --set "db=$db" --set workers=0 --set "listen=127.0.0.1:$port" --set "url=https://127.0.0.1:$port" \
		--set "tls_cert=$VARDE_TEST_DIR/tls.pem" --set "tls_key=$VARDE_TEST_DIR/tls.key" --set "data=$VARDE_TEST_DIR" \
		>"$VARDE_TEST_DIR/$engine.log" 2>&1 &
	server=$!
	began=$(ms)
	until curl -sk -o /dev/null "https://127.0.0.1:$port/sign-in"; do
		(($(ms) - began < 10000)) || { tail -n 3 "$VARDE_TEST_DIR/$engine.log" >&2 && exit 1; }
	done
	first=$(($(ms) - began))
}

# load SECONDS RATE: "name requests errors p50 p99 max" of each page.
load() { "$programs/bench/bench-load" "$port" "$2" "$1" tls <"$out.pages"; }

# beside WHAT SECONDS: the load at a tenth of the rate beside a crowd; writes what each said.
beside() {
	local what=$1 seconds=$2 crowd
	"$programs/bench/bench-crowd" "$what" "$port" 1000 "$((seconds + 5))" tls <"$out.followers" >"$out.$what" 2>"$out.$what.ready" &
	crowd=$!
	until grep -q ready "$out.$what.ready" || ! kill -0 "$crowd" 2>/dev/null; do sleep 0.1; done
	load "$seconds" 20 >"$out.$what.figures"
	wait "$crowd"
}

one() {
	local engine=$1 db=$2 open events p99 reaped bad
	out=$VARDE_TEST_DIR/$1
	"$programs/bench/bench-sector" "$db" "$scale" >"$out.people" || exit 1
	pages "$out.people" >"$out.pages"
	followers "$out.people" >"$out.followers"
	start "$engine" "$db"
	load 5 50 >/dev/null
	echo "== $engine: requests over 50 ms, by the second of the load that began at $(date +%T)"
	load "$seconds" "$rate" 2>&1 >"$out.figures" | head -n 200
	beside live 10
	beside slow 20
	stop
	echo "== $engine: first page after $first ms; page, requests, errors, p50, p99, max in ms"
	column -t "$out.figures"
	[[ $engine != PostgreSQL ]] || grep -hE 'checkpoint (starting|complete)|automatic' "$VARDE_TEST_DIR/pg/log" | cut -c1-160 | tail -n 40
	cat "$out.live" "$out.slow"
	lines+=("first page under 300 ms after start ($engine)|$first|ms|300")
	while read -r name _ bad _ p99 _; do
		lines+=("p99 of every page under 100 ms at 200 requests/s ($engine, $name)|$p99|ms|100")
		((bad == 0)) || lines+=("errors ($engine, $name)|$bad||0")
	done <"$out.figures"
	read -r _ _ open events <"$out.live"
	lines+=("1,000 concurrent live-progress readers: readers lost ($engine, $events events)|$((1000 - open))||0")
	read -r _ _ bad _ p99 _ < <(grep '^all ' "$out.live.figures")
	lines+=("1,000 live-progress readers: p99 of pages beside them ($engine, $bad errors)|$p99|ms|100")
	read -r _ _ reaped <"$out.slow"
	read -r _ _ bad _ p99 _ < <(grep '^all ' "$out.slow.figures")
	lines+=("1,000 slowloris connections: p99 of ordinary pages ($engine, $bad errors, $reaped thrown out)|$p99|ms|100")
	lines+=("1,000 slowloris connections: errors of ordinary users ($engine)|$bad||0")
}

engines=${PORTAL_ENGINES:-SQLite PostgreSQL}
[[ $engines != *SQLite* ]] || one SQLite "$VARDE_TEST_DIR/sector.db"
[[ $engines != *PostgreSQL* || -z ${VARDE_TEST_PG:-} ]] || one PostgreSQL "$VARDE_TEST_PG"
"$root/tests/e2e/result.py" portal "${lines[@]}"
