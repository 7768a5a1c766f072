#!/bin/bash
# bench/banner.sh PROGRAM VARDE: recog's own examples as stored banners, read by its fingerprints; writes build/results/banner.json.
# Needs the public data of ../shared/data (VARDE_DATA); without it there is nothing to measure, and that is told.
set -u
here=$(cd "$(dirname "$0")" && pwd)
data=${VARDE_DATA:-$here/../../shared/data}
if [[ ! -r $data/fingerprints/recog.tar.xz ]]; then
	echo "SKIP banner: no $data/fingerprints/recog.tar.xz (VARDE_DATA=FOLDER)"
	exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{ "$2" kb import --db "$folder/k.db" "$data/fingerprints/recog.tar.xz" && "$2" kb compile --db "$folder/k.db" --pack "$folder/k.vkp"; } >"$folder/said" 2>&1 ||
	{ cat "$folder/said" && echo 'bench: banner failed' >&2 && exit 1; }
tar -C "$folder" -xf "$data/fingerprints/recog.tar.xz"
# A line for each example: the protocol, and the banner as the service says it.
python3 - "$folder" >"$folder/banners" <<'P'
import glob, sys, xml.etree.ElementTree as tree
begins = {'ssh.banner': 'ssh SSH-2.0-', 'http_header.server': 'http ', 'smtp.banner': 'smtp 220 ', 'ftp.banner': 'ftp 220 ',
          'imap4.banner': 'imap * OK ', 'pop3.banner': 'pop3 +OK '}
for path in sorted(glob.glob(sys.argv[1] + '/**/*.xml', recursive=True)):
    root = tree.parse(path).getroot()
    begin = begins.get(root.get('matches'))
    for example in root.iter('example') if begin else ():
        if example.text and not example.get('_encoding') and '\n' not in example.text:
            print(begin + example.text)
P
"$1" "$folder/k.vkp" <"$folder/banners" >"$folder/out" || { cat "$folder/out" && echo 'bench: banner failed' >&2 && exit 1; }
cat "$folder/out"
of() { awk -v name="$1" '$1 == name { print $2 }' "$folder/out"; }
"$here/../tests/e2e/result.py" banner \
	"reading a stored banner by recog's fingerprints, mean|$(of fresh_mean_us)|us|1000" \
	"the same, 99 of 100|$(of fresh_p99_us)|us|5000" \
	"the same, one that was read before|$(of again_mean_us)|us|5"
for limit in fresh_mean_us:1000 fresh_p99_us:5000 again_mean_us:5; do
	awk -v v="$(of "${limit%:*}")" -v m="${limit#*:}" 'BEGIN { exit v > m }' || { echo "bench: ${limit%:*} is above ${limit#*:}" >&2; bad=1; }
done
exit "${bad:-0}"
