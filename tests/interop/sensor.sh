#!/bin/bash
# varde-sensor over captures that others made: it ends well, its events fit their schema, and it is locked up while it captures. Prints
# TAP. Of the captures a sample, SENSOR_ALL=1: all of them (make sensor-pcaps).
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${VARDE_BUILD:-build}
sensor=$(find "$build/src/cmd" -type f -name varde-sensor -perm -u+x 2>/dev/null | head -n 1)
data=${VARDE_DATA:-../shared/data}/sensor
if [[ -z $sensor ]]; then
	echo '1..0 # SKIP build first: src/cmd/varde-sensor is missing'
	exit 0
fi
sensor=$(readlink -f "$sensor")
# What looks for leaks traces the process, which the prison forbids (the unit tests look for them).
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
tmp=$(mktemp -d)
pids=()
# shellcheck disable=SC2317 # called by the trap
clean() {
	local pid
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
	rm -rf "$tmp"
}
trap clean EXIT
chmod 755 "$tmp"
tests=0
check() { # NAME COMMAND...
	local name=$1
	shift
	tests=$((tests + 1))
	if "$@"; then echo "ok $tests - $name"; else echo "not ok $tests - $name"; fi
}
skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

# Others' captures: every one ends with 0, or with 3 when the file itself is damaged.
if [[ -d $data ]]; then
	for archive in "$data"/*.tar.xz; do
		name=$(basename "$archive" .tar.xz)
		mkdir "$tmp/$name"
		if [[ ${SENSOR_ALL:-} ]]; then
			tar xf "$archive" -C "$tmp/$name"
		else
			tar tf "$archive" | grep -E '\.(pcap|pcapng|trace|cap)$' | awk 'NR % 25 == 1' >"$tmp/list"
			tar xf "$archive" -C "$tmp/$name" -T "$tmp/list"
		fi
	done
	n=0
	bad=0
	while read -r file; do
		n=$((n + 1))
		timeout 120 "$sensor" -r "$file" -o - >>"$tmp/events.json" 2>"$tmp/err"
		code=$?
		[[ $code == 0 || $code == 3 ]] && ! grep -qE 'Sanitizer|runtime error' "$tmp/err" && continue
		bad=$((bad + 1))
		echo "# $code ${file#"$tmp"/}: $(head -n 2 "$tmp/err" | tr '\n' ' ')"
	done < <(find "$tmp" -type f \( -name '*.pcap' -o -name '*.pcapng' -o -name '*.trace' -o -name '*.cap' \))
	echo "# $n captures, $bad that did not end well, $(wc -l <"$tmp/events.json") events"
	check 'captures of others are read to their end' test "$bad" = 0 -a "$n" -gt 10
	if tools/npm-ci tests/interop >/dev/null 2>&1; then
		node tests/interop/eve.mjs docs/schema/eve.schema.json "$tmp/events.json" >"$tmp/tap" 2>&1
		while read -r line; do
			case $line in
			'ok - '* | 'not ok - '*) tests=$((tests + 1)) && echo "${line/ - / $tests - }" ;;
			*) echo "# ${line#\# }" ;;
			esac
		done <"$tmp/tap"
	else
		skip 'every event fits its schema' 'npm ci failed in tests/interop'
	fi
else
	skip 'captures of others are read to their end' 'no ../shared/data'
fi

# An interface of a network of our own.
if ! unshare -n true 2>/dev/null; then
	skip 'an interface' 'no network namespaces here'
	echo "1..$tests"
	exit 0
fi
mkdir "$tmp/out"
unshare -n bash -c "ip link set lo up && exec '$sensor' -i lo -t 2 -o '$tmp/out' --ring 4m" 2>"$tmp/live" &
pid=$!
pids+=("$pid")
for _ in $(seq 100); do
	[[ $(cat "/proc/$pid/comm" 2>/dev/null) == varde-sensor && $(grep -c '^Seccomp:.*2' /proc/$pid/task/*/status 2>/dev/null | grep -c ':1$') == 3 ]] && break
	sleep 0.1
done
locked() { # FIELD VALUE: of every thread
	local status
	for status in /proc/"$pid"/task/*/status; do
		grep -qE "^$1:[[:space:]]+$2$" "$status" || { grep "^$1" "$status" | sed 's/^/# /' && return 1; }
	done
}
check 'it has three threads' test "$(find "/proc/$pid/task" -mindepth 1 -maxdepth 1 | wc -l)" = 3
check 'every thread has a seccomp filter' locked Seccomp 2
check 'no thread can gain rights' locked NoNewPrivs 1
check 'no thread has a capability' locked CapEff 0000000000000000
check 'nor can have one' locked CapPrm 0000000000000000
check 'it is not root any more' locked Uid "$(id -u nobody)[[:space:]].*"
nsenter -t "$pid" -n python3 - <<-'EOF'
	import socket
	server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	server.bind(('127.0.0.1', 0))
	client.bind(('127.0.0.1', 0))
	for _ in range(3):
	    client.sendto(b'question', server.getsockname())
	    server.recv(100)
	    server.sendto(b'answer', client.getsockname())
	    client.recv(100)
EOF
sleep 0.3
kill -TERM "$pid"
wait "$pid"
check 'it ends with 0 when it is told to' test $? = 0
check 'it saw the packets and their answers as one flow' grep -q '"event_type":"flow".*"proto":"UDP".*"pkts_toserver":3,"pkts_toclient":3' "$tmp/out/eve.json"
check 'it told how many the kernel dropped' grep -q '"kernel_drops":0' "$tmp/out/eve.json"
sed 's/^/# /' "$tmp/live"
check 'it said nothing' test ! -s "$tmp/live"
echo "1..$tests"
