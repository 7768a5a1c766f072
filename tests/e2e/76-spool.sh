#!/bin/bash
# The way of events: a sensor's writer, its shipper and the server are killed at random, the disk of the spool is full at times and the
# network is cut. Nothing that the spool has confirmed may be missing without being told, and nothing may be there twice. On both
# engines, in a network of its own. KILLS=20 (make kill-spool: 1,000).
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.bash"
if [[ -z ${E2E_ENGINE:-} ]]; then
	on_both_engines "$root/tests/store/with-postgres"
	finish
fi
KILLS=${KILLS:-20}
spooler=$VARDE_BUILD/tests/e2e/spooler
[[ -x $spooler ]] || bail "there is no program $spooler: build first"
[[ -z $(ip route) && $(ip -o link | wc -l) == 1 ]] || bail 'this network is not of our own'
ip link set lo up

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
issue north clientAuth

server='' writer='' shipper=''
serve() {
	"$varde" serve --config "$conf" >>"$tmp/serve-$engine.log" 2>&1 &
	server=$!
	disown "$server"
}
# write MAX: the sensor's side of the spool, which may hold so many bytes.
write() {
	"$spooler" write "$spool" "$1" 60000 "$tmp/confirmed-$engine" 2>>"$tmp/writer-$engine.log" &
	writer=$!
	disown "$writer"
}
ship() {
	"$varde" sensor ship --server https://127.0.0.1:8444 --cert "$pki/north.pem" --key "$pki/north.key" --ca "$pki/ca.pem" \
		--spool "$spool" >>"$tmp/ship-$engine.log" 2>&1 &
	shipper=$!
	disown "$shipper"
}
end_all() { kill -9 "$server" "$writer" "$shipper" 2>/dev/null; }
at_end+=(end_all)
gone() { ! kill -0 "$1" 2>/dev/null; }
# Ends what the writer that was killed was writing, as the next life of a sensor would: nothing is added to what is confirmed.
settle() {
	"$spooler" settle "$spool" || bail 'the spool cannot be opened'
}
drained() { [[ -z $(find "$spool" -name '*.seg' -o -name '*.drop') ]]; }

# rounds N MAX: kills one of the three, or cuts the network, N times.
rounds() {
	local i
	for ((i = 0; i < $1; i++)); do
		sleep "0.$((RANDOM % 30 + 2))"
		case $((RANDOM % 4)) in
		0) kill -9 "$writer"; wait_for 5 gone "$writer"; write "$2" ;;
		1) kill -9 "$shipper"; wait_for 5 gone "$shipper"; ship ;;
		2) kill -9 "$server"; wait_for 5 gone "$server"; serve ;;
		3) ip link set lo down; sleep "0.$((RANDOM % 20))"; ip link set lo up ;;
		esac
	done
}

spool_test() {
	engine=$1 db=$2 conf=$tmp/$1.conf spool=$tmp/spool-$1
	local said
	cat >"$conf" <<-END
		db = $db
		data = $tmp/data-$engine
		listen = unix:$tmp/web-$engine.sock
		contact = mailto:cert@cert.test
		workers = 0
		worker_listen = 127.0.0.1:8444
		worker_cert = $pki/server.pem
		worker_key = $pki/server.key
		worker_ca = $pki/ca.pem
	END
	mkdir -p "$tmp/data-$engine" "$spool"
	"$varde" init --config "$conf" --mail anna@cert.test --name Anna >/dev/null 2>>"$tmp/init.log" || bail 'no database'
	"$varde" sensor add north "$pki/north.pem" --config "$conf" 2>>"$tmp/init.log" || bail 'no sensor'
	serve
	write 100000000
	ship
	rounds $((KILLS / 2)) 100000000
	kill -9 "$writer"
	wait_for 5 gone "$writer"
	# One more life of the writer makes what the last one left whole, and adds nothing that it confirms.
	settle
	wait_for 120 drained
	said=$("$spooler" check "$db" "$tmp/confirmed-$engine")
	check "$engine: $((KILLS / 2)) kills and cuts, 0 missing, 0 doubled ($said)" test "${said#* missing=0 told=0 doubled=0}" != "$said"

	# The same with a disk that is too small.
	kill -9 "$shipper"
	wait_for 5 gone "$shipper"
	if ! mount -t tmpfs -o size=600k none "$spool"; then
		echo "# SKIP a full disk: nothing can be mounted"
		return
	fi
	at_end+=("umount -l $spool")
	write 100000000
	sleep 2
	ship
	rounds $((KILLS - KILLS / 2)) 100000000
	kill -9 "$writer"
	wait_for 5 gone "$writer"
	settle
	wait_for 120 drained
	said=$("$spooler" check "$db" "$tmp/confirmed-$engine")
	check "$engine: a full disk, $((KILLS - KILLS / 2)) kills and cuts: what is missing was told, 0 doubled ($said)" \
		"$spooler" check "$db" "$tmp/confirmed-$engine"
	end_all
	wait_for 5 gone "$server"
}

if [[ -n $E2E_DB ]]; then spool_test "$E2E_ENGINE" "$E2E_DB"; else skip "on $E2E_ENGINE" 'it is not installed'; fi
finish
