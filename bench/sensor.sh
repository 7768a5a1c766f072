#!/bin/bash
# bench/sensor.sh BENCH-SENSOR BENCH-MULTIPLY BUILD: the sensor on traffic that real clients and servers make in a network namespace of their
# own (bench/sense/traffic.py; root), many times over with other addresses, with all enabled rules of ../shared/data (VARDE_DATA); writes
# build/results/bench-sensor.json. SURICATA=path measures that one beside it. SENSOR_COPIES (4): how often the mix is there;
# SENSOR_TRAFFIC=FOLDER: captures that were made before.
# Rates are of processor time, without what starting costs (a capture of one packet with the same rules): that has lines of its own.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
data=${VARDE_DATA:-$root/../shared/data}
bench=$(realpath "$1") multiply=$(realpath "$2") build=$(realpath "$3")
varde=$build/src/cmd/varde sensor=$build/src/cmd/varde-sensor
if [[ ! -r $data/sensor/et-open-merged.rules.xz ]]; then
	echo "SKIP sensor: no $data/sensor/et-open-merged.rules.xz (VARDE_DATA=FOLDER)"
	exit 0
fi
if [[ -z ${SENSOR_TRAFFIC:-} && $EUID -ne 0 ]]; then
	echo 'SKIP sensor: making traffic needs root, for a network namespace (SENSOR_TRAFFIC=FOLDER: captures that were made before)'
	exit 0
fi
folder=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT
export LC_ALL=C
copies=${SENSOR_COPIES:-4} bad=0
complain() { echo "bench: $*" >&2 && bad=1; }
lines=()
# line WHAT VALUE UNIT GOAL MET [PEER PEER-VALUE]
line() {
	local peer=null value=null ratio=null
	[[ -n ${6:-} ]] && peer="\"$6\"" value=$7 ratio=$(awk -v a="$2" -v b="$7" 'BEGIN { printf "%.2f", b ? a / b : 0 }')
	lines+=("{\"what\": \"$1\", \"value\": $2, \"unit\": \"$3\", \"goal\": $4, \"met\": $5, \"peer\": $peer, \"peer_value\": $value, \"ratio\": $ratio}")
	echo "$1: $2 $3$([[ $4 != null ]] && echo " (goal $4: $5)")${6:+ ($6: $7)}"
}
# calc EXPRESSION: as a number; holds EXPRESSION: true or false
calc() { awk "BEGIN { printf \"%.6g\", ($1) }"; }
holds() { awk "BEGIN { print ($1) ? \"true\" : \"false\" }"; }

# --- traffic ---
base=${SENSOR_TRAFFIC:-$folder/base}
if [[ -z ${SENSOR_TRAFFIC:-} ]]; then
	mkdir "$base"
	"$here/sense/traffic.py" "$base" || { complain 'no traffic could be made' && exit 1; }
fi
of() { awk -v name="$1" '$1 == name { print $2 }' "$base/counts"; }
"$multiply" "$folder/mix.pcap" "$copies" 1 "$base"/{http,tls,dns,mail,dicom}.pcap >"$folder/mix.size" || exit 1
dns_copies=$((copies * 6)) http_copies=$((copies * 5))
"$multiply" "$folder/dns.pcap" "$dns_copies" 1 "$base/dns.pcap" >"$folder/dns.size" || exit 1
"$multiply" "$folder/http.pcap" "$http_copies" 1 "$base/http.pcap" >"$folder/http.size" || exit 1
head -c 24 "$folder/dns.pcap" >"$folder/one.pcap"
length=$(od -An -tu4 -j 32 -N 4 "$folder/dns.pcap")
tail -c +25 "$folder/dns.pcap" | head -c $((16 + length)) >>"$folder/one.pcap"
packets() { cut -d' ' -f1 "$folder/$1.size"; }
bytes() { cut -d' ' -f2 "$folder/$1.size"; }

# --- rules ---
xz -dc "$data/sensor/et-open-merged.rules.xz" >"$folder/et.rules"
read -r seconds _ code < <("$here/sense/run.py" "$varde" rules compile "$folder/et.rules" -o "$folder/et.vrp")
((code == 0)) || complain 'the rules do not compile'
line 'whole set of rules compiled: 26,101 enabled rules of Emerging Threats Open' "$seconds" s 5 "$(holds "$seconds <= 5")"
opened() { "$varde" rules stats --pack "$1" | awk '/opened in/ { print $(NF - 1) }'; }
ms=$(opened "$folder/et.vrp")
line 'a pack loaded: all rules' "$ms" ms 200 "$(holds "$ms <= 200")"

# --- runs: run NAME RULES [OPTION...] sets $seconds (without the start), $memory (MiB), and leaves $folder/out/eve.json ---
one_run() {
	local capture=$1 rules=$2
	shift 2
	rm -rf "$folder/out"
	local -a with=()
	[[ $rules == - ]] || with=(--rules "$rules")
	"$here/sense/run.py" "$sensor" -r "$folder/$capture.pcap" "${with[@]}" "$@" -o "$folder/out"
}
run() {
	local start code all
	read -r start _ code < <(one_run one "${@:2}")
	((code == 0)) || complain "varde-sensor ended with $code"
	read -r all memory code < <(one_run "$@")
	((code == 0)) || complain "varde-sensor ended with $code"
	seconds=$(calc "$all > $start ? $all - $start : $all")
	memory=$(calc "$memory / 1024")
}
# Suricata over the same, with the same rules and its own usual events; sets $peer_seconds, $peer_memory.
suricata() {
	local capture=$1 start code all
	rm -rf "$folder/peer" && mkdir "$folder/peer"
	read -r start _ code < <("$here/sense/run.py" "$SURICATA" --runmode single -k none -S "$folder/et.rules" -l "$folder/peer" -r "$folder/one.pcap")
	rm -rf "$folder/peer" && mkdir "$folder/peer"
	read -r all peer_memory code < <("$here/sense/run.py" "$SURICATA" --runmode single -k none -S "$folder/et.rules" -l "$folder/peer" -r "$folder/$capture.pcap")
	((code == 0)) || complain "suricata ended with $code"
	peer_seconds=$(calc "$all - $start") peer_memory=$(calc "$peer_memory / 1024")
}
count() { grep -c "\"event_type\":\"$1\"" "$folder/out/eve.json"; }

floor=$("$bench" "$folder/mix.pcap" 3) || complain 'the floor was not measured'
field() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" <<<"$floor"; }
line 'floor of the mix: reading alone' "$(field read_ns)" ns/packet null true
line 'floor of the mix: reading and decoding' "$(field decode_ns)" ns/packet null true
line 'floor of the mix: flows and streams too' "$(field flow_ns)" ns/packet null true
read -r _ kib _ < <("$here/sense/run.py" "$bench" "$folder/mix.pcap" 1 decode)
floor_memory=$(calc "$kib / 1024")

run mix "$folder/et.vrp"
rate=$(calc "$(bytes mix) * 8 / $seconds / 1e9") per=$(calc "$(packets mix) / $seconds")
peer=()
if [[ -n ${SURICATA:-} ]]; then
	suricata mix
	peer=(suricata "$(calc "$(bytes mix) * 8 / $peer_seconds / 1e9")")
fi
line 'mixed traffic, all rules, all events: per core' "$rate" Gbit/s 1.6 "$(holds "$rate >= 1.6")" "${peer[@]}"
line 'mixed traffic, all rules, all events: packets' "$per" packets/s null true
line 'mixed traffic, all rules: peak memory' "$memory" MiB null true \
	'reading and decoding alone' "$floor_memory"

run dns "$folder/et.vrp"
per=$(calc "$(packets dns) / $seconds") told=$(count dns)
((told == $(of dns) * 2 * dns_copies)) || complain "$told events of $(($(of dns) * 2 * dns_copies)) DNS messages"
peer=()
if [[ -n ${SURICATA:-} ]]; then
	suricata dns
	peer=(suricata "$(calc "$(packets dns) / $peer_seconds")")
fi
line 'DNS with per-query events, all rules' "$per" packets/s 1000000 "$(holds "$per >= 1000000")" "${peer[@]}"
run dns -
line 'DNS with per-query events, no rules' "$(calc "$(packets dns) / $seconds")" packets/s null true

run http "$folder/et.vrp"
want=$(($(of http) * http_copies)) seen=$(count http)
line "every HTTP request of the capture seen, of $want" "$seen" requests "$want" "$(holds "$seen == $want")"
rate=$(calc "$(bytes http) * 8 / $seconds / 1e9")
peer=()
if [[ -n ${SURICATA:-} ]]; then
	suricata http
	peer=(suricata "$(calc "$(bytes http) * 8 / $peer_seconds / 1e9")")
fi
line 'every HTTP request seen: peak memory' "$memory" MiB 512 "$(holds "$memory <= 512")"
line 'HTTP, all rules, all events: per core' "$rate" Gbit/s null true "${peer[@]}"

# --- indicators ---
awk -v n=1800000 -f "$here/sense/indicators.awk" >"$folder/i.ioc"
read -r seconds _ code < <("$here/sense/run.py" "$varde" rules compile "$folder/i.ioc" -o "$folder/i.vrp")
((code == 0)) || complain 'the indicators do not compile'
rm "$folder/i.ioc"
line '1.8 million indicators compiled' "$seconds" s null true
size=$(calc "$(stat -c %s "$folder/i.vrp") / 1048576") ms=$(opened "$folder/i.vrp")
line '1.8 million indicators: memory of the pack' "$size" MiB 120 "$(holds "$size <= 120")"
line 'a pack loaded: 1.8 million indicators' "$ms" ms 200 "$(holds "$ms <= 200")"
run mix "$folder/i.vrp" --events alert
ns=$(calc "$seconds / $(packets mix) * 1e9")
line 'indicator-only mode with 1.8 million indicators, the mix' "$ns" ns/packet 400 "$(holds "$ns <= 400")"
run dns "$folder/i.vrp" --events alert
line 'indicator-only mode with 1.8 million indicators, DNS alone' "$(calc "$seconds / $(packets dns) * 1e9")" ns/packet null true

mkdir -p "$root/build/results"
(IFS=,; printf '{"lines": [%s]}\n' "${lines[*]}") >"$root/build/results/bench-sensor.json"
exit $bad
