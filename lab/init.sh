#!/bin/bash
# Process 1 of the lab, inside its root folder: configures and starts every server, waits
# until all ports answer, writes the truth, then waits for the order to end.
set -uo pipefail
cd /

# Ends every process of this pid namespace (-1 reaches nothing outside it). Databases close
# their files in a second or two; after 8 s the kernel kills what is left when we exit.
finish() {
	trap '' TERM
	kill -TERM -1
	for _ in {1..80}; do
		set -- /proc/[0-9]*
		[[ $# -le 1 ]] && break
		sleep 0.1
	done
	exit 0
}
trap finish TERM INT

. /lab/src/inside.sh
umask 022
# Some servers close every possible file first; a container's limit can be a thousand million.
ulimit -n 4096

fail() {
	echo "failed: $*" >/lab/run/state
	while :; do sleep infinity & wait $!; done
}

echo chu >/etc/hostname
echo '127.0.0.1 localhost chu' >/etc/hosts
echo 'nameserver 127.20.0.2' >/etc/resolv.conf
pki_new || fail "cannot make the lab's certificate authority"
MODE=conf each_server conf || fail "configuration: $(tail -n 1 /lab/run/init.log)"
MODE=start each_server start || fail "starting: $(tail -n 1 /lab/run/init.log)"
wait_ports 30 || fail "no answer from: $(missing_ports | tr '\n' ' ')"
MODE=truth truth_write >/lab/run/truth.json || fail "cannot write the truth"
echo ready >/lab/run/state
while :; do sleep infinity & wait $!; done
