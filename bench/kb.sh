#!/bin/bash
# bench/kb.sh BENCH-KB BENCH-KB-DEBIAN BUILD: publications to a pack, and the match, beside SQLite and debsecan; writes
# build/results/kb.json. Needs the public data of ../shared/data (VARDE_DATA); without it there is nothing to measure, and that is told.
set -u
here=$(cd "$(dirname "$0")" && pwd)
data=${VARDE_DATA:-$here/../../shared/data}
if [[ ! -r $data/cve/nvd-merged.jsonl.xz ]]; then
	echo "SKIP kb: no $data/cve/nvd-merged.jsonl.xz (VARDE_DATA=FOLDER)"
	exit 0
fi
folder=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
trap 'rm -rf "$folder"' EXIT
export LC_ALL=C
bad=0
complain() { echo "bench: $*" >&2 && bad=1; }
xz -dc "$data/cve/nvd-merged.jsonl.xz" >"$folder/nvd.jsonl"
xz -dc "$data/cve/epss-2026-08-16.csv.xz" >"$folder/epss.csv"
xz -dc "$data/cve/kev-2026-03.json.xz" >"$folder/kev.json"
xz -dc "$data/cve/endoflife.json.xz" >"$folder/endoflife.json"
fixes=$data/cve/debian-bookworm-backports.tsv
"$1" "$folder/k.vkp" "$folder/nvd.jsonl" "$folder/epss.csv" "$folder/kev.json" "$folder/endoflife.json" \
	"$data/cve/eukev.json" "$fixes" >"$folder/out" || { cat "$folder/out" && echo 'bench: kb failed' >&2 && exit 1; }
rm "$folder/nvd.jsonl"
cat "$folder/out"
of() { awk -v name="$1" '$1 == name { print $2 }' "$folder/out"; }
ms() { echo $(($(date +%s%N) / 1000000)); }

# --- Debian's own: debsecan ---
# One installed package for every version with a fix of Debian 12 ("name version"), and what each of its fixes mends.
awk -F'\t' '$3 ~ /^bookworm/ { print $1, $2 }' "$fixes" | sort -u >"$folder/installed"
peer=()
debsecan=$(command -v debsecan)
has_debsecan() {
	/usr/bin/python3 -c 'import apt_pkg' 2>/dev/null || { echo 'SKIP debsecan: python3-apt is missing' && return 1; }
	# Its package makes a daily job of the system, so it is unpacked, not installed.
	if [[ -z $debsecan ]]; then
		(cd "$folder" && apt-get -qq download debsecan && dpkg -x debsecan_*.deb unpacked) >/dev/null 2>&1
		debsecan=$folder/unpacked/usr/bin/debsecan
	fi
	[[ -x $debsecan ]] || { echo 'SKIP debsecan: apt-get download debsecan gives none' && return 1; }
	# It asks for the name of its host when it starts: it gets no network for that.
	for alone in 'unshare -n' 'unshare -rn'; do
		$alone true 2>/dev/null && return 0
	done
	echo 'SKIP debsecan: it would ask a name server, and there is no right to a network namespace of its own'
	return 1
}
ask_debsecan() {
	mkdir "$folder/source"
	# Its list, as the tracker serves it (of a fix that was mended once more, the last: it stands first): names, then package, name's number, flags, fixed version; packed by zlib.
	awk -F'\t' '$3 ~ /^bookworm/ && !(($1 "\t" $4) in fix) { fix[$1 "\t" $4] = $2; if (!($4 in at)) { at[$4] = n; name[n++] = $4 } }
		END {
			print "VERSION 1"
			for (i = 0; i < n; i++) printf "%s,,\n", name[i]
			print ""
			for (f in fix) { split(f, p, "\t"); printf "%s,%d,S  F,%s,\n", p[1], at[p[2]], fix[f] }
			print "\n"
		}' "$fixes" | python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))' >"$folder/source/bookworm"
	awk '{ printf "Package: %s=%s\nStatus: install ok installed\nSource: %s\nVersion: %s\n\n", $1, $2, $1, $2 }' "$folder/installed" >"$folder/status"
	# shellcheck disable=SC2086 # a command and its options
	$alone "$debsecan" --config /dev/null --source "file://$folder/source/" --suite bookworm --status "$folder/status" --format simple
}
# The same packages as services show them: what follows the epoch, without what was repacked; the revision is visible.
ask_ours() {
	awk 'BEGIN {
			FS = "[\t ]"
			while ((getline line <ARGV[2]) > 0) { split(line, p, "\t"); vendor[p[1]] = p[2]; product[p[1]] = p[3] }
			ARGV[2] = ""
		}
		$1 in product {
			version = $2
			sub(/^[0-9]+:/, "", version)
			match(version, /-[^-]*$/)
			revision = substr(version, RSTART + 1)
			version = substr(version, 1, RSTART - 1)
			sub(/[+~].*/, "", version)
			printf "%s=%s\t%s\t%s\t%s\t%s\n", $1, $2, vendor[$1], product[$1], version, revision
		}' "$folder/installed" "$here/kb_debian.tsv" >"$folder/list"
	"$2" "$folder/k.vkp" <"$folder/list"
}
began=$(ms)
ask_ours "$@" >"$folder/ours"
ours=$(($(ms) - began))
n=$(wc -l <"$folder/list")
if has_debsecan; then
	began=$(ms)
	ask_debsecan >"$folder/theirs" || complain 'debsecan failed'
	theirs=$(($(ms) - began))
	# Of each package and CVE: what we say against what it lists.
	awk -v packages="$folder/list" -v out="$folder/compared" 'BEGIN { while ((getline line <packages) > 0) { split(line, p, "\t"); in_list[p[1]] = 1 } }
		FNR == NR { if ($2 in in_list) { open[$2 " " $1] = 1; listed++ } next }
		$3 == "confirmed" && (($1 " " $2) in open) { both++ }
		$3 == "confirmed" && !(($1 " " $2) in open) { against++; print "# only we: " $0 }
		$3 == "fixed" && (($1 " " $2) in open) { against++; print "# only debsecan: " $0 }
		END {
			printf "debsecan_listed %d\ndebsecan_both %d\ndebsecan_against %d\n", listed, both, against
		}' "$folder/theirs" "$folder/ours" | tee -a "$folder/out"
	echo "debsecan_ms $theirs" | tee -a "$folder/out"
	[[ $(of debsecan_both) -gt 0 ]] || complain 'debsecan and Varde agree on nothing: the comparison is broken'
	[[ $(of debsecan_against) == 0 ]] || complain "debsecan says otherwise of $(of debsecan_against) vulnerabilities"
	peer=("debsecan|$theirs")
fi
echo "debian_ms $ours" | tee -a "$folder/out"

# --- the program itself: the same from the files as they are published, through the database ---
varde=$3/src/cmd/varde
measured() { # NAME COMMAND...: seconds by the clock and of the processors, and the most memory
	local name=$1
	shift
	python3 -c 'import resource, subprocess, sys, time
began = time.monotonic()
status = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(sys.argv[1] + "_s", round(time.monotonic() - began, 2))
print(sys.argv[1] + "_cpu_s", round(used.ru_utime + used.ru_stime, 2))
print(sys.argv[1] + "_mib", round(used.ru_maxrss / 1024, 1))
sys.exit(status)' "$name" "$@" >"$folder/measured" || complain "$name failed"
	tee -a "$folder/out" <"$folder/measured"
}
measured import "$varde" kb import --quiet --db "$folder/k.db" "$data/cve"
measured program "$varde" kb compile --db "$folder/k.db"
echo "program_pack_mib $(stat -c %s "$folder/knowledge.vkp" | awk '{ printf "%.1f", $1 / 1048576 }')" | tee -a "$folder/out"

corpus='The whole 266,585-record corpus of ../shared/data to a pack'
program="$corpus by varde kb compile, from the database"
million='1,000,000 stored observations re-evaluated'
used='processors alone (both threads)'
"$here/../tests/e2e/result.py" kb \
	"$corpus: time|$(of compile_s)|s|20" \
	"$corpus: time of the $used|$(of compile_cpu_s)|s|20" \
	"$corpus: memory|$(of rss_mib)|MiB|512" \
	"$corpus: the pack|$(of pack_mib)|MiB|96|SQLite, criteria and their index alone|$(of sqlite_mib)" \
	"$corpus: opened|$(of open_ms)|ms|10|SQLite, to the first answer|$(of sqlite_open_ms)" \
	"$program: time|$(of program_s)|s|20" \
	"$program: time of the $used|$(of program_cpu_s)|s|20" \
	"$program: memory|$(of program_mib)|MiB|512" \
	"$program: the pack|$(of program_pack_mib)|MiB|96" \
	"varde kb import of ../shared/data/cve, into the database: time|$(of import_s)|s|" \
	"varde kb import of ../shared/data/cve, into the database: time of the processor alone|$(of import_cpu_s)|s|" \
	"varde kb import of ../shared/data/cve, into the database: memory|$(of import_mib)|MiB|512" \
	"Matching one observed product: median|$(of match_us)|us|20|SQLite tables, no trees|$(of sqlite_us)" \
	"$million against a day's change (1,000 CVE)|$(of changed_s)|s|1|SQLite tables, no trees|$(of sqlite_changed_s)" \
	"$million against a day's change (1,000 CVE): time of the processor alone|$(of changed_cpu_s)|s|1|SQLite tables, no trees|$(of sqlite_changed_cpu_s)" \
	"$million against everything|$(of everything_s)|s|60|SQLite tables, no trees|$(of sqlite_everything_s)" \
	"$million against everything: time of the processor alone|$(of everything_cpu_s)|s|60|SQLite tables, no trees|$(of sqlite_everything_cpu_s)" \
	"Debian's debsecan where it answers the same question ($n installed packages), whole run|$ours|ms||${peer[*]-}"
# The processor's seconds decide: what else a machine does is not what is measured.
for limit in compile_cpu_s:20 rss_mib:512 pack_mib:96 open_ms:10 program_cpu_s:20 program_mib:512 program_pack_mib:96 import_mib:512 \
	match_us:20 changed_cpu_s:1 everything_cpu_s:60; do
	awk -v v="$(of "${limit%:*}")" -v m="${limit#*:}" 'BEGIN { exit v == "" || v > m }' ||
		complain "${limit%:*} is $(of "${limit%:*}"), above ${limit#*:}"
done
exit "$bad"
