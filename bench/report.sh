#!/bin/bash
# bench/report.sh PROGRAM FOLDER: a report of 1,000 findings against its limits (1 s and 64 MiB), and its PDF against WeasyPrint's of the same
# report.html when that is there (weasyprint on the path, or WEASYPRINT). Writes build/results/report.json.
set -u
here=$(cd "$(dirname "$0")" && pwd)
said=$("$1" "$2")
status=$?
printf '%s\n' "$said"
ms_of() { sed -n "s/^report of .* findings, $1: \([0-9]*\) ms$/\1/p" <<<"$said"; }
kib=$(sed -n 's/^report of .* peak memory: \([0-9]*\) KiB$/\1/p' <<<"$said")
[[ -n $kib && -n $(ms_of all) ]] || exit 1
pdf="report of 1,000 findings, PDF alone|$(ms_of pdf)|ms|"
weasyprint=${WEASYPRINT:-$(command -v weasyprint)}
if [[ -n $weasyprint ]]; then
	began=$(date +%s%N)
	"$weasyprint" --quiet "$2/report.html" "$2/peer.pdf" || exit 1
	took=$((($(date +%s%N) - began) / 1000000))
	echo "$("$weasyprint" --version | head -n 1) of the same report.html: $took ms"
	pdf="$pdf|$("$weasyprint" --version | head -n 1)|$took"
else
	echo 'SKIP WeasyPrint: not there (apt-get install weasyprint, or WEASYPRINT=PROGRAM)'
fi
"$here/../tests/e2e/result.py" report "report of 1,000 findings, HTML, PDF, JSON, CSV and NDJSON|$(ms_of all)|ms|1000" \
	"report of 1,000 findings: peak memory|$(awk -v k="$kib" 'BEGIN { printf "%.1f", k / 1024 }')|MiB|64" "$pdf"
exit $status
