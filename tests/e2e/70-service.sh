#!/bin/bash
# The service carries out ordered audits: a local worker, proofs before the audit, the stop button and revocation against a counter of
# packets, kill -9 of worker and server. On both engines. In a network of its own: only the scanner sends there, so every packet counts.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.bash"
if [[ -z ${E2E_ENGINE:-} ]]; then
	on_both_engines "$root/tests/store/with-postgres"
	finish
fi
seed=$VARDE_BUILD/tests/e2e/seed
[[ -x $seed ]] || bail "there is no program $seed: build first"
# Loopback addresses are scanned without mercy; these are paced, and exist in this network alone, which leads nowhere.
[[ -z $(ip route) && $(ip -o link | wc -l) == 1 ]] || bail 'this network is not of our own'
ip link set lo up
for i in 1 2 3 4; do ip address add "11.99.0.$i/32" dev lo; done

server=
# lo carries nothing but what the scanner sends and its answers.
packets() { awk '/lo:/ { print $3 }' /proc/net/dev; }
s() { "$seed" "$db" "$@"; }
count() { s count "$1"; }
order_is() { [[ $(s state "$1") == "$2 "* ]]; }
flowing() {
	local before
	before=$(packets)
	sleep 0.3
	(($(packets) > before))
}

serve() {
	"$varde" serve --config "$conf" >>"$tmp/serve-$engine.log" 2>&1 &
	server=$!
	disown "$server"
	at_end+=("kill $server 2>/dev/null")
}
end_server() {
	kill "${1:--TERM}" "$server"
	# What it started ends after it: until nothing of ours is left.
	wait_for 10 gone "$server"
}
gone() { ! kill -0 "$1"; }
# Of any of its threads.
worker() { cat /proc/"$server"/task/*/children 2>/dev/null | tr ' ' '\n' | grep -m 1 .; }
has_worker() { [[ -n $(worker) ]]; }

# How many ms after the command (a button) the last packet came, over three seconds.
last_packet_after() {
	local t0 last before n
	t0=${EPOCHREALTIME/./}
	"$@" || return 1
	before=$(packets) last=$t0
	while ((${EPOCHREALTIME/./} - t0 < 4000000)); do
		n=$(packets)
		if [[ $n != "$before" ]]; then before=$n last=${EPOCHREALTIME/./}; fi
		sleep 0.01
	done
	echo $(((last - t0) / 1000))
}
# ends_in_time WHAT COMMAND...: packets flow, and end within two seconds of the command.
ends_in_time() {
	local what="$engine: $1" ms
	shift
	check "$what: packets flow" wait_for 20 flowing
	ms=$(last_packet_after "$@")
	echo "# $what: last packet after $ms ms"
	if [[ -n $ms ]] && ((ms < 2000)); then ok "$what: packets end within 2 s"; else not_ok "$what: packets end within 2 s"; fi
}

service() {
	engine=$1 db=$2 conf=$tmp/$1.conf
	local runs a b c token log=$tmp/serve-$1.log
	cat >"$conf" <<-END
		db = $db
		data = $tmp/data-$engine
		listen = unix:$tmp/web-$engine.sock
		contact = mailto:cert@cert.test
		loopback = yes
		workers = 1
		resolvers = 127.0.0.1:5300
	END
	check "$engine: init" "$varde" init --config "$conf" --name 'Anna Berg' --mail anna@cert.test
	check "$engine: init makes the key of the log" test -s "$tmp/data-$engine/log.key"
	check "$engine: setup" s setup 60 11.99.0.1
	a=$(s order)
	[[ -n $a ]] || bail 'nothing was ordered'
	serve
	check "$engine: an order comes to its review" wait_for 60 order_is "$a" review
	check "$engine: its findings are followed" test "$(count tracked)" -gt 0
	check "$engine: what it exposes is known" test "$(count exposed)" -gt 0
	check "$engine: one run" test "$(count runs)" = 1
	check "$engine: the log is signed" wait_for 5 test "$(count signed)" = 1

	token=$(s token 11.99.0.2)
	mkdir -p "$tmp/web-$engine/.well-known/varde-challenge"
	echo -n "$token" >"$tmp/web-$engine/.well-known/varde-challenge/$token"
	python3 -m http.server --bind 11.99.0.2 --directory "$tmp/web-$engine" 80 >/dev/null 2>&1 &
	local web=$!
	at_end+=("kill $web 2>/dev/null")
	check "$engine: the proof is seen" wait_for 60 bash -c "[[ \$('$seed' '$db' count valid) == 1 ]]"
	kill "$web"

	# Slow from here on: the sweep lasts while buttons are pressed.
	s authorise 15 || not_ok "$engine: a new authorisation"
	b=$(s order)
	check "$engine: the next order runs" wait_for 30 order_is "$b" running
	ends_in_time 'stop' s stop "$b"
	check "$engine: the stopped order is paused" order_is "$b" paused
	check "$engine: its chunk is let go" wait_for 5 test "$(count leased)" = 0
	check "$engine: it goes on" s resume "$b"
	wait_for 20 order_is "$b" running
	ends_in_time 'revocation' s revoke
	check "$engine: the order whose word was taken back is paused" order_is "$b" paused
	# An earlier one that is still valid would count again.
	while s revoke 2>/dev/null; do :; done
	c=$(s order)
	check "$engine: nothing is ordered without an authorisation" order_is "$c" needs_info

	s authorise 40 || not_ok "$engine: a third authorisation"
	check "$engine: an audit goes on under the new word" s resume "$b"
	check "$engine: and runs" wait_for 30 order_is "$b" running
	wait_for 10 has_worker
	runs=$(count runs)
	sleep 2
	kill -9 "$(worker)"
	check "$engine: a killed worker is started again" wait_for 15 has_worker
	check "$engine: its chunk is leased again" wait_for 15 bash -c "[[ \$('$seed' '$db' count leased) == 1 ]]"
	sleep 2
	end_server -KILL
	ok "$engine: the server is killed"
	serve
	check "$engine: the order ends all the same" wait_for 90 order_is "$b" review
	check "$engine: no run more" test "$(count runs)" = "$runs"
	check "$engine: no unit twice" test "$(count twice)" = 0
	check "$engine: each order ended once" test "$(count reviews)" = 2
	check "$engine: nothing is left to do" wait_for 20 bash -c "[[ \$('$seed' '$db' count open) == 0 ]]"
	end_server
	if grep -qiE 'sanitizer|assert' "$log"; then not_ok "$engine: the log is clean" "$log"; else ok "$engine: the log is clean"; fi
}

python3 "$here/counter.py" 11.99.0.1 80=http 8080=http 23=silent >"$tmp/http.log" 2>&1 &
counter=$!
at_end+=("kill $counter 2>/dev/null")
wait_for 10 grep -q ready "$tmp/http.log" || bail 'the services do not start'

if [[ -n $E2E_DB ]]; then service "$E2E_ENGINE" "$E2E_DB"; else skip "on $E2E_ENGINE" 'it is not installed'; fi
finish
