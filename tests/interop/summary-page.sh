#!/bin/bash
# The summary for management stands on one page of the PDF, in every language and for few, many and hostile findings. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
render=$(find "${VARDE_BUILD:-build}/tests" -type f -name report-render -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $render ]] || ! command -v pdftotext >/dev/null; then
	echo '1..0 # SKIP tests/report/report-render or pdftotext is missing'
	exit 0
fi
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
declare -A first=([en]='Summary for management' [fr]='Synthèse managériale' [nb]='Sammendrag for ledelsen')
declare -A second=([en]='Perimeter and systems found' [fr]='Périmètre et systèmes découverts' [nb]='Omfang og systemer som ble funnet')
tests=0
failed=0

# page HEADING: the last page with a line that is the heading, with its number, and nothing else (contents have leaders).
page() {
	local pages i at=0
	pages=$(pdfinfo "$folder/report.pdf" | awk '/^Pages:/ { print $2 }')
	for ((i = 1; i <= pages && i <= 12; i++)); do
		pdftotext -f "$i" -l "$i" -layout "$folder/report.pdf" - 2>/dev/null | sed 's/\xc2\xa0/ /g' |
			grep -qE "^ *[0-9]+ +$1 *\$" && at=$i
	done
	echo "$at"
}

for case in 'en 38 1' 'fr 38 1' 'nb 38 1' 'fr 1000 1' 'fr 38 3' 'nb 38 7' 'en 0 12'; do
	# shellcheck disable=SC2086 # three arguments
	"$render" "$folder" $case pdf
	lang=${case%% *}
	from=$(page "${first[$lang]}")
	to=$(page "${second[$lang]}")
	tests=$((tests + 1))
	if [[ $from -gt 0 && $to -eq $((from + 1)) ]]; then
		echo "ok $tests - $case: pages $from to $to"
	else
		echo "not ok $tests - $case: the summary begins on page $from, the next chapter on page $to"
		failed=1
	fi
done
echo "1..$tests"
exit $failed
