#!/bin/bash
# `varde serve` pulls feeds of MISP: one that PyMISP has written (unmodified from the package index), with a key, seen before it is taken in,
# changed, gone on with; and hostile ones. Everything is on 127.0.0.1. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${VARDE_BUILD:-build}
client=$(find "$build/tests" -type f -name pull-client -perm -u+x 2>/dev/null | head -n 1)
varde=$build/src/cmd/varde
if [[ -z $client || ! -x $varde ]]; then
	echo '1..0 # SKIP build first: tests/interop/pull-client or varde is missing'
	exit 0
fi
command -v python3 >/dev/null || { echo '1..0 # SKIP python3 is not installed'; exit 0; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/varde-pull.XXXXXX")
feeds='' server=''
# shellcheck disable=SC2317 # the trap calls it
stop() {
	for pid in $server $feeds; do
		kill -TERM "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	done
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM HUP

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

# until_says PATTERN ID: waits until the source stands so; $got is how it stands.
until_says() {
	for _ in $(seq 150); do
		got=$("$client" show "$db" "$2")
		# shellcheck disable=SC2053 # a pattern
		[[ $got != $1 ]] || return 0
		sleep 0.1
	done
	return 1
}

# The feed: by PyMISP when it can be had, else by hand.
packages=${XDG_CACHE_HOME:-$HOME/.cache}/varde/exchange-$(sha256sum <tests/interop/exchange-requirements.txt | cut -c 1-16)
# write_feed VALUE TIME: two events, the second has that value.
write_feed() {
	PYTHONPATH=$packages python3 - "$dir" "$1" "$2" <<'PY'
import json, os, sys, uuid
folder, value, stamp = sys.argv[1], sys.argv[2], int(sys.argv[3])
ids = [str(uuid.UUID(int=n, version=4)) for n in (11, 12)]
values = [["one.bad.example", "25.1.2.3"], [value]]
try:
    from pymisp import MISPEvent, MISPOrganisation
except ImportError:
    print("# PyMISP is not here: the feed is written by hand")
    MISPEvent = None
manifest = {}
for k, u in enumerate(ids):
    if MISPEvent:
        e = MISPEvent()
        org = MISPOrganisation()
        org.name, org.uuid = "Their CERT", str(uuid.UUID(int=99, version=4))
        e.orgc, e.uuid, e.info, e.date = org, u, f"event {k}", "2026-01-01"
        e.timestamp, e.distribution, e.analysis, e.threat_level_id = stamp - 1000 + 1000 * k, 3, 2, 2
        e.add_tag("tlp:amber")
        for v in values[k]:
            a = e.add_attribute("domain" if v[0].isalpha() else "ip-dst", v, to_ids=True)
            a.timestamp = stamp
        body, entry = e.to_feed(), e.manifest[u] if u in getattr(e, "manifest", {}) else next(iter(e.manifest.values()))
    else:
        body = {"Event": {"uuid": u, "info": f"event {k}", "timestamp": str(stamp), "Tag": [{"name": "tlp:amber"}],
                          "Attribute": [{"type": "domain" if v[0].isalpha() else "ip-dst", "value": v, "to_ids": True} for v in values[k]]}}
        entry = {"info": f"event {k}", "Orgc": {"name": "Their CERT"}, "timestamp": str(stamp - 1000 + 1000 * k), "date": "2026-01-01"}
    manifest[u] = entry
    with open(os.path.join(folder, u + ".json"), "w") as file:
        json.dump(body, file, default=str)
with open(os.path.join(folder, "manifest.json"), "w") as file:
    json.dump(manifest, file, default=str)
PY
}

db=$dir/v.db
python3 tests/interop/pull_server.py "$dir" >"$dir/port" 2>"$dir/feeds.err" &
feeds=$!
for _ in $(seq 100); do
	[[ ! -s $dir/port ]] || break
	sleep 0.1
done
url=http://127.0.0.1:$(<"$dir/port")
stamp=$(date +%s)
write_feed two.bad.example "$stamp"
"$varde" init --set "db=$db" --set "data=$dir/data" --name 'The Admin' --mail admin@varde.test >"$dir/init.log" 2>&1 || {
	sed 's/^/# /' "$dir/init.log"
	echo 'Bail out! varde init has failed'
	exit 1
}
# serve_with SETTING...: starts a server.
serve_with() {
	local set=()
	for s in "$@"; do set+=(--set "$s"); done
	"$varde" serve --set "db=$db" --set "data=$dir/data" --set "listen=unix:$dir/web" --set "url=https://portal.varde.test" \
		--set workers=0 "${set[@]}" >>"$dir/serve.log" 2>&1 &
	server=$!
}
# end_server: whether it ends within five seconds.
end_server() {
	kill -TERM "$server"
	for _ in $(seq 50); do
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	! kill -0 "$server" 2>/dev/null
	local r=$?
	wait "$server" 2>/dev/null
	server=
	return "$r"
}

serve_with webhook_networks=127.0.0.0/8
id=$("$client" add "$db" good "$url/good" k1)
until_says 'asked=0 worked=1 failures=0 events=0 added=0 indicators=0 failed=' "$id"
check $? 'a feed is looked at, and nothing is taken in' "$got$(tail -n 5 "$dir/serve.log" "$dir/feeds.err")"
"$client" on "$db" "$id"
until_says '*events=2 added=3 indicators=3 failed=' "$id"
check $? 'it is taken in when it is switched on' "$got$(tail -n 5 "$dir/serve.log")"
write_feed three.bad.example $((stamp + 5))
"$client" look "$db" "$id"
until_says '*events=4 added=4 indicators=4 failed=' "$id"
check $? 'what has changed is taken in, and what is known is not new' "$got"
rm "$dir/manifest.json"
"$client" look "$db" "$id"
until_says '*failures=1*indicators=4 failed=*no such file' "$id"
check $? 'a feed that is gone is said to be; what is known stays' "$got"

wrong=$("$client" add "$db" wrong "$url/good/manifest.json" k2)
until_says '*worked=0 failures=1*failed=*not allowed' "$wrong"
check $? 'a wrong key is said to be' "$got"
there=$("$client" add "$db" there "$url/redirect" k3)
until_says '*worked=0 failures=1*failed=*redirects*' "$there"
check $? 'no redirect is followed' "$got"
grep -q '^/redirect/manifest.json k3$' "$dir/seen" && ! grep -q '^/elsewhere' "$dir/seen"
check $? '... and the key went nowhere else' "$(cat "$dir/seen")"
long=$("$client" add "$db" long "$url/long" '')
until_says '*worked=0 failures=1*failed=*' "$long"
check $? 'a feed without an end is cut off' "$got"
bomb=$("$client" add "$db" bomb "$url/bomb" '')
until_says '*worked=0 failures=1*failed=*no manifest*' "$bomb"
check $? 'JSON that is too deep is no manifest' "$got"
swap=$("$client" add "$db" swap "$url/swap" '')
until_says '*worked=1 failures=0*failed=' "$swap" && "$client" on "$db" "$swap" && until_says '*events=1 added=1 indicators=5 failed=' "$swap"
check $? 'an event under the name of another is passed over' "$got"
hang=$("$client" add "$db" hang "$url/hang" '')
sleep 3 # the server has asked by then
end_server
check $? 'a server that waits for a feed ends when it is told' "$(tail -n 3 "$dir/serve.log")"

serve_with workers=0
inside=$("$client" add "$db" inside "$url/good" k1)
until_says '*worked=0 failures=1*failed=*none that may be reached*' "$inside"
check $? 'an address that is not public is not reached' "$got"
end_server
check $? 'and it ends, too'
echo "# $("$client" show "$db" "$hang")"
echo "1..$tests"
