#!/bin/bash
# varde serve as a CSAF 2.0 trusted provider, over TLS: asked by curl and GnuPG, and by BSI's csaf_checker (Go) where it can be had.
# Prints TAP. CSAF_CHECKER names a checker that is there already.
. "$(dirname "$0")/../e2e/lib.bash"

seed=$(find "$VARDE_BUILD/tests" -type f -name provider-seed -perm -u+x 2>/dev/null | head -n 1)
[[ -n $seed ]] || bail 'build first: tests/interop/provider-seed is missing'
port=$((20000 + RANDOM % 20000)) url=https://localhost:$port/.well-known/csaf
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
	-keyout "$tmp/tls.key" -out "$tmp/tls.pem" 2>"$out" || bail 'openssl makes no certificate'
cat >"$tmp/varde.conf" <<END
db = $tmp/varde.db
data = $tmp/data
listen = 127.0.0.1:$port
url = https://localhost:$port
tls_cert = $tmp/tls.pem
tls_key = $tmp/tls.key
name = CERT of the test
contact = mailto:cert@cert.test
mail_from = cert@cert.test
workers = 0
END
check 'init makes database and keys' "$varde" init --config "$tmp/varde.conf" --name 'Anna Berg' --mail anna@cert.test
token=$("$seed" "$tmp/varde.db" 2>"$out")
check 'advisories are published' test -n "$token"
"$varde" serve --config "$tmp/varde.conf" >"$tmp/serve.log" 2>&1 &
server=$!
at_end+=('kill $server 2>/dev/null; wait $server 2>/dev/null')
get() { curl -sS --fail --cacert "$tmp/tls.pem" --resolve "localhost:$port:127.0.0.1" "$@"; }
answers() { get -o /dev/null "$url/provider-metadata.json" 2>/dev/null; }
wait_for 20 answers || { cat "$tmp/serve.log" >>"$out" && bail 'the server does not start'; }

# --- with GnuPG ---
export GNUPGHOME=$tmp/gnupg
mkdir -m 700 "$GNUPGHOME"
at_end+=('gpgconf --kill all 2>/dev/null')
get "$url/provider-metadata.json" >"$tmp/metadata.json"
key=$(tr ',{' '\n\n' <"$tmp/metadata.json" | sed -n 's/.*"url": *"\([^"]*\.asc\)".*/\1/p' | head -n 1)
check 'the metadata names the public key' test -n "$key"
get "$key" >"$tmp/key.asc"
check 'GnuPG takes the key' gpg --batch --quiet --import "$tmp/key.asc"
get "$url/clear/index.txt" >"$tmp/index"
n=0 good=0
while read -r file; do
	n=$((n + 1))
	for ending in '' .asc .sha256 .sha512; do get "$url/clear/$file$ending" >"$tmp/doc.json$ending"; done
	(cd "$tmp" && gpg --batch --quiet --verify doc.json.asc doc.json 2>>"$out" &&
		[[ $(sha256sum <doc.json | cut -d' ' -f1) == $(cut -d' ' -f1 <doc.json.sha256) ]] &&
		[[ $(sha512sum <doc.json | cut -d' ' -f1) == $(cut -d' ' -f1 <doc.json.sha512) ]]) && good=$((good + 1))
done <"$tmp/index"
if ((n == 6 && good == n)); then ok "all $n public documents have a good signature and right digests"; else
	not_ok "signatures and digests are right ($good of $n, of 6)"
fi
echo >>"$tmp/doc.json"
if gpg --batch --quiet --verify "$tmp/doc.json.asc" "$tmp/doc.json" 2>>"$out"; then not_ok 'a changed document is told'; else ok 'a changed document is told'; fi
if get "$url/clear/index.txt" | grep -qi 'members\|concerned' || get "$url/clear/feed.json" | grep -qE 'For (members|those)'; then
	not_ok 'nothing of the labels above CLEAR is public'
else
	ok 'nothing of the labels above CLEAR is public'
fi

# --- BSI's checker ---
checker=${CSAF_CHECKER:-}
go_version=$(go version 2>/dev/null | sed -n 's/.*go1\.\([0-9]*\).*/\1/p')
if [[ -z $checker && ${go_version:-0} -ge 24 ]]; then
	# Its own cache, so that nothing of the user's is touched; it is kept between runs.
	cache=${XDG_CACHE_HOME:-$HOME/.cache}/varde-test/csaf_checker
	[[ -x $cache/csaf_checker ]] || GOBIN=$cache nice go install github.com/gocsaf/csaf/v3/cmd/csaf_checker@v3.3.0 >"$tmp/go.log" 2>&1
	[[ ! -x $cache/csaf_checker ]] || checker=$cache/csaf_checker
fi
if [[ -z $checker ]]; then
	skip "csaf_checker finds a trusted provider" 'it needs Go 1.24 or later, or CSAF_CHECKER'
	finish
fi
# As a member's program asks: what is behind the token is looked at, too.
"$checker" --insecure --header "Authorization:Bearer $token" -f json -o "$tmp/checked.json" "$url/provider-metadata.json" >>"$out" 2>&1
python3 - "$tmp/checked.json" <<'PY' >"$tmp/told" 2>&1
import json, sys
report = json.load(open(sys.argv[1]))
bad = 0
for domain in report["domains"]:
    print("# role", domain.get("role"), "passed", domain.get("passed"))
    for r in domain["requirements"]:
        for m in r.get("messages") or []:
            if m["type"] >= 2:
                bad += 1
                print("#", r["num"], r["description"], m["text"])
    if domain.get("role") != "csaf_trusted_provider" or not domain.get("passed"):
        bad += 1
sys.exit(bad > 0)
PY
told=$?
grep '^#' "$tmp/told"
if ((told == 0)); then ok 'csaf_checker finds a trusted provider, and no error'; else not_ok 'csaf_checker finds a trusted provider' "$tmp/told"; fi
finish
