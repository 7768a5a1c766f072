#!/bin/bash
# varde kb import, update and bundle against a publisher of our own on 127.0.0.1 that serves well and badly: nothing is lost, and
# every message says what to do. Prints TAP.
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
python3 tests/interop/feeds_server.py >"$tree/port" 2>"$tree/asked" &
server=$!
# shellcheck disable=SC2154
trap 'kill "$server" 2>/dev/null; rm -rf "$tree" "$out"' EXIT
for _ in $(seq 100); do
	[[ -s $tree/port ]] && break
	sleep 0.1
done
base=http://127.0.0.1:$(cat "$tree/port")
db=$tree/k.db
export XDG_DATA_HOME=$tree TMPDIR=$tree
unset NVD_API_KEY

from() { "$varde" kb sources --db "$db" --url "$1=$base/$2" >/dev/null; }
update() { timeout 100 "$varde" kb update --db "$db" --pause 1 "$@"; }
says() { update "${@:2}" 2>&1 | grep -cF -- "$1" >/dev/null; }
records() { "$varde" kb sources --db "$db" --json | grep "\"feed\":\"$1\"" | grep -o '"records":[0-9]*'; }
has() { [[ $(records "$1") == "\"records\":$2" ]] || { records "$1"; return 1; }; }
# refuses NAME PATH TEXT: what is there stays, the reason is told with what to do, and it is noted.
refuses() {
	from kev "$2"
	fails "$1 is refused" "$3" update kev
	passes "$1: the old one stays" has kev 200
	passes "$1: it is said what to do" grep -qE 'stays in use|old one' "$out.what"
	passes "$1: it is noted" sh -c "'$varde' kb sources --db '$db' --json | grep '\"feed\":\"kev\"' | grep -q '\"error\":\"'"
}
fails() {
	name=$1 text=$2
	shift 2
	if "$@" >"$out" 2>&1; then
		not_ok "$name (it passed)"
	elif grep -qF -- "$text" "$out"; then
		ok "$name"
	else
		not_ok "$name (it did not say: $text)"
	fi
	cp "$out" "$out.what"
}

from kev good
passes 'a good publication is taken' update kev
passes '... all of it' has kev 200
passes 'the second time it has not changed' says 'nothing new' kev
passes '... by its entity tag' grep -q '/good "v1"' "$tree/asked"
from kev partial
passes 'a publication that is cut on its way is whole in the end' says '200 the same' kev
passes '... gone on with where it was cut' grep -q '/partial - bytes=3000-' "$tree/asked"
refuses 'a cut publication' cut 'is not complete'
refuses 'a broken publication' broken 'is not what it should be'
refuses 'another page in its place' page 'is not what it should be'
refuses 'a huge publication' huge 'more than ten times its usual size'
refuses 'a small publication' small 'less than a tenth of its usual size'
refuses 'a backdated publication' backdated 'older than the one in use'
refuses 'an endless publication' endless 'more than can be right'
refuses 'a redirect loop' loop 'redirects again and again'
refuses 'a redirect to http elsewhere' plain 'is not https'
refuses 'a server that fails' error 'answers 500'
refuses 'a server that has nothing' nothing 'there is no such file'
refuses 'a server that is busy' later 'come back after 30'
from kev huge
passes 'what a person accepts is taken' update kev --accept
passes '... all of it' has kev 2500

from nvd nvd
fails 'NVD: a page that is cut stops the update' 'is not complete' update nvd
passes 'NVD: the next update keeps what came before it' says '2000 the same' nvd
passes '... and asks for all pages' grep -q 'startIndex=4000' "$tree/asked"
passes 'NVD: what was modified is not asked for before that' sh -c "! grep 'lastModStartDate=' '$tree/asked'"
passes 'NVD: then only what was modified' update nvd
passes '... is asked for' grep -q 'lastModStartDate=' "$tree/asked"

# --- NVD's bulk files ---
years() { from nvd "years/$1/nvdcve-2.0-{year}.json.gz"; }
count_of() { grep -c "$1" "$tree/asked"; }
years digest
fails 'NVD: a bulk file with another digest than its .meta is refused' 'is not what its .meta says' update nvd
years size
fails 'NVD: a bulk file of another size is refused' 'is not what its .meta says' update nvd
passes 'NVD: it is said what to do' grep -q 'stays in use' "$out.what"
years good
update nvd >"$tree/years" 2>&1
cp "$tree/years" "$out"
passes 'NVD: bulk files are taken' grep -qF '2024.json.gz: nvd, 30 records' "$tree/years"
passes 'NVD: each year is one' grep -qF '2023.json.gz: nvd, 30 records' "$tree/years"
passes 'NVD: a year that is missing is told' grep -q 'there is no such file' "$tree/years"
before=$(count_of '/years/good/nvdcve-2.0-2024.json.gz')
update nvd >"$tree/years" 2>&1
passes 'NVD: a file whose .meta says the same is not fetched' test "$(count_of '/years/good/nvdcve-2.0-2024.json.gz')" = "$before"
years back
update nvd >"$tree/years" 2>&1
passes 'NVD: a .meta that goes back in time is refused' grep -qF 'older than the one in use' "$tree/years"
years new
update nvd >"$tree/years" 2>&1
passes 'NVD: what is new is taken' grep -qF '2024.json.gz: nvd, 31 records' "$tree/years"

fails 'a feed that is none' 'there is no such feed' update nonsense
fails 'http to elsewhere' 'https is needed' sh -c "'$varde' kb sources --db '$db' --url epss=http://192.0.2.1/x >/dev/null; timeout 60 '$varde' kb update --db '$db' epss"

# --- bundles ---
other=$tree/other.db
passes 'a key is made' "$varde" kb key --db "$db"
key=$(awk '/^own key/ { print $3 }' "$out")
passes 'a bundle is written' "$varde" kb bundle --db "$db" "$tree/kb.bundle"
fails 'a bundle of a key that nobody trusts is refused' 'whom nobody has said to trust' "$varde" kb import --db "$other" "$tree/kb.bundle"
passes 'the key is trusted' "$varde" kb key --db "$other" --trust "$key"
head -c -100 "$tree/kb.bundle" >"$tree/cut.bundle"
fails 'a cut bundle is refused' 'shorter or longer' "$varde" kb import --db "$other" "$tree/cut.bundle"
cp "$tree/kb.bundle" "$tree/bent.bundle"
printf 'X' | dd of="$tree/bent.bundle" bs=1 seek=2000 conv=notrunc status=none
fails 'a changed bundle is refused' 'its digest is wrong' "$varde" kb import --db "$other" "$tree/bent.bundle"
sed '1s/"created":"20../"created":"2099/' "$tree/kb.bundle" >"$tree/date.bundle"
fails 'a bundle with another date is refused' 'was not taken in' "$varde" kb import --db "$other" "$tree/date.bundle"
sed '1s/"signature":"..../"signature":"AAAA/' "$tree/kb.bundle" >"$tree/sign.bundle"
fails 'a wrong signature is refused' 'its signature is wrong' "$varde" kb import --db "$other" "$tree/sign.bundle"
db=$other
passes 'nothing of them was taken' has kev 0
passes 'the whole bundle is taken' "$varde" kb import --db "$other" "$tree/kb.bundle"
passes '... all of it' has kev 2500
passes '... of every feed' has nvd 4100
passes 'and again: nothing changes' sh -c "'$varde' kb import --db '$other' '$tree/kb.bundle' | grep -c '2500 the same'"
finish
