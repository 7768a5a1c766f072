#!/bin/bash
# Versions and CPE names against others: dpkg and rpm asked about generated pairs, the vectors of several projects, and every
# version of NVD's corpus (src/codec/version.c, cpe.c). VARDE_LONG=1 asks the dpkg program about 100,000 pairs and reads the
# whole corpus; without, a sample. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tools/lib/data.sh
client=$(find "${VARDE_BUILD:-build}/tests" -type f -name version-client -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $client ]]; then
	echo '1..0 # SKIP build first: tests/interop/version-client is missing'
	exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
pairs=20000 asked=500
[[ -n ${VARDE_LONG:-} ]] && pairs=100000 asked=100000
echo '1..6'

# differ FILE: compares the answers in FILE (scheme, a, b, expected) with ours, and prints the rows that differ.
differ() {
	cut -f1-3 "$1" | "$client" compare | paste - "$1" | awk -F'\t' '$5 == "!=" ? $1 == 0 : $1 != $5'
}

# result N NAME FILE: ok when FILE is empty, else its first rows.
result() {
	if [[ -s $3 ]]; then
		echo "not ok $1 - $2"
		head -n 20 "$3" | sed 's/^/# /'
	else
		echo "ok $1 - $2"
	fi
}

if perl -MDpkg::Version -e 1 2>/dev/null; then
	perl tests/interop/version_pairs.pl "$pairs" 1 >"$scratch/deb" 2>/dev/null
	[[ $(wc -l <"$scratch/deb") == "$pairs" ]] || echo "fewer than $pairs pairs" >"$scratch/deb-wrong"
	differ "$scratch/deb" >>"$scratch/deb-wrong"
	result 1 "deb: $pairs generated pairs as Dpkg::Version has them" "$scratch/deb-wrong"
	head -n "$asked" "$scratch/deb" | while IFS=$'\t' read -r _ a b expected; do
		case $expected in -1) op=lt ;; 0) op=eq ;; *) op=gt ;; esac
		dpkg --compare-versions "$a" "$op" "$b" || echo "$a $op $b"
	done >"$scratch/dpkg-wrong" 2>&1
	result 2 "deb: $asked of them as dpkg --compare-versions has them" "$scratch/dpkg-wrong"
else
	echo 'ok 1 - deb pairs # SKIP libdpkg-perl is missing'
	echo 'ok 2 - dpkg pairs # SKIP libdpkg-perl is missing'
fi

if /usr/bin/python3 -c 'import rpm' 2>/dev/null; then
	/usr/bin/python3 tests/interop/version_rpm.py "$pairs" 1 >"$scratch/rpm"
	differ "$scratch/rpm" >"$scratch/rpm-wrong"
	[[ $(wc -l <"$scratch/rpm") == "$pairs" ]] || echo "fewer than $pairs pairs" >>"$scratch/rpm-wrong"
	result 3 "rpm: $pairs generated pairs as rpm has them" "$scratch/rpm-wrong"
else
	echo 'ok 3 - rpm pairs # SKIP python3-rpm is missing'
fi

data=$(data_folder) || data=
if [[ -z $data ]]; then
	for n in 4 5 6; do echo "ok $n - vectors and corpus # SKIP shared/data is not here"; done
	exit 0
fi

# Rows in which the vectors' own suite is alone against the others; we differ on purpose.
cat >"$scratch/quirks" <<'QUIRKS'
5-a1	5a1	-1	nvdtools and grype: a separator before a letter counts, yet "5-a1" is "5.a1" to them; here no separator counts
1.0.0	1.0.0-dev1	-1	grype: "dev" above the release; cve-bin-tool has it below ("5.6.dev1" < "5.6"), as everyone who uses it does
QUIRKS
grep -v '^#' "$data/vectors/vercmp.tsv" | awk -F'\t' -v OFS='\t' '{ print "generic", $2, $3, $4 }' >"$scratch/vercmp"
differ "$scratch/vercmp" | cut -f3-5 | grep -vxFf <(cut -f1-3 "$scratch/quirks") >"$scratch/vercmp-wrong"
result 4 "generic: all $(wc -l <"$scratch/vercmp") rows of vercmp.tsv but for 2 named quirks (3 rows)" "$scratch/vercmp-wrong"
awk -F'\t' '{ print "# quirk: " $1 " against " $2 ": " $4 }' "$scratch/quirks"

grep -v '^#' "$data/vectors/cpe-match.tsv" >"$scratch/cpe"
"$client" cpe <"$scratch/cpe" | paste - "$scratch/cpe" | awk -F'\t' '$1 != $7' >"$scratch/cpe-wrong"
result 5 "cpe: all $(wc -l <"$scratch/cpe") rows of cpe-match.tsv" "$scratch/cpe-wrong"

# Every version and bound of the corpus; without VARDE_LONG those of the publisher's latest document.
if [[ -n ${VARDE_LONG:-} ]]; then
	xz -dc "$data/cve/nvd-merged.jsonl.xz"
else
	gzip -dc "$data/cve/2026-td.json.gz"
fi | grep -oE '"(criteria" *: *"cpe:2\.3:[aoh*]:[^:"]*:[^:"]*:[^:"]*|version(Start|End)(In|Ex)cluding" *: *"[^"]*)' |
	sed 's/.*[:"]//' | sort -u >"$scratch/versions"
"$client" keys <"$scratch/versions" >"$scratch/keys"
awk -F'\t' '$2 < 1000 || $3' "$scratch/keys" >"$scratch/keys-wrong"
result 6 'keys order as versions do, in every scheme' "$scratch/keys-wrong"
awk -F'\t' '{ printf "# %s: %d versions, %d bytes of keys, %s s\n", $1, $2, $4, $5 }' "$scratch/keys"
