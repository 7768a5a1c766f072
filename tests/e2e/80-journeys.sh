#!/bin/bash
# Journeys A, B, C and D through the portal in a real browser, in three languages: an audit of the sample hospital is ordered, followed live,
# reviewed by four eyes and delivered; a finding is worked on and tested again; two runs are compared; what is exposed is seen as a graph; a
# group orders for all its sites. JOURNEY_LANGS; JOURNEY_QUICK=1: only the first language does
# the work, the others look at every page; JOURNEY_SHOTS: a folder for pictures.
. "$(dirname "$0")/lib.bash"
[[ -d $root/tests/browser/node_modules ]] || { echo '1..0 # SKIP run npm ci in tests/browser first' && exit 0; }
command -v chromium >/dev/null || { echo '1..0 # SKIP chromium is not installed' && exit 0; }
lab_need

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
conf=$tmp/varde.conf
cat >"$conf" <<-END
	db = $tmp/varde.db
	data = $tmp/data
	listen = 127.0.0.1:$port
	url = http://localhost:$port
	name = CERT Varde
	contact = mailto:cert@cert.test
	loopback = yes
	weak = yes
	workers = 0
	rate = 200
	resolvers = $resolver
END
"$varde" init --config "$conf" --name 'First One' --mail first@cert.test >"$out" 2>&1 || bail "$(cat "$out")"
"$varde" sample --config "$conf" >"$tmp/logins" 2>"$out" || bail "$(cat "$out")"
password=$(awk '/password/ { print $NF }' "$tmp/logins")
"$varde" serve --config "$conf" >"$tmp/serve.log" 2>&1 &
server=$!
at_end+=("kill $server 2>/dev/null")
# The portal is where browsers are; what sends packets is in the hospital's network.
"$root/lab/exec" "$varde" work --config "$conf" >"$tmp/work.log" 2>&1 &
worker=$!
at_end+=("end_process $worker")
serving() { curl -s -o /dev/null "http://localhost:$port/sign-in"; }
wait_for 10 serving || bail "$(tail -n 5 "$tmp/serve.log")"

mode=all
for lang in ${JOURNEY_LANGS:-en fr nb}; do
	LAB=$root/lab VARDE=$varde node "$root/tests/browser/journeys/run.mjs" "http://localhost:$port" "$password" "$lang" $mode ${JOURNEY_SHOTS:+"$JOURNEY_SHOTS"} >"$tmp/$lang.tap" 2>"$tmp/$lang.err"
	status=$?
	while IFS= read -r line; do
		case $line in
		'ok '*) ok "${line#ok * - }" ;;
		'not ok '*) echo "not ok $((++count)) - ${line#not ok * - }" && bad=1 ;;
		'#'*) echo "$line" ;;
		esac
	done <"$tmp/$lang.tap"
	[[ $status == 0 || $bad == 1 ]] || not_ok "the journeys in $lang come to their end" "$tmp/$lang.err"
	[[ $status == 0 ]] || { sed 's/^/# /' "$tmp/$lang.err" | head -n 10; }
	mode=again
	[[ -z ${JOURNEY_QUICK:-} ]] || mode=look
done
finish
