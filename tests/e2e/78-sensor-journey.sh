#!/bin/bash
# From a packet to a person: a sensor on the sample hospital's network with rules that the server published, attacks that are played there,
# its spool, its shipper, the server; the alerts stand on the right member's page, in three languages in a real browser, and a mail is in its
# mailbox. JOURNEY_LANGS; JOURNEY_SHOTS: a folder for pictures.
. "$(dirname "$0")/lib.bash"
[[ -d $root/tests/browser/node_modules ]] || { echo '1..0 # SKIP run npm ci in tests/browser first' && exit 0; }
command -v chromium >/dev/null || { echo '1..0 # SKIP chromium is not installed' && exit 0; }
lab_need

node "$root/tests/browser/journeys/mailbox.mjs" "$tmp/mail" 2>"$tmp/mailbox.log" &
mailbox=$!
at_end+=("kill $mailbox 2>/dev/null")
wait_for 10 test -s "$tmp/mail/port" || bail "no mail server: $(cat "$tmp/mailbox.log")"
read -r port listen < <(python3 -c 'import socket
all = [socket.socket(), socket.socket()]
for s in all: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in all])')
"$root/lab/sensor" pki "$tmp/sensor" || bail 'no certificates'
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
	smtp = smtp://127.0.0.1:$(cat "$tmp/mail/port")
	smtp_starttls = no
	mail_from = cert@cert.test
	worker_listen = 127.0.0.1:$listen
	worker_cert = $tmp/sensor/server.pem
	worker_key = $tmp/sensor/server.key
	worker_ca = $tmp/sensor/ca.pem
END
"$varde" init --config "$conf" --name 'First One' --mail first@cert.test >"$out" 2>&1 || bail "$(cat "$out")"
"$varde" sample --config "$conf" >"$tmp/logins" 2>"$out" || bail "$(cat "$out")"
"$varde" serve --config "$conf" >"$tmp/serve.log" 2>&1 &
server=$!
at_end+=("kill $server 2>/dev/null")
serving() { curl -s -o /dev/null "http://localhost:$port/sign-in"; }
wait_for 20 serving || bail "$(tail -n 5 "$tmp/serve.log")"

"$root/lab/sensor" run "$varde" "$conf" "$tmp/sensor" >"$tmp/sensor.log" 2>&1 &
sensor=$!
at_end+=("kill $sensor 2>/dev/null; wait $sensor 2>/dev/null")
# It works by the rules of the server: they came as a pack, signed, over the shipper.
ruled() { grep -q 'pack=1$' "$tmp/sensor/sensor.log"; }
check 'rules that the server published are at work in the sensor' wait_for 30 ruled
"$root/lab/attack" >"$out" 2>&1 || bail "$(cat "$out")"
cut -c1-200 "$out" | sed 's/^/# /'
node "$root/tests/browser/journeys/sensor.mjs" "http://localhost:$port" "$(awk '/password/ { print $NF }' "$tmp/logins")" "$tmp/mail" \
	"${JOURNEY_LANGS:-en,fr,nb}" ${JOURNEY_SHOTS:+"$JOURNEY_SHOTS"} >"$tmp/journey.tap" 2>"$tmp/journey.err"
status=$?
told 'the journey' "$tmp/journey.tap" $status
[[ $status == 0 ]] || { cat "$tmp/journey.err" "$tmp/sensor/sensor.log" "$tmp/sensor/ship.log" "$tmp/sensor.log"; tail -n 5 "$tmp/serve.log"; } | head -n 30 | sed 's/^/# /'
kill "$sensor"
wait "$sensor" 2>/dev/null
check 'the sensor lost no packet and no event' grep -q '"drops":0,.*"events_lost":0,"events_dropped":0' "$tmp/sensor/spool/health.json"
check 'no sanitizer complains' test -z "$(grep -hE 'Sanitizer|runtime error' "$tmp/sensor/sensor.log" "$tmp/sensor/ship.log" "$tmp/serve.log")"
finish
