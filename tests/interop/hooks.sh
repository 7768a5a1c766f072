#!/bin/bash
# Our webhooks to a receiver that records every delivery and checks its signature by itself (hook_receiver.py), on SQLite and
# PostgreSQL; who sends is killed (kill -9) KILLS times (5) on each, at random: nothing is lost, nothing doubled by its delivery
# id. Everything is on 127.0.0.1. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
client=$(find "${VARDE_BUILD:-build}/tests" -type f -name mail-client -perm -u+x 2>/dev/null | head -n 1)
skip() {
	echo "1..0 # SKIP $1"
	exit 0
}
[[ -n $client ]] || skip 'build first: tests/interop/mail-client is missing'
command -v python3 >/dev/null || skip 'python3 is not installed'
[[ ${1-} = inner ]] || exec tests/store/with-postgres "$0" inner

KILLS=${KILLS:-5}
dir=$VARDE_TEST_DIR/hooks
receiver=
# shellcheck disable=SC2317 # the trap calls it
stop() {
	[[ -z $receiver ]] || { kill -TERM "$receiver" 2>/dev/null && wait "$receiver" 2>/dev/null; }
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM HUP
mkdir -p "$dir"

tests=0
# check WHETHER NAME [DETAIL]
check() {
	tests=$((tests + 1))
	if [[ $1 = 0 ]]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		[[ -z ${3-} ]] || printf '%s\n' "$3" | sed 's/^/# /'
	fi
}

# receive LOG: starts a receiver; $url is where.
receive() {
	: >"$dir/port"
	python3 tests/interop/hook_receiver.py serve "$1" key >"$dir/port" 2>"$dir/receiver.err" &
	receiver=$!
	for _ in $(seq 100); do
		[[ ! -s $dir/port ]] || break
		sleep 0.1
	done
	url=http://127.0.0.1:$(<"$dir/port")/varde
}

# try_kills DB ENGINE
try_kills() {
	local db=$1 log=$dir/$2.log pid i left got met=0 count=0
	receive "$log"
	for ((i = 0; i < KILLS; i++)); do
		[[ $("$client" states "$db") =~ waiting=([0-9]+) ]]
		if ((BASH_REMATCH[1] < 60)); then # there is always something to tell
			"$client" put-hook "$db" "$url" "$count" 60 || return
			count=$((count + 60))
		fi
		"$client" run-hooks "$db" >/dev/null 2>&1 &
		pid=$!
		sleep "$(printf 0.%03d $((RANDOM % 200 + 50)))"
		kill -9 "$pid" 2>/dev/null && met=$((met + 1))
		wait "$pid" 2>/dev/null
	done
	left=$("$client" states "$db")
	[[ $met = "$KILLS" && $left != *'waiting=0 leased=0'* ]]
	check $? "$2: $KILLS kills met somebody who was telling" "$met; $left"
	got=$("$client" orphans "$db")
	[[ $got = orphans=*' held=0' ]]
	check $? "$2: nobody has to wait for the lease of who was killed" "$got"
	got=$("$client" run-hooks "$db" 2>&1)
	left=$("$client" states "$db")
	[[ $left = "waiting=0 leased=0 sent=$count failed=0 dropped=0 bounced=0 " ]]
	check $? "$2: all are told in the end" "$got; $left"
	sleep 0.2 # what was on its way when its sender died
	echo "# the last run: $got"
	python3 tests/interop/hook_receiver.py check "$log" "$count" "$KILLS" $((tests + 1))
	tests=$((tests + 4))
	kill -TERM "$receiver"
	wait "$receiver" 2>/dev/null
	receiver=
}

try_kills "$dir/kills.db" SQLite
[[ -z ${VARDE_TEST_PG-} ]] || try_kills "$VARDE_TEST_PG" PostgreSQL
echo "1..$tests"
