#!/bin/bash
# Politeness, as those who are audited see it: on a network of our own, with addresses that are not loopback, everything that is sent is
# counted where it arrives.
. "$(dirname "$0")/lib.bash"
net_of_own || { echo '1..0 # SKIP no network namespaces here' && exit 0; }

# serve ADDRESS PORT=BEHAVIOUR...: its log is $tmp/ADDRESS.
serve() {
	far "$here/counter.py" "$@" >"$tmp/$1" 2>&1 &
	at_end+=("end_process $!")
	wait_for 10 grep -q ready "$tmp/$1" || bail "no server on $1"
}
far "$here/sniff.py" cable >"$tmp/packets" 2>&1 &
at_end+=("end_process $!")
far "$here/nameserver.py" 10.77.0.9 >"$tmp/dns" 2>&1 &
at_end+=("end_process $!")
wait_for 10 grep -q ready "$tmp/packets" || bail 'packets cannot be seen here'
wait_for 10 grep -q ready "$tmp/dns" || bail 'no name server'
serve 10.77.0.2 80=http 8080=http
serve 10.77.0.3 80=busy 8080=busy
serve 10.77.0.5 80=http

# audit NAME TARGET OPTION...: in the background; the process is $pid.
audit() {
	local name=$1
	shift
	nsenter --target "$near" --net -- "$varde" audit "$@" --authorised-by 'mandate 2026-17' --resolver 10.77.0.9 --compare none \
		--db "$tmp/$name.db" --out "$tmp/$name" >"$tmp/$name.log" 2>&1 </dev/null &
	pid=$!
}
ended() {
	{ wait "$pid"; } 2>/dev/null
	status=$?
}
now() { date +%s.%N; }
# judge NAME EXPRESSION: over the packets (P) and requests (R) since $began, all as lists of dicts sorted by time; busiest(list, seconds) is
# the most in any window of that length.
judge() {
	local name=$1
	if BEGAN=$began TMP=$tmp python3 - "$2" >"$tmp/judged" 2>&1 <<-'END'
		import glob, json, os, sys
		began, tmp = float(os.environ["BEGAN"]), os.environ["TMP"]
		def rows(file):
		    return [r for r in map(json.loads, open(file)) if r["t"] >= began]
		P = rows(tmp + "/packets")
		R = [r for f in glob.glob(tmp + "/10.77.0.*") for r in rows(f) if r["event"] == "request"]
		def opens(addr, ports=None):
		    return [p for p in P if p["opens"] and p["dst"] == addr and (not ports or p["port"] in ports)]
		def requests(addr):
		    return sorted((r for r in R if r["addr"] == addr), key=lambda r: r["t"])
		def busiest(list_, seconds):
		    times = [r["t"] for r in list_]
		    return max((sum(1 for u in times if t <= u < t + seconds) for t in times), default=0)
		def coverage(name):
		    return json.load(open(f"{tmp}/{name}/report.json"))["coverage"]
		print("opens", {a: len(opens(a)) for a in sorted({p["dst"] for p in P})}, "requests", len(R))
		got = eval(sys.argv[1])
		print(sys.argv[1], "is", got)
		sys.exit(not got)
	END
	then ok "$name"; else not_ok "$name" "$tmp/judged"; fi
}

# The standard pace: 5 new connections and 1 HTTP request a second and address, after a burst of one second's worth.
began=$(now)
ports=80,8080,1-28
audit standard 10.77.0.2 --ports $ports
sleep 25
judge 'standard: it works' 'len(opens("10.77.0.2")) >= 30 and len(requests("10.77.0.2")) >= 8'
judge 'standard: never more than 5 new connections a second, and 5 at once' \
	'all(busiest(opens("10.77.0.2"), s) <= 5 * s + 5 + 1 for s in (1, 2, 4, 8, 16))'
judge 'standard: never more than 1 HTTP request a second, and one at once' \
	'all(busiest(requests("10.77.0.2"), s) <= s + 1 + 1 for s in (1, 2, 4, 8, 16))'

# Ctrl-C.
stopped=$(now)
kill -INT $pid
ended
took=$(awk -v a="$stopped" -v b="$(now)" 'BEGIN { print b - a }')
check 'Ctrl-C: exit code 130' test $status = 130
check "Ctrl-C: within 2 s ($took)" awk -v t="$took" 'BEGIN { exit !(t < 2) }'
sleep 3
began=$(awk -v t="$stopped" 'BEGIN { printf "%.3f", t + 2 }')
judge 'Ctrl-C: no packet after 2 s' 'not [p for p in P if p["proto"] != "arp"]'

# --rate raises it.
began=$(now)
audit rate 10.77.0.2 --ports 80,1-200 --rate 40
ended
check '--rate 40: the audit ends' test $status = 0
judge '--rate 40: it is faster' 'busiest(opens("10.77.0.2"), 2) >= 50'
judge '--rate 40: and keeps to it' 'all(busiest(opens("10.77.0.2"), s) <= 40 * s + 40 + 4 for s in (1, 2, 4))'

# One that asks for less is asked less, then left alone, and never called clean.
began=$(now)
audit busy 10.77.0.3 --ports 80,8080 --rate 200
ended
check '429: the audit ends' test $status = 0
judge '429: the host is asked a few times, and then no more' '3 <= len(requests("10.77.0.3")) <= 16 and len(opens("10.77.0.3")) < 24'
judge '429: there is a pause after each slow-down' \
	'(lambda t: t[-1] - t[0] > 3.5 and sum(1 for a, b in zip(t, t[1:]) if b - a > 1.5) >= 2)([r["t"] for r in requests("10.77.0.3")])'
judge '429: the report says blocked, and why' \
	'any(c["state"] == "blocked" and c.get("addr") == "10.77.0.3" and "slow down" in c.get("reason", "") for c in coverage("busy"))'
judge '429: no site of it counts as examined' \
	'not any(c["state"] == "scanned" and c["stage"] == "examine" and c.get("addr") == "10.77.0.3" for c in coverage("busy"))'
check '429: it is in the report that people read' grep -qi 'blocked' "$tmp/busy/report.html"

# Exclusions: not even the question who has the address.
began=$(now)
audit exclude 10.77.0.0/29 --exclude 10.77.0.4 --exclude 10.77.0.5 --ports 80 --rate 100
ended
check 'exclusions: the audit ends' test $status = 0
judge 'exclusions: the others are met' 'opens("10.77.0.2") and opens("10.77.0.6")'
judge 'exclusions: no packet for those' 'not [p for p in P if p["dst"] in ("10.77.0.4", "10.77.0.5")]'
judge 'exclusions: the report tells of them' \
	'{c["addr"] for c in coverage("exclude") if c["state"] == "skipped" and c.get("addr")} >= {"10.77.0.4", "10.77.0.5"}'

# Outside the window nothing is sent; the window below opens in six hours.
began=$(now)
window=$(date -u -d '+6 hours' +%H:%M)-$(date -u -d '+7 hours' +%H:%M)
audit window 10.77.0.2 --ports 80 --rate 100 --window "$window"
sleep 4
judge 'outside the window: no packet' 'not P'
check 'outside the window: it says that it waits' grep -qi 'outside the window' "$tmp/window.log"
check 'outside the window: it waits' kill -0 $pid
kill -INT $pid
ended
check 'outside the window: and can be stopped' test $status = 130
began=$(now)
window=$(date -u -d '-1 hour' +%H:%M)-$(date -u -d '+1 hour' +%H:%M)
audit inside 10.77.0.2 --ports 80 --rate 100 --window "$window"
ended
judge 'inside the window: packets' 'opens("10.77.0.2")'

# The passive profile asks the name server and nobody else.
began=$(now)
audit passive 10.77.0.2/31 --profile passive
ended
check 'passive: the audit ends' test $status = 0
judge 'passive: nothing but DNS, to the resolver' 'P and not [p for p in P if p["proto"] != "arp" and (p["dst"], p["port"]) != ("10.77.0.9", 53)]'
finish
