#!/bin/bash
# The names of kb/aliases.yaml, counted in NVD's corpus: each stands there, and so does every fingerprint's name, by itself or by
# an alias (one that the table says is not in NVD counts). Reads the whole corpus, half a minute: with VARDE_LONG=1 only. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tools/lib/data.sh
client=$(find "${VARDE_BUILD:-build}/tests" -type f -name alias-client -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $client ]]; then
	echo '1..0 # SKIP build first: tests/interop/alias-client is missing'
	exit 0
fi
if [[ -z ${VARDE_LONG:-} ]]; then
	echo '1..0 # SKIP half a minute: make check-knowledge'
	exit 0
fi
if ! data=$(data_folder); then
	echo '1..0 # SKIP shared/data is not here'
	exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo '1..2'
# "cpe:2.3:a:vendor:product:" with JSON's and CPE's backslashes taken off.
xz -dc "$data/cve/nvd-merged.jsonl.xz" | grep -oE 'cpe:2\.3:[aoh]:([^:"\]|\\\\.)+:([^:"\]|\\\\.)+:' |
	sed 's/^cpe:2\.3:.://; s/:$//' | sort -u | sed 's/\\\\//g' >"$scratch/nvd"
"$client" >"$scratch/ours"
sed -n 's/^name //p' "$scratch/ours" | tr ' ' '\n' | sort -u >"$scratch/names"
grep -vxFf "$scratch/nvd" "$scratch/names" >"$scratch/missing"
if [[ $(wc -l <"$scratch/names") -gt 200 && ! -s $scratch/missing ]]; then
	echo "ok 1 - all $(wc -l <"$scratch/names") names that aliases lead to are NVD's"
else
	echo 'not ok 1 - names that aliases lead to are NVD'"'"'s'
	sed 's/^/# /' "$scratch/missing"
fi
awk 'NR == FNR { nvd[$0]; next }
	$1 == "fingerprint" {
		total++
		found = $3 == "known" && NF == 3 # known not to be in NVD
		for (i = 2; i <= NF; i++)
			found = found || $i in nvd
		if (!found)
			print $2
	}
	END { if (total < 100) print "only " total + 0 " fingerprints" }' "$scratch/nvd" "$scratch/ours" | sort -u >"$scratch/lost"
if [[ -s $scratch/lost ]]; then
	echo 'not ok 2 - fingerprints are found in NVD'
	sed 's/^/# /' "$scratch/lost"
else
	echo "ok 2 - all $(grep -c ^fingerprint "$scratch/ours") fingerprints with a CPE are found in NVD"
fi
