#!/bin/bash
# CVSS scores (src/codec/cvss.c) against Red Hat's Python package and npm's ae-cvss-calculator for random vectors, and against the
# base scores that NVD publishes. VARDE_LONG=1 asks about 100,000 vectors and the whole corpus. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tools/lib/data.sh
client=$(find "${VARDE_BUILD:-build}/tests" -type f -name cvss-client -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $client ]]; then
	echo '1..0 # SKIP build first: tests/interop/cvss-client is missing'
	exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
vectors=4000
[[ -n ${VARDE_LONG:-} ]] && vectors=100000
echo '1..3'

if python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target "$scratch/py" \
	-r tests/interop/requirements.txt >"$scratch/log" 2>&1; then
	PYTHONPATH=$scratch/py python3 tests/interop/cvss_vectors.py "$vectors" 1 >"$scratch/vectors"
	"$client" <"$scratch/vectors" | paste -d' ' "$scratch/vectors" - |
		awk '$2 != $5 || $3 != $6 || $4 != $7' >"$scratch/wrong"
	if [[ $(wc -l <"$scratch/vectors") == "$vectors" && ! -s $scratch/wrong ]]; then
		echo "ok 1 - $vectors random vectors score as the package has them"
	else
		echo 'not ok 1 - random vectors score as the package has them'
		head -n 20 "$scratch/wrong" | sed 's/^/# /'
	fi
else
	echo 'ok 1 - random vectors # SKIP pip cannot install the package cvss'
fi

# A second one, by other people: versions 3.0, 3.1 and 4.0 with temporal, threat and environmental metrics.
others=10000
[[ -n ${VARDE_LONG:-} ]] && others=100000
if ! command -v node >/dev/null || ! tools/npm-ci tests/interop >"$scratch/log" 2>&1; then
	echo 'ok 3 - vectors of ae-cvss-calculator # SKIP npm cannot install the package'
elif node tests/interop/cvss_ae.mjs "$others" 7 >"$scratch/others" 2>"$scratch/log"; then
	"$client" <"$scratch/others" | paste -d' ' "$scratch/others" - |
		awk '$2 != $5 || ($3 != "-" && $3 != $6) || ($4 != "-" && $4 != $7)' >"$scratch/wrong"
	groups=$(awk '$3 != "-" { threat++ } $4 != "-" { environment++ } END { print threat + 0, environment + 0 }' "$scratch/others")
	read -r threat environment <<<"$groups"
	if [[ $(wc -l <"$scratch/others") == "$others" && ! -s $scratch/wrong ]] && ((threat * 4 > others && environment * 4 > others)); then
		echo "ok 3 - $others random vectors score as ae-cvss-calculator has them"
		echo "# $threat of them by threat or time, $environment by their environment"
	else
		echo 'not ok 3 - random vectors score as ae-cvss-calculator has them'
		head -n 20 "$scratch/wrong" | sed 's/^/# /'
	fi
else
	echo 'not ok 3 - random vectors score as ae-cvss-calculator has them'
	sed 's/^/# /' "$scratch/log" | head -n 10
fi

if ! data=$(data_folder); then
	echo 'ok 2 - scores of NVD # SKIP shared/data is not here'
	exit 0
fi
# "VECTOR SCORE-IN-TENTHS" of every metric that NVD publishes.
if [[ -n ${VARDE_LONG:-} ]]; then
	xz -dc "$data/cve/nvd-merged.jsonl.xz" | grep -oE '"vectorString":"[^"]*","baseScore":[0-9.]+' |
		sed 's/"vectorString":"\([^"]*\)","baseScore":/\1 /'
else
	gzip -dc "$data/cve/2026-td.json.gz" | grep -E '"(vectorString|baseScore)" :' |
		sed 's/.*: "*\([^",]*\)"*,.*/\1/' | paste -d' ' - -
fi | awk '{ printf "%s %d\n", $1, $2 * 10 + 0.5 }' >"$scratch/nvd"
# Publishers give the base score, and a few the threat's or the environment's. What is none of them is a slip, or (of 4.0) a
# calculator that loses half a tenth.
"$client" <"$scratch/nvd" | paste -d' ' "$scratch/nvd" - | awk -v unequal="$scratch/unequal" '
	$3 == "refused" { refused++; print > unequal; next }
	$2 == $3 { base++; next }
	$2 == $4 { threat++; next }
	$2 == $5 { environment++; next }
	{ none++; print > unequal }
	END { print NR, base + 0, threat + 0, environment + 0, none + 0, refused + 0 }' >"$scratch/counts"
read -r total base threat environment none refused <"$scratch/counts"
if ((total > 1000 && (none + refused) * 1000 <= total)); then
	echo "ok 2 - all but 1 in 1000 of NVD's scores are ours"
else
	echo "not ok 2 - all but 1 in 1000 of NVD's scores are ours"
fi
echo "# $total scores: $base are our base score, $threat the threat's, $environment the environment's, $none none, $refused refused"
[[ ! -s $scratch/unequal ]] || sort "$scratch/unequal" | uniq -c | sort -rn | head -n 20 | sed 's/^/# /'
