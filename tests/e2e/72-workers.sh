#!/bin/bash
# Workers on other machines, by mutual TLS: two of them carry out the orders of four organisations while the server is killed five times;
# one is killed itself; the stop button reaches them; who is not registered gets nothing. On both engines, in a network of its own.
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
url=https://127.0.0.1:8444
orgs='chu clinique labo radio'

# The authority, the server's certificate, and one a worker.
pki=$tmp/pki
mkdir "$pki"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=Test authority' -keyout "$pki/ca.key" \
	-out "$pki/ca.pem" 2>/dev/null || bail 'no authority'
issue() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$pki/$1.key" -out "$pki/$1.csr" 2>/dev/null
	printf 'extendedKeyUsage=%s\nsubjectAltName=IP:127.0.0.1\n' "$2" >"$pki/$1.ext"
	openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.pem" -CAkey "$pki/ca.key" -CAcreateserial -days 2 -extfile "$pki/$1.ext" \
		-out "$pki/$1.pem" 2>/dev/null || bail "no certificate for $1"
}
issue server serverAuth
for name in w1 w2 stranger; do issue "$name" clientAuth; done

s() { "$seed" "$db" "$@"; }
count() { s count "$1"; }
is() { [[ $(count "$1") == "$2" ]]; }
order_is() { [[ $(s state "$1") == "$2 "* ]]; }
all_are() {
	local o state=$1
	shift
	for o; do order_is "$o" "$state" || return 1; done
}
gone() { ! kill -0 "$1"; }
serve() {
	"$varde" serve --config "$conf" >>"$tmp/serve-$engine.log" 2>&1 &
	server=$!
	disown "$server"
	at_end+=("kill -9 $server 2>/dev/null")
}
# start NAME: a worker, its process in $worker.
start() {
	"$varde" worker --server "$url" --cert "$pki/$1.pem" --key "$pki/$1.key" --ca "$pki/ca.pem" --spool "$tmp/spool-$engine-$1" \
		>>"$tmp/$1-$engine.log" 2>&1 &
	worker=$!
	disown "$worker"
	at_end+=("kill $worker 2>/dev/null")
}
flowing() {
	local before
	before=$(wc -l <"$tmp/sniffed")
	sleep 0.3
	(($(wc -l <"$tmp/sniffed") > before))
}
spools_empty() { [[ -z $(find "$tmp/spool-$engine-w1" "$tmp/spool-$engine-w2" -mindepth 1 -maxdepth 1 -type d) ]]; }

workers() {
	engine=$1 db=$2 conf=$tmp/$1.conf
	local org i o t0 last orders=() w1 w2 worker stranger
	cat >"$conf" <<-END
		db = $db
		data = $tmp/data-$engine
		listen = unix:$tmp/web-$engine.sock
		contact = mailto:cert@cert.test
		loopback = yes
		workers = 0
		resolvers = 127.0.0.1:5300
		worker_listen = 127.0.0.1:8444
		worker_cert = $pki/server.pem
		worker_key = $pki/server.key
		worker_ca = $pki/ca.pem
	END
	check "$engine: init" "$varde" init --config "$conf" --name 'Anna Berg' --mail anna@cert.test
	for i in w1 w2; do check "$engine: $i is registered" "$varde" worker-add --config "$conf" "$i" "$pki/$i.pem"; done
	i=0
	for org in $orgs; do
		SEED_ORG=$org s setup 15 "11.99.0.$((++i))" || not_ok "$engine: setup of $org"
		orders+=("$(SEED_ORG=$org s order)")
	done
	serve
	start stranger
	stranger=$worker
	start w1
	w1=$worker
	start w2
	w2=$worker
	check "$engine: both work at once" wait_for 30 is leased 2
	check "$engine: a stranger is told nothing" wait_for 10 grep -q 'not known' "$tmp/stranger-$engine.log"
	kill "$stranger"
	for i in 1 2 3 4 5; do
		sleep 2
		kill -9 "$server"
		wait_for 5 gone "$server"
		sleep 1
		serve
	done
	check "$engine: both were at it all the time" is leased 2
	check "$engine: all orders come to their review" wait_for 150 all_are review "${orders[@]}"
	check "$engine: one run each" is runs 4
	check "$engine: no unit twice" is twice 0
	check "$engine: each order ended once" is reviews 4
	check "$engine: nothing was begun twice" is attempts 1
	check "$engine: findings are followed" test "$(count tracked)" -gt 0
	check "$engine: nothing is left in the spools" wait_for 20 spools_empty

	o=$(SEED_ORG=chu s order)
	check "$engine: one more is begun" wait_for 30 order_is "$o" running
	sleep 2
	# Whichever has it.
	kill -9 "$w1" "$w2"
	sleep 1
	start w1
	w1=$worker
	start w2
	w2=$worker
	check "$engine: after kill -9 of the workers it ends all the same" wait_for 90 order_is "$o" review
	check "$engine: with one run" is runs 5
	check "$engine: and no unit twice" is twice 0

	o=$(SEED_ORG=labo s order)
	check "$engine: another one is begun" wait_for 30 order_is "$o" running
	sleep 1
	check "$engine: packets flow" wait_for 20 flowing
	t0=${EPOCHREALTIME/./}
	check "$engine: the stop button" env SEED_ORG=labo "$seed" "$db" stop "$o"
	sleep 3
	last=$(tail -n 1 "$tmp/sniffed" | tr -d .)
	echo "# $engine: stop: last packet after $(((last - t0) / 1000)) ms"
	if ((last - t0 < 2000000)); then ok "$engine: packets end within 2 s of the stop"; else not_ok "$engine: packets end within 2 s of the stop"; fi
	check "$engine: the chunk is let go" wait_for 10 is open 0
	kill "$w1" "$w2" "$server"
	wait_for 10 gone "$server"
}

# Times of packets to the targets, one a line.
python3 -u - >"$tmp/sniffed" 2>&1 <<-'END' &
	import socket, time
	s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(0x0800))
	while True:
	    p, a = s.recvfrom(65535)
	    if p[30:33] == b"\x0b\x63\x00":
	        print("%.6f" % time.time())
END
at_end+=("kill $! 2>/dev/null")
python3 "$here/counter.py" 11.99.0.1 80=http 8080=http >"$tmp/http.log" 2>&1 &
at_end+=("kill $! 2>/dev/null")
wait_for 10 grep -q ready "$tmp/http.log" || bail 'the services do not start'

if [[ -n $E2E_DB ]]; then workers "$E2E_ENGINE" "$E2E_DB"; else skip "on $E2E_ENGINE" 'it is not installed'; fi
finish
