#!/bin/bash
# The main job against reality: the audit of the sample hospital finds every service and weakness of its truth and nothing else,
# touches nothing it may not, and stays within its time and memory.
. "$(dirname "$0")/lib.bash"
lab_need

# since FILE: what the lab's log has got since the audit began.
logs='printer foreign hl7'
declare -A had
for log in $logs; do had[$log]=$(wc -l <"$lab_run/$log.log"); done
since() { tail -n +$((had[$1] + 1)) "$lab_run/$1.log"; }

# Speed and memory are those of what is shipped; what it finds is looked at in the build under test.
release=${VARDE_RELEASE:-$VARDE_BUILD}/src/cmd/varde
[[ -x $release ]] || release=$varde
audit() {
	# shellcheck disable=SC2086 # several targets
	"$here/measure.py" "$tmp/measure.json" "$root/lab/exec" "$1" audit $targets --resolver "$resolver" \
		--authorised-by 'security officer, mandate 2026-17' --db "$tmp/$2.db" --out "$tmp/$2"
}

run audit "$varde" report
if [[ $status == 0 ]]; then ok 'the audit of the hospital ends with 0'; else not_ok "the audit of the hospital ends with 0 (it was $status)" "$err"; fi
for file in report.html report.pdf report.json findings.csv observations.ndjson; do
	check "$file is written" test -s "$tmp/report/$file"
done
check 'nothing else is left in the folder' test "$(ls -A "$tmp/report" | wc -l)" = 5
check 'the terminal gets no escape sequence' bash -c "! grep -q $'\e' '$out'"

# compare NAME COMMAND...: the lines of a comparison become ours; its figures are told.
compare() {
	local name=$1 compared line
	shift
	"$@" >"$tmp/compared" 2>&1
	compared=$?
	while IFS= read -r line; do
		case $line in
		'ok '*) ok "${line#ok * - }" ;;
		'not ok '*) not_ok "${line#not ok * - }" /dev/null ;;
		'# '*) printf '# %s: %s\n' "$name" "${line#'# '}" ;;
		esac
	done <"$tmp/compared"
	if ! grep -q '^1\.\.[1-9]' "$tmp/compared" || { [[ $compared != 0 ]] && ! grep -q '^not ok' "$tmp/compared"; }; then
		not_ok "the comparison with $name runs to its end" "$tmp/compared"
	fi
}

# In both directions: one line a service, a weakness, and whatever is too much.
compare 'the truth' "$here/compare_truth.py" "$truth" "$tmp/report"

# Software, without any feed; then the same observations again, without a packet, with what the feeds know of these products.
compare 'the starter knowledge' "$here/compare_software.py" "$truth" "$tmp/report" starter
data=$root/../shared/data
know() {
	"$here/cut_knowledge" "$data" "$tmp/cut" && "$varde" kb import --db "$tmp/know.db" "$tmp/cut" &&
		"$varde" kb compile --db "$tmp/know.db" --pack "$tmp/know.vkp" &&
		"$varde" report --db "$tmp/report.db" --pack "$tmp/know.vkp" --out "$tmp/known"
}
if [[ -d $data/cve ]]; then
	mkdir "$tmp/cut"
	check 'what feeds know of these products is taken in, and the audit is judged with it' know
	compare feeds "$here/compare_software.py" "$truth" "$tmp/known" feeds "$data/cve/debian-bookworm-backports.tsv" \
		"$LAB_BUILD/root/var/lib/dpkg"
else
	skip 'what feeds know of these products is judged' 'there is no ../shared/data'
fi

# What the systems themselves saw. The lab's logs are written when a connection ends.
sleep 1
since printer >"$tmp/printer"
check 'the printer was met' test -s "$tmp/printer"
check 'the printer got no byte' bash -c "! grep -qv ' bytes 0$' '$tmp/printer'"
since hl7 >"$tmp/hl7"
check 'the interface engine was met' test -s "$tmp/hl7"
check 'the interface engine got no message but the harmless query' bash -c "! grep -qvF ' type NMQ^N01' '$tmp/hl7'"
since foreign >"$tmp/foreign"
check "somebody else's service was met by name" test -s "$tmp/foreign"
check "somebody else's service got no more than GET and HEAD by that name, on 80 and 443" bash -c \
	"! grep -qvE ' 127\.30\.0\.5:(80|443) rdv\.chu-sainte-anne\.test \"(GET|HEAD) [^ ]+ HTTP/1\.1\" ' '$tmp/foreign'"
check "the report tells that somebody else's service was looked at by name only" \
	python3 - "$tmp/report/report.json" <<-'END'
		import json, sys
		report = json.load(open(sys.argv[1]))
		sys.exit(not any(a.get("reach") == "name" for a in report["assets"]))
	END
check 'a host without services is reported as scanned' \
	python3 - "$tmp/report/report.json" <<-'END'
		import json, sys
		rows = [c for c in json.load(open(sys.argv[1]))["coverage"] if c.get("addr") == "127.20.0.14"]
		print(rows)
		sys.exit(not any(c["state"] == "scanned" for c in rows))
	END

# Time and memory.
if [[ $release != "$varde" ]]; then run audit "$release" release; fi
read -r seconds kib < <(python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))
print(m["seconds"], m["peak_kib"])' "$tmp/measure.json")
check "the audit takes under 60 s ($seconds)" awk -v s="$seconds" 'BEGIN { exit !(s > 0 && s < 60) }'
if grep -qs __asan_init "$release"; then
	skip 'varde, varde-scan and the gate take less than 64 MiB together' 'this build has sanitizers and no VARDE_RELEASE is named'
else
	check "varde, varde-scan and the gate take less than 64 MiB together ($((kib / 1024)) MiB)" test "$kib" -gt 1024 -a "$kib" -lt 65536
	"$here/result.py" audit "audit of the sample hospital: time|$seconds|s|60" \
		"audit of the sample hospital: peak memory of all processes|$(awk -v k="$kib" 'BEGIN { printf "%.1f", k / 1024 }')|MiB|64"
fi
finish
