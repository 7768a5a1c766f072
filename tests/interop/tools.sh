#!/bin/bash
# What real tools write about a bad TLS server of our own on 127.0.0.1 is read as it was meant (varde import FILE --json): nmap, and
# testssl.sh in both forms. A tool that is not here is skipped. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
varde=${VARDE_BUILD:-build}/src/cmd/varde
if [[ ! -x $varde ]] || ! command -v openssl >/dev/null; then
	echo "1..0 # SKIP build first ($varde), and install openssl"
	exit 0
fi
scratch=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null; rm -rf "$scratch"' EXIT
bad=0
count=0

# says NAME FILE RULE...: every rule is among what the file says of 127.0.0.1 and our port.
says() {
	local name=$1 file=$2 rule missing=
	shift 2
	count=$((count + 1))
	if ! timeout 20 "$varde" import "$file" --json >"$scratch/read" 2>"$scratch/err"; then
		missing=$(cat "$scratch/err")
	fi
	for rule; do
		grep -F "\"rule\":\"$rule\"" "$scratch/read" | grep -F '"addr":"127.0.0.1"' | grep -qF "\"port\":$port" || missing+=" $rule"
	done
	if [[ -z $missing ]]; then
		echo "ok $count - $name: $# things, of $(wc -l <"$scratch/read") lines"
	else
		bad=1
		echo "not ok $count - $name"
		echo "# missing: $missing"
		head -n 30 "$scratch/read" | cut -c 1-200 | sed 's/^/# /'
	fi
}
skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

# A certificate that nobody signed and that has ended, with TLS 1.0 to 1.2.
echo '1..3'
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$scratch/key.pem" -out "$scratch/long.pem" -subj /CN=bad.chu.test -days 30 2>/dev/null
mkdir -p "$scratch/ca" && touch "$scratch/ca/index.txt" && echo 01 >"$scratch/ca/serial"
openssl req -new -key "$scratch/key.pem" -subj /CN=bad.chu.test -out "$scratch/bad.csr" 2>/dev/null
printf '[ca]\ndefault_ca = c\n[c]\ndatabase = %s\nserial = %s\nnew_certs_dir = %s\ndefault_md = sha256\npolicy = p\n[p]\ncommonName = supplied\n' \
	"$scratch/ca/index.txt" "$scratch/ca/serial" "$scratch/ca" >"$scratch/ca.conf"
openssl ca -batch -config "$scratch/ca.conf" -selfsign -keyfile "$scratch/key.pem" -in "$scratch/bad.csr" -out "$scratch/bad.pem" \
	-startdate 20200101000000Z -enddate 20200201000000Z >/dev/null 2>&1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
openssl s_server -accept "127.0.0.1:$port" -cert "$scratch/bad.pem" -key "$scratch/key.pem" -www -quiet \
	-min_protocol TLSv1 -cipher 'ALL:@SECLEVEL=0' >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do
	(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
	sleep 0.1
done

if command -v nmap >/dev/null; then
	timeout 60 nmap -n -Pn -sT -p "$port" -sV --version-light --script ssl-cert,ssl-enum-ciphers -oX "$scratch/nmap.xml" 127.0.0.1 >/dev/null 2>&1
	says "nmap $(nmap --version | awk 'NR == 1 { print $3 }')" "$scratch/nmap.xml" 'ssl-cert expired' 'ssl-enum-ciphers TLSv1.0' 'ssl-enum-ciphers TLSv1.1'
else
	skip nmap 'nmap is not installed'
fi
testssl=$(command -v testssl || command -v testssl.sh)
if [[ -n $testssl ]]; then
	for form in jsonfile jsonfile-pretty; do
		timeout 100 "$testssl" --quiet --warnings off --color 0 --nodns none --fast -p "--$form" "$scratch/$form.json" "127.0.0.1:$port" >"$scratch/err" 2>&1
		says "testssl.sh --$form" "$scratch/$form.json" TLS1 TLS1_1 SSLv3
	done
else
	skip 'testssl.sh --jsonfile' 'testssl.sh is not installed'
	skip 'testssl.sh --jsonfile-pretty' 'testssl.sh is not installed'
fi
exit "$bad"
