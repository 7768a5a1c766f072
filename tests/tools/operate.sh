#!/bin/sh
# Running a server: varde doctor finds what is there to find, backups come back, copies are whole, the audit log is checked, figures
# and logs tell what happened without telling secrets.
# shellcheck disable=SC2154 # lib.sh sets root, tree and out
set -u
. "$(dirname "$0")/lib.sh"
varde=
for folder in "${VARDE_BUILD:-$root/build-check}" "$root/build-fast" "$root/build-dev" "${VARDE_RELEASE:-$root/build}"; do
	[ -n "$varde" ] || varde=$(find "$folder" -maxdepth 3 -type f -name varde -perm -u+x 2>/dev/null | head -n 1)
done
[ -n "$varde" ] || { echo '1..0 # SKIP nothing is built'; exit 0; }

conf=$tree/varde.conf
data=$tree/data
cat >"$conf" <<END
db = $data/varde.db
data = $data
url = https://cert.test
listen = 127.0.0.1:0
workers = 0
END
chmod 600 "$conf"
server=
peer=
# shellcheck disable=SC2317 # the trap calls it
stop() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	[ -z "$peer" ] || kill "$peer" 2>/dev/null
	rm -rf "$tree" "$out"
}
trap stop EXIT
v() {
	c=$1
	shift
	"$varde" "$c" --config "$conf" "$@"
}
not() { if "$@"; then return 1; fi; }
# says TEXT COMMAND...: succeeds and prints the text.
says() {
	text=$1
	shift
	"$@" >"$tree/said" 2>&1 || { cat "$tree/said"; return 1; }
	cat "$tree/said"
	grep -qF -- "$text" "$tree/said"
}

# --- the doctor ---
fails 'the doctor before anything is there' 'varde init makes it' v doctor
passes 'init' v init --name 'Anna Berg' --mail anna.berg@cert.test
link=$(sed -n 's#.*/link/##p' "$out")
passes 'the doctor afterwards' says 'ok    database' v doctor
passes 'the doctor in JSON' says '{"check":"database","state":"ok"' v doctor --json
fails 'a setting that is not known' 'line 1' v doctor --set colour=red
fails 'no TLS on the way' 'is not encrypted' v doctor --set url=http://cert.test
fails 'figures for everybody' 'is not local' v doctor --set metrics_listen=0.0.0.0:9464
passes 'a demonstration is told' says 'settings for a demonstration are on' v doctor --set weak=yes
chmod 666 "$conf"
fails 'a configuration that others may change' 'can be changed by others' v doctor
chmod 600 "$conf"
chmod 644 "$data/varde.db"
fails 'a database that others may read' 'is open to others' v doctor
chmod 600 "$data/varde.db"
chmod 755 "$data"
fails 'data for everybody' 'is open to everybody' v doctor
chmod 700 "$data"

cert() { # NAME DAYS CN
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tree/$1.key" -out "$tree/$1.crt" -days "$2" -subj "/CN=$3" -addext "subjectAltName=DNS:$3" 2>/dev/null
	chmod 600 "$tree/$1.key"
}
cert good 90 cert.test
cert short 5 cert.test
cert other 90 elsewhere.test
tls() { v doctor --set "tls_cert=$tree/$1.crt" --set "tls_key=$tree/$1.key"; }
passes 'a certificate' says 'ok    tls_cert' tls good
passes 'a certificate that ends soon' says 'warn  tls_cert' tls short
fails 'a certificate for another name' 'is not for cert.test' tls other
chmod 644 "$tree/good.key"
fails 'a key that others may read' 'good.key is open to others' tls good
echo nonsense >"$tree/other.crt"
fails 'a file that is no certificate' 'holds no certificate' tls other
fails 'a certificate without its key' 'without its key' v doctor --set "tls_cert=$tree/short.crt"

# A mail server that says what it is told: the port goes to standard output.
cat >"$tree/peer.py" <<'END'
import socket, sys
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(5)
print(s.getsockname()[1], flush=True)
while True:
    c, _ = s.accept()
    c.sendall(b"220-mail.test\r\n220 ready\r\n")
    c.recv(1000)
    c.sendall(b"250-mail.test\r\n" + (b"250-STARTTLS\r\n" if sys.argv[1] == "tls" else b"") + b"250 8BITMIME\r\n")
    c.close()
END
mail() { # tls|plain
	python3 "$tree/peer.py" "$1" >"$tree/port" &
	peer=$!
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -s "$tree/port" ] || sleep 0.2
	done
	v doctor --set "smtp=smtp://127.0.0.1:$(cat "$tree/port")" --set mail_from=a@cert.test
	code=$?
	kill "$peer"
	peer=
	: >"$tree/port"
	return $code
}
passes 'a mail server with TLS' says 'answers and offers TLS' mail tls
fails 'a mail server without' 'offers no TLS' mail plain
fails 'no mail server' 'Connection refused' v doctor --set smtp=smtp://127.0.0.1:1 --set mail_from=a@cert.test
fails 'no identity provider' 'FAIL  oidc' v doctor --set oidc_issuer=http://127.0.0.1:1

# Sensors: nobody listens for them, and what they last told.
passes 'a sensor is registered' v sensor add north "$tree/good.crt"
fails 'sensors and nobody who listens' 'nobody listens for them' v doctor
passes 'a sensor that never told' says 'north: sensor_never' v doctor --set worker_listen=127.0.0.1:0

# --- backup, restore, copy ---
passes 'a backup' says 'Written, read again and compared.' v backup "$tree/b.gz"
passes 'it is whole' says 'It is whole' "$varde" backup --check "$tree/b.gz"
passes 'it comes back' says 'Restored, read again and compared.' "$varde" restore "$tree/b.gz" --db "$tree/new.db"
fails 'not over another' 'there is a database already' "$varde" restore "$tree/b.gz" --db "$tree/new.db"
head -c 300 "$tree/b.gz" >"$tree/cut.gz"
fails 'a cut one is refused' 'the backup is damaged' "$varde" restore "$tree/cut.gz" --db "$tree/never.db"
passes 'and makes nothing' not test -e "$tree/never.db"
passes 'a copy' says 'every table is the same on both sides' "$varde" db copy "$tree/new.db" "$tree/copy.db"
passes 'the version' says 'version' "$varde" db version --db "$tree/copy.db"
passes 'nothing to migrate' says 'nothing to do' "$varde" db migrate --db "$tree/copy.db"
fails 'no such verb' 'what to do with the database is not told' "$varde" db vacuum

# --- serving: figures, logs, the signed log ---
"$varde" serve --config "$conf" --set metrics_listen=127.0.0.1:0 --log-json >/dev/null 2>"$tree/log" &
server=$!
for _ in $(seq 100); do
	grep -q '"serving ' "$tree/log" || sleep 0.1
done
web=$(sed -n 's/.*serving .*(port \([0-9]*\)).*/\1/p' "$tree/log")
figures=$(sed -n 's/.*figures .*(port \([0-9]*\)).*/\1/p' "$tree/log")
passes 'a page' curl -sf -o /dev/null "http://127.0.0.1:$web/sign-in"
curl -s -o /dev/null "http://127.0.0.1:$web/link/$link"
passes 'the request is counted' says 'varde_requests_total{class="2xx"} 2' curl -sf "http://127.0.0.1:$figures/metrics"
passes 'the database is up' grep -q '^varde_database_up 1' "$tree/said"
passes 'nothing else is there' not curl -sf "http://127.0.0.1:$figures/"
passes 'the request is logged' grep -q '"path":"/sign-in","status":200' "$tree/log"
passes 'its link is cut' grep -qF '"path":"/link/[cut]"' "$tree/log"
passes 'and is nowhere' not grep -qF "$link" "$tree/log"
passes 'every line is JSON' python3 -c 'import json, sys
for line in open(sys.argv[1]): json.loads(line)' "$tree/log"
kill "$server"
passes 'it ends in good order' wait "$server"
server=
fails 'no figures for everybody' 'this machine only' v serve --set metrics_listen=0.0.0.0:0
passes 'the log holds together, by its key' says 'by the key' v log verify
fails 'by another key it does not' 'not by a known key' v log verify --key AAAA
passes 'the log is exported' v log export "$tree/log.ndjson"
passes 'and checked without a database' says '"good":true' "$varde" log verify "$tree/log.ndjson" --json
sed -i 's/varde init/varde exit/' "$tree/log.ndjson"
fails 'a changed one is found' 'does not hold together' "$varde" log verify "$tree/log.ndjson"

# --- damage ---
dd if=/dev/urandom of="$tree/copy.db" bs=4096 seek=2 count=6 conv=notrunc 2>/dev/null
fails 'a damaged database is told' 'FAIL  ' v doctor --set "db=$tree/copy.db"
finish
