#!/bin/bash
# varde events follow and listen, varde hunt: a file of lines grows, is renamed, copied and cut while who follows it is killed again and
# again, and each line counts once; a socket takes lines in pieces from several at a time. On both engines. FOLLOW_KILLS=6.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.bash"
if [[ -z ${E2E_ENGINE:-} ]]; then
	on_both_engines "$root/tests/store/with-postgres"
	finish
fi
KILLS=${FOLLOW_KILLS:-6}
engine=$E2E_ENGINE conf=$tmp/varde.conf file=$tmp/eve.json socket=$tmp/eve.sock
if [[ -z $E2E_DB ]]; then
	skip "on $engine" 'it is not installed'
	finish
fi
cat >"$conf" <<-END
	db = $E2E_DB
	data = $tmp/data
	listen = unix:$tmp/web.sock
	contact = mailto:cert@cert.test
	loopback = yes
END
"$varde" init --config "$conf" --mail first@cert.test --name First >"$out" 2>&1 || bail "$(cat "$out")"
"$varde" sample --config "$conf" >"$out" 2>&1 || bail "$(cat "$out")"

number=0
# lines N NAME: so many names that a system of the hospital asked for, each line another one.
lines() {
	local i now
	now=$(date -u +%Y-%m-%dT%H:%M:%S)
	for ((i = 0; i < $1; i++)); do
		printf '{"timestamp":"%s.%06d+0000","flow_id":%d,"event_type":"dns","src_ip":"127.20.0.5","src_port":5353,"dest_ip":"203.0.113.53","dest_port":53,"proto":"UDP","dns":{"type":"query","rrname":"%s","rrtype":"A"}}\n' \
			"$now" $((++number % 1000000)) "$number" "$2"
	done
}
# alert NUMBER: a line that is an alert about the hospital.
alert() {
	printf '{"timestamp":"%s.%06d+0000","flow_id":%d,"event_type":"alert","src_ip":"127.20.0.5","src_port":5,"dest_ip":"203.0.113.9","dest_port":443,"proto":"TCP","alert":{"signature_id":7,"signature":"BAD beacon","category":"A Network Trojan was detected","severity":1}}\n' \
		"$(date -u +%Y-%m-%dT%H:%M:%S)" "$1" "$1"
}
# met NAME: how often sensors met it.
met() {
	local said
	said=$("$varde" hunt --config "$conf" --json "$1" 2>"$err") || return 1
	said=${said#*\"count\":}
	echo "${said%%,*}"
}
is_met() { [[ $(met "$1") == "$2" ]]; }
gone() { ! kill -0 "$1" 2>/dev/null; }
follow() { "$varde" events follow --config "$conf" --feed probe "$@"; }
follower=''
start() {
	"$varde" events follow --config "$conf" --feed probe "$file" >>"$tmp/followed" 2>>"$tmp/follow.log" &
	follower=$!
	disown "$follower"
}
second='' listener=''
end_all() { kill -9 $follower $second $listener 2>/dev/null; }
at_end+=(end_all)

# What is there, once, and no more of it.
{ lines 500 first.bad-name.com; alert 1; echo '{"no": "event"}'; } >"$file"
run follow --once "$file"
check "$engine: follow takes in what is there" grep -qx '502 lines, 1 wrong, 1 new events, 0 nobody.s, 1 new alerts, 1 traces, 1 notices' "$out"
run follow --once "$file"
check "$engine: nothing is new the second time" grep -q '^0 lines' "$out"
check "$engine: hunt tells how often it was met" is_met first.bad-name.com 500
run "$varde" hunt --config "$conf" first.bad-name.com never.bad-name.com
check "$engine: hunt tells by whom" grep -q '^first.bad-name.com: met by 1 systems of 1 organisations, 500 times' "$out"
check "$engine: and of what was met by nobody" grep -q '^never.bad-name.com: met by nobody' "$out"

# A writer that turns the file over in every way, while who follows is killed.
write() {
	local i
	for ((i = 0; i < KILLS * 8; i++)); do
		lines 40 grown.bad-name.com >>"$file"
		case $((RANDOM % 8)) in
		0) mv "$file" "$file.$i" ;;
		1) cp "$file" "$file.$i" && : >"$file" ;;
		esac
		sleep 0.06
	done
}
number=100000
write &
writer=$!
start
for ((i = 0; i < KILLS; i++)); do
	sleep "0.$((RANDOM % 40 + 20))"
	kill -9 "$follower"
	wait_for 5 gone "$follower"
	start
done
wait "$writer"
total=$((KILLS * 8 * 40))
wait_for 20 is_met grown.bad-name.com "$total"
check "$engine: $KILLS kills, the file was turned over all the while: $total lines, each once ($(met grown.bad-name.com))" is_met grown.bad-name.com "$total"
check "$engine: nothing of it was lost" test "$(grep -c 'was gone before' "$tmp/follow.log")" = 0

# Two that follow the same file: each line once.
"$varde" events follow --config "$conf" --feed probe "$file" >>"$tmp/followed" 2>>"$tmp/second.log" &
second=$!
disown "$second"
number=200000
for ((i = 0; i < 10; i++)); do
	lines 20 twice.bad-name.com >>"$file"
	sleep 0.1
done
wait_for 20 is_met twice.bad-name.com 200
sleep 1
check "$engine: two followers of one file: 200 lines, each once ($(met twice.bad-name.com))" is_met twice.bad-name.com 200
kill "$second" "$follower"
check "$engine: they end when they are told to" wait_for 10 gone "$follower"
wait_for 10 gone "$second"

is_heard() {
	python3 -c '
import socket, sys
for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM:
    try:
        socket.socket(socket.AF_UNIX, kind).connect(sys.argv[1])
        sys.exit()
    except OSError:
        pass
sys.exit(1)' "$socket"
}
# listen OPTION...
listen() {
	"$varde" events listen --config "$conf" --feed probe "$@" "$socket" >"$tmp/heard" 2>"$tmp/listen.log" &
	listener=$!
	# A killed one leaves its socket: whether somebody listens is asked.
	wait_for 10 is_heard || bail "$(cat "$tmp/listen.log")"
}
# Lines cut anywhere, by several connections in turns; the last lacks its end. Datagrams: each some lines.
send() {
	python3 -c '
import socket, sys
path, kind, text = sys.argv[1], sys.argv[2], open(sys.argv[3], "rb").read()
if kind == "datagrams":
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    lines = text.splitlines(True)
    for i in range(0, len(lines), 7):
        s.sendto(b"".join(lines[i:i + 7]), path)
    sys.exit()
peers = []
for part in range(3):
    s = socket.socket(socket.AF_UNIX)
    s.connect(path)
    mine = b"".join(text.splitlines(True)[part::3]).rstrip(b"\n")
    peers.append((s, mine))
at = 0
while any(at < len(mine) for _, mine in peers):
    for s, mine in peers:
        s.sendall(mine[at:at + 1237])
    at += 1237
for s, _ in peers:
    s.close()
' "$socket" "$1" "$2"
}
number=300000
listen
check "$engine: the socket is for its user and group" test "$(stat -c %a "$socket")" = 660
lines 300 heard.bad-name.com >"$tmp/lines"
send stream "$tmp/lines" || not_ok "$engine: lines are sent"
check "$engine: lines in pieces over three connections are taken in" wait_for 10 is_met heard.bad-name.com 300
run "$varde" events listen --config "$conf" --feed other "$socket"
check "$engine: nobody else listens there" test "$status" != 0
check "$engine: and is told so" grep -q 'cannot listen on' "$err"
kill -9 "$listener"
wait "$listener" 2>/dev/null
listen
ok "$engine: what a killed one has left is no hindrance"
lines 20 ended.bad-name.com >"$tmp/lines"
send stream "$tmp/lines"
sleep 0.3
kill "$listener"
wait "$listener"
check "$engine: it ends in good order" test $? = 0
check "$engine: with what it had heard stored" is_met ended.bad-name.com 20
check "$engine: and its socket taken away" test ! -e "$socket"
check "$engine: it says what it took in" grep -q '^20 lines, 0 wrong' "$tmp/heard"
listen --datagrams
lines 100 thrown.bad-name.com >"$tmp/lines"
send datagrams "$tmp/lines"
check "$engine: datagrams are taken in" wait_for 10 is_met thrown.bad-name.com 100
kill "$listener"
wait "$listener"

# What cannot be done is said.
run "$varde" events follow --config "$conf"
check "$engine: follow needs a file" test "$status" = 2
run follow --format nothing --once "$file"
check "$engine: a format that does not exist is refused" test "$status" != 0
finish
