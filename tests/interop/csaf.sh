#!/bin/bash
# varde kb update of CSAF providers, good and bad ones, of our own on 127.0.0.1; CERT-FR's lists too. What is refused is refused as
# a whole, what was known stays, and every message says what to do. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
varde=${VARDE_BUILD:-build}/src/cmd/varde
if [[ ! -x $varde ]]; then
	echo "1..0 # SKIP build first: $varde is missing"
	exit 0
fi
varde=$(realpath "$varde")
# shellcheck source=tests/tools/lib.sh disable=SC1091
. tests/tools/lib.sh
# shellcheck disable=SC2154 # tree and out are of lib.sh
python3 tests/interop/csaf_server.py "$tree/keys" >"$tree/port" 2>"$tree/asked" &
server=$!
# shellcheck disable=SC2154
trap 'kill "$server" 2>/dev/null; gpgconf --homedir "$tree/keys" --kill all; rm -rf "$tree" "$out"' EXIT
for _ in $(seq 200); do
	[[ -s $tree/port ]] && break
	sleep 0.1
done
base=http://127.0.0.1:$(cat "$tree/port")
db=$tree/k.db
export XDG_DATA_HOME=$tree TMPDIR=$tree/tmp
mkdir "$TMPDIR"

set_() { python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])' "$base/set/$1/$2"; }
update() { timeout 100 "$varde" kb update --db "$db" csaf; }
accepted() { timeout 100 "$varde" kb update --db "$db" --accept csaf; }
asked() { grep -c "^$1 " "$tree/asked"; }
# only NAME [PATH]: of all providers this one alone is on.
one=cisa
only() {
	local args=()
	[[ -v known[$1] ]] || args=(--add "$1=$base/${2-$1/provider-metadata.json}")
	known[$1]=1
	"$varde" kb providers --db "$db" --off "$one" "${args[@]}" >/dev/null
	[[ ${#args[@]} -gt 0 ]] || "$varde" kb providers --db "$db" --on "$1" >/dev/null
	one=$1
}
declare -A known
last=$tree/last # what the last update said
says() { # NAME TEXT COMMAND: it passes and says so
	local name=$1 text=$2
	shift 2
	"$@" >"$last" 2>&1
	local code=$?
	cp "$last" "$out"
	if [[ $code != 0 ]]; then
		not_ok "$name (it failed)"
	elif grep -qF -- "$text" "$last"; then
		ok "$name"
	else
		not_ok "$name (it did not say: $text)"
	fi
}
refuses() { # NAME PROVIDER TEXT [PATH]: all of it is refused, with what to do, and noted
	only "$2" ${4+"$4"}
	if update >"$last" 2>&1; then
		cp "$last" "$out"
		not_ok "$1 is refused (it was taken)"
	else
		cp "$last" "$out"
		if grep -qF -- "$3" "$last"; then ok "$1 is refused"; else not_ok "$1 is refused (it did not say: $3)"; fi
	fi
	passes "$1: it is said what to do" grep -qE 'stays in use|nothing of this provider was taken|give that' "$last"
	passes "$1: nothing was taken" sh -c "! grep -q ' records: ' '$last'"
	passes "$1: it is noted" sh -c "'$varde' kb sources --db '$db' --json | grep '\"feed\":\"csaf\"' | grep -q '\"error\":\"'"
}

# --- good ones ---
only dir
says 'a folder with changes.csv, digests and signatures is taken' '3 records: 3 new' update
says 'the second time there is nothing new' 'nothing new' update
passes '... and no document was fetched again' test "$(asked /dir/docs/m-1.json)" = 1
passes 'no key stays behind' sh -c "! ls -d '$TMPDIR'/varde.* 2>/dev/null"
set_ dir newer
says 'a revision is taken, and it alone' '1 records: 0 new, 1 changed' update
passes '... one document was fetched' test "$(asked /dir/docs/m-2.json)" = 1
set_ dir older
says 'an older revision does not replace it' '1 older than what we have' update
set_ dir gone
says 'a document that is no longer listed is withdrawn' '1 withdrawn' update
set_ dir back
refuses 'metadata that goes back in time' dir 'older than the one in use'
says '... is taken when a person accepts it' 'dir: nothing new' accepted
set_ dir newkey
refuses 'a provider with other keys than before' dir 'none of the keys that it had before'
set_ dir nokey
refuses 'a provider that no longer signs' dir 'none of the keys that it had before'
set_ dir ''
only rolie
says 'a ROLIE feed is taken' '3 records' update
passes '... the one above the clearance is not asked for' test "$(asked /rolie/red.json)" = 0
says '... and that is told' 'above the clearance' update
only index
says 'a folder with index.txt alone is taken' '3 records' update
only sha256
says 'SHA-256 alone is enough' '3 records' update
only slow
says 'a slow provider is waited for' '3 records' update

# --- what is not for us ---
only red
says 'a document above the clearance is left out' 'TLP label is above the clearance (1)' update
passes '... the others are taken' grep -q '3 records' "$last"
"$varde" kb providers --db "$db" --clearance red=RED >/dev/null
says '... and taken when the clearance allows it' '1 records: 1 new' update
only names
says 'a file of another name than its number gives is left out' 'another name than its number gives (1)' update
passes '... one in the name of another' grep -q 'in the name of another publisher (1)' "$last"
passes '... a draft' grep -q 'a draft (1)' "$last"
passes '... a malformed one' grep -q 'malformed (1)' "$last"
passes '... the others are taken' grep -q '3 records' "$last"
echo s3cret >"$tree/token"
only token
refuses 'a provider that wants to know us' token 'not allowed'
"$varde" kb providers --db "$db" --token "token=$tree/token" --clearance token=AMBER >/dev/null
says '... is taken with a token' '4 records' update
passes '... that stands in no database' sh -c "! grep -q s3cret '$db'"

# --- bad ones ---
refuses 'a wrong SHA-512' badhash 'is not what its digest says'
refuses 'a wrong SHA-256' badhash256 'is not what its digest says'
refuses 'a wrong signature' badsign 'is not signed as it should be'
refuses 'a signature by an unknown key' otherkey 'which the publisher does not name'
refuses 'a signature by an expired key' oldkey 'a key that has expired'
refuses 'a key with another fingerprint' keyfile 'the key is to be'
refuses 'a trusted provider without signatures' unsigned 'no signature beside it'
refuses 'a redirect to another host' redirect 'it redirects to'
refuses 'documents on another host' foreign 'leads to another host'
refuses 'a provider that names no place' nowhere 'names no place with documents'
refuses 'metadata of another host' foreignmeta 'belongs to another host'
refuses 'a huge document' huge 'more than'
refuses 'a document that is cut' cut 'the download failed'
refuses 'a provider that is not there' nobody 'there is no such file' nobody/a/b
passes 'nobody asked the other host' sh -c "! grep -q 'localhost' '$tree/asked'"

# --- cut and gone on with ---
refuses 'a provider that breaks off' brokenoff 'answers 500'
set_ brokenoff well
says 'what broke off goes on' '3 records' update
passes '... where it was' test "$(asked /brokenoff/docs/m-3.json)" = 1
set_ brokenoff lost

# --- finding them ---
port=${base##*:}
"$varde" kb providers --db "$db" --add "domain=127.0.0.1:$port" --off domain >/dev/null
known[domain]=1
refuses 'a domain without metadata' domain "is not found"
set_ - redirect
says 'security.txt leads to the metadata when the well-known address redirects' '/rolie/provider-metadata.json' update
set_ - well
says 'the well-known address is first' '/.well-known/csaf/provider-metadata.json: csaf, 3 records' update
only all aggregator.json
if update >"$last" 2>&1; then not_ok 'a bad provider of an aggregator is told'; else ok 'a bad provider of an aggregator is told'; fi
passes '... the others are taken' test "$(grep -c '3 records' "$last")" = 2
passes '... the bad one is not' grep -qF 'not signed as it should be' "$last"

# --- setting them ---
for wrong in 'X=maker.example' 'a=ftp://x' 'a' 'cisa=maker.example'; do
	if "$varde" kb providers --db "$db" --add "$wrong" >"$out" 2>&1; then not_ok "--add $wrong is refused"; else ok "--add $wrong is refused"; fi
done
if "$varde" kb providers --db "$db" --clearance all=PURPLE >"$out" 2>&1; then not_ok 'a label that is none is refused'; else ok 'a label that is none is refused'; fi
passes 'a provider is forgotten' "$varde" kb providers --db "$db" --drop all

# --- CERT-FR ---
certfr() { timeout 60 "$varde" kb update --db "$db" certfr; }
"$varde" kb sources --db "$db" --url "certfr=$base/avis/json/" >/dev/null
says "CERT-FR's avis are taken" '2 records: 2 new' certfr
says '... once' 'nothing new' certfr
set_ avis newer
says '... and their revisions' '2 changed' certfr

# --- Red Hat ---
redhat() { timeout 60 "$varde" kb update --db "$db" redhat; }
"$varde" kb sources --db "$db" --url "redhat=$base/redhat/provider-metadata.json" >/dev/null
says "Red Hat's archive is taken" 'csaf_vex_2026-01-15.tar.zst: redhat, 2 records: 2 new' redhat
passes '... what came after it one by one' grep -q 'provider-metadata.json: redhat, 1 records: 1 new' "$last"
passes '... and nothing twice' test "$(asked /redhat/vex/cve-2026-1001.json)" = 0
passes '... of that folder alone' sh -c "! grep -q /redhat/advisories/ '$tree/asked'"
says '... once' 'nothing new' redhat
passes '... the archive too' test "$(asked /redhat/vex/csaf_vex_2026-01-15.tar.zst)" = 1
set_ redhat newer
says '... and what changed' 'redhat, 1 records: 0 new, 1 changed' redhat
passes '... with no request for the others' test "$(asked /redhat/vex/cve-2026-1003.json)" = 1
finish
