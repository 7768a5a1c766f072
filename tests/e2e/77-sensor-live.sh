#!/bin/bash
# varde-sensor, its keeper and its rules while things go wrong: sensor and keeper are killed at random while a capture is read, and what the
# spool had then is in it later, without a hole and nothing twice; rules are exchanged all the while that packets come in at an interface,
# and every packet is looked at once. In a network of its own. KILLS=6 (make kill-sensor: 300).
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.bash"
[[ -n ${SENSOR_OWN:-} ]] || SENSOR_OWN=yes exec unshare --net bash "$0"
KILLS=${KILLS:-6}
QUESTIONS=${QUESTIONS:-20000}
sensor=$VARDE_BUILD/src/cmd/varde-sensor
spooler=$VARDE_BUILD/tests/e2e/spooler
replay=$VARDE_BUILD/tests/sensor/replay
for program in "$sensor" "$spooler" "$replay"; do [[ -x $program ]] || bail "there is no program $program: build first"; done
[[ -z $(ip route) && $(ip -o link | wc -l) == 1 ]] || bail 'this network is not of our own'
questions() { python3 "$root/tests/sensor/queries.py" "$@" || bail 'no capture'; }

# --- kills ---

spool=$tmp/spool
pid='' keeper=''
gone() { ! kill -0 "$1" 2>/dev/null; }
end_sensor() { kill -9 ${pid:+"$pid"} ${keeper:+"$keeper"} 2>/dev/null; }
at_end+=(end_sensor)
fault_free() { if grep -E 'Sanitizer|runtime error' "$tmp/sensor.log"; then false; fi; }
questions "$tmp/calm.pcap" "$QUESTIONS" calm

# live: a life of the sensor over the capture; it is running then.
live() {
	rm -rf "$tmp/out"
	mkdir "$tmp/out"
	"$sensor" -r "$tmp/calm.pcap" --spool "$spool" -o "$tmp/out" >>"$tmp/sensor.log" 2>&1 &
	pid=$!
	keeper=''
}
# What is in the spool: "EPOCH-P NUMBER NAME" of each question, NAME - of all else.
look() {
	"$spooler" list "$spool" | awk '{ name = "-" }
		index($0, "\"event_type\":\"dns\"") && match($0, /"rrname":"[^"]*/) { name = substr($0, RSTART + 10, RLENGTH - 10) }
		{ print $1, $2, name }'
}
# whole FILE: nothing twice and no number missing in any stream; the questions of each life (an epoch is one) are n0, n1, ... without a hole.
whole() {
	awk '$2 != ++n[$1] { print "stream " $1 ": " $2 " where " n[$1] " is due"; exit bad = 1 }
		$3 != "-" && $3 != "n" (names[$1] + 0) ".calm.example" { print "stream " $1 ": " $3 " where n" names[$1] + 0 " is due"; exit bad = 1 }
		$3 != "-" { names[$1]++ }
		END { exit bad }' "$1"
}
# How many questions of the last life are there; epochs are random, so: of the one that was not there before.
of_last() { awk 'FILENAME == ARGV[1] { old[$1]; next } !($1 in old) && $3 != "-"' "$1" "$2" | wc -l; }
# What was in the spool's files is in them still: segments grow, and change their names when they are whole.
stays() {
	local file now
	for file in "$tmp/was"/*.cur "$tmp/was"/*.seg; do
		[[ -e $file ]] || continue
		for now in "$spool/$(basename "${file%.*}")".*; do :; done
		cmp -n "$(stat -c %s "$file")" "$file" "$now" || return 1
	done
}

began=$(date +%s%N)
live
wait "$pid"
status=$?
took=$((($(date +%s%N) - began) / 1000000))
look >"$tmp/after"
check "a calm life ends with 0, all $QUESTIONS questions are in the spool ($took ms)" test "$status $(of_last /dev/null "$tmp/after")" = "0 $QUESTIONS"
check 'nothing twice and no hole' whole "$tmp/after"
check 'health.json tells the packets' grep -q "\"packets\":$QUESTIONS," "$spool/health.json"

partial=0 wrong=0
say_wrong() { echo "# life $i ($who): $*" && wrong=$((wrong + 1)); }
# Both ends of the pipe were there: what the sensor had written is in the spool, but for the mebibyte that it was writing.
sensor_killed() {
	local behind
	behind=$(grep '"event_type":"dns"' "$tmp/out/eve.json" | tail -n +$(($1 + 1)) | wc -c)
	((behind <= 1100000)) || say_wrong "$behind bytes were written and are not in the spool"
}
for ((i = 0; i < KILLS; i++)); do
	# Several lives share a spool.
	((i % 4)) || rm -rf "$spool"
	mkdir -p "$spool"
	chown nobody "$spool"
	look >"$tmp/before"
	live
	sleep "$(awk -v ms=$((RANDOM * took / 32768)) 'BEGIN { print ms / 1000 }')"
	keeper=$(children "$pid")
	rm -rf "$tmp/was"
	cp -r "$spool" "$tmp/was" 2>/dev/null
	case $((RANDOM % 3)) in
	0) who=sensor && kill -9 "$pid" 2>/dev/null ;;
	1) who=keeper && kill -9 ${keeper:+"$keeper"} 2>/dev/null ;;
	2) who=both && kill -9 "$pid" ${keeper:+"$keeper"} 2>/dev/null ;;
	esac
	wait "$pid" 2>/dev/null
	status=$?
	[[ -z $keeper ]] || wait_for 20 gone "$keeper" || say_wrong 'the keeper does not end'
	look >"$tmp/after"
	whole "$tmp/after" >"$tmp/said" || say_wrong "$(cat "$tmp/said")"
	stays >"$tmp/said" 2>&1 || say_wrong "what was there is gone: $(cat "$tmp/said")"
	n=$(of_last "$tmp/before" "$tmp/after")
	((n == 0 || n == QUESTIONS)) || partial=$((partial + 1))
	[[ $who != sensor || ! -e $tmp/out/eve.json ]] || sensor_killed "$n"
	# Who has lost its keeper says so.
	[[ $who != keeper || -z $keeper || $n == "$QUESTIONS" || $status != 0 ]] || say_wrong 'it ended with 0 without its keeper'
done
check "$KILLS kills of sensor, keeper and both ($partial of them half way): what the spool had is in it, no hole, nothing twice" test $wrong = 0
look >"$tmp/before"
live
wait "$pid"
status=$?
look >"$tmp/after"
check 'the life after them ends with 0 and has all' test "$status $(of_last "$tmp/before" "$tmp/after")" = "0 $QUESTIONS"
rm -rf "$spool" "$tmp/out" "$tmp/was" "$tmp/calm.pcap"

# --- an exchange of rules that loses no packet ---

packets=${PACKETS:-30000}
packs=$tmp/packs
mkdir -p "$packs" "$tmp/live"
ip link add cable type veth peer name far || bail 'no cable'
for side in cable far; do
	echo 1 >"/proc/sys/net/ipv6/conf/$side/disable_ipv6"
	ip link set "$side" up
done
for n in 1 2; do
	echo "alert dns any any -> any any (msg:\"rules $n\"; dns.query; content:\"example\"; sid:$n; rev:1;)" >"$tmp/$n.rules"
	"$varde" rules compile "$tmp/$n.rules" --output "$packs/$n.pack" >"$out" 2>&1 || bail "$(cat "$out")"
done
head -c 5000 /dev/urandom >"$packs/3.pack"
# What the shipper does: the file is whole before it has its name.
turn_to() { echo "$1" >"$packs/current.new" && mv "$packs/current.new" "$packs/current"; }
turn_to 1
questions "$tmp/swap.pcap" "$packets" swap
rm -rf "$spool"
"$sensor" -i cable -t 2 --spool "$spool" --packs "$packs" -o "$tmp/live" 2>"$tmp/live.log" &
pid=$!
locked() { [[ $(grep -h "^Seccomp:.*2" /proc/"$pid"/task/*/status | wc -l) == 3 ]]; }
wait_for 20 locked || bail "the sensor does not begin: $(cat "$tmp/live.log")"
keeper=$(children "$pid")
"$replay" far "$tmp/swap.pcap" 10000 >"$tmp/sent" 2>"$tmp/replay.log" &
replaying=$!
at_end+=("end_process $replaying")
for ((i = 0; ; i++)); do
	gone "$replaying" && break
	# Now and then one that does not load: the rules stay.
	case $((i % 7)) in 6) turn_to 3 ;; *) turn_to $((i % 2 + 1)) ;; esac
	kill -HUP "$pid"
	sleep 0.05
done
turn_to 1
kill -HUP "$pid"
sleep 1.5
kill -TERM "$pid"
wait "$pid"
status=$?
swaps=$(grep -c 'pack=[12]$' "$tmp/live.log")
refused=$(grep -c 'rules stay as they are: pack 3' "$tmp/live.log")
check 'it ends with 0 when it is told to' test $status = 0
check "all $packets packets were sent" test "$(cat "$tmp/sent")" = "$packets"
check "rules were exchanged $swaps times while they came" test "$swaps" -ge 10
check "a pack that does not load is refused and told ($refused times)" test "$refused" -ge 1
check 'every packet was counted, none dropped' grep -q "\"packets\":$packets,\"drops\":0," "$spool/health.json"
"$spooler" list "$spool" >"$tmp/after"
check 'no number is missing in the spool, nor there twice' awk '$2 != ++n[$1] { exit bad = 1 } END { exit bad }' "$tmp/after"
check 'every question is one event' test "$(sed -nE 's/^.*"event_type":"dns".*"rrname":"([^"]*)".*$/\1/p' "$tmp/after" | LC_ALL=C sort -u | wc -l)" = "$packets"
alerts() { grep '"event_type":"alert"' "$tmp/after"; }
check 'every question was looked at by rules, once' test "$(alerts | wc -l) $(alerts | sed -nE 's/^.*"rrname":"([^"]*)".*$/\1/p' | LC_ALL=C sort -u | wc -l)" = "$packets $packets"
check "by both packs ($(alerts | grep -c '"signature_id":1,') and $(alerts | grep -c '"signature_id":2,'))" \
	test "$(alerts | grep -oE '"signature_id":[0-9]+' | sort -u | paste -sd' ')" = '"signature_id":1 "signature_id":2'

# --- eve.json that cannot be opened anew is told ---

mkdir "$tmp/reopen"
"$sensor" -i cable -t 1 --spool "$spool" -o "$tmp/reopen" 2>"$tmp/reopen.log" &
pid=$!
locked_two() { [[ $(grep -h "^Seccomp:.*2" /proc/"$pid"/task/*/status | wc -l) == 2 ]]; }
wait_for 20 locked_two || bail "the sensor does not begin: $(cat "$tmp/reopen.log")"
keeper=$(children "$pid")
# The folder is root's, the keeper is not.
mv "$tmp/reopen/eve.json" "$tmp/reopen/eve.1"
kill -HUP "$pid"
check 'an eve.json that cannot be opened anew is told in the log' wait_for 10 grep -q 'eve.json is not opened anew' "$tmp/reopen.log"
chown nobody "$tmp/reopen"
kill -HUP "$pid"
check 'and is opened when it can be' wait_for 10 test -e "$tmp/reopen/eve.json"
kill -TERM "$pid"
wait "$pid"
check 'events go to the new one' grep -q '"event_type":"stats"' "$tmp/reopen/eve.json"
cat "$tmp/live.log" "$tmp/reopen.log" >>"$tmp/sensor.log"
check 'no sanitizer complains' fault_free
finish
