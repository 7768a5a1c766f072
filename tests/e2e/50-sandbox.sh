#!/bin/bash
# The prison of the running scanner, and servers that mean harm: the audit ends in time and memory, and nothing they say acts on a reader.
. "$(dirname "$0")/lib.bash"
net_of_own || { echo '1..0 # SKIP no network namespaces here' && exit 0; }
scan=$VARDE_BUILD/src/cmd/varde-scan

# The scanner cannot even reach a database: nothing of SQLite or libpq is in it or loaded by it.
check 'varde-scan has no symbol of a database' bash -c "! nm -D '$scan' | grep -E ' (sqlite3_|PQ)'"
check 'varde-scan loads no library of a database' bash -c "! ldd '$scan' | grep -E 'sqlite|libpq'"
check 'varde has them, so that the look finds what is there' bash -c "nm -D '$varde' | grep -q ' sqlite3_' && nm -D '$varde' | grep -q ' PQ'"

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/key" -out "$tmp/certificate" -days 3650 -utf8 \
	-subj "/CN==cmd|' \\/C VARDE-CSV'!A0<script>VARDE-XSS<\\/script>/O="$'\xe2\x80\xaeVARDE-RTL\x1b[31mVARDE-ESC' \
	-addext 'subjectAltName=DNS:localhost,DNS:<img src=x onerror=VARDE-XSS>.test' >"$out" 2>&1 || bail 'no certificate can be made'
near "$here/hostile.py" "$tmp/certificate" "$tmp/key" >"$tmp/servers" 2>&1 &
at_end+=("end_process $!")
wait_for 10 grep -q ready "$tmp/servers" || { sed 's/^/# /' "$tmp/servers" && bail 'the hostile servers did not start'; }
ports=$(sed -n 's/^ready //p' "$tmp/servers")

near "$here/measure.py" "$tmp/measure.json" "$varde" audit 127.0.0.1 127.0.0.2 --ports "$ports" --resolver 127.0.0.9 \
	--authorised-by "=cmd|' /C test'!A0 <b>mandate</b>" --organisation '<script>alert(1)</script>' \
	--db "$tmp/varde.db" --out "$tmp/report" >"$out" 2>"$err" </dev/null &
audit=$!

# The prison, while it scans: worker and gate.
find_processes() {
	local pid
	for pid in /proc/[0-9]*; do
		[[ $(readlink "$pid/exe" 2>/dev/null) != "$(readlink -f "$scan")" ]] || [[ $(readlink "$pid/ns/net") != "$(readlink "/proc/$near/ns/net")" ]] ||
			echo "${pid#/proc/}"
	done
}
two() { [[ $(find_processes | wc -l) == 2 ]]; }
if wait_for 10 two; then ok 'the scanner is two processes, worker and gate'; else
	find_processes >"$out"
	not_ok 'the scanner is two processes, worker and gate'
fi
closed() {
	local pid
	for pid in $(find_processes); do
		grep -q '^Seccomp:[[:space:]]*2$' "/proc/$pid/status" && grep -q '^NoNewPrivs:[[:space:]]*1$' "/proc/$pid/status" || return 1
	done
}
# The worker closes it once it has read its job, before the first packet: within moments.
check 'both have no new privileges and a filter of system calls' wait_for 5 closed
for pid in $(find_processes); do
	grep -E '^(Name|PPid|Seccomp|NoNewPrivs)' "/proc/$pid/status" | tr '\n' ' ' | sed 's/^/# /'
	echo
	# Its descriptors: pipes, sockets, timers; no file of the disk.
	ls -l "/proc/$pid/fd" 2>/dev/null | awk '/->/ { print $NF }' >"$tmp/fds"
	check "process $pid holds no file open but standard error" bash -c \
		"test -s '$tmp/fds' && ! grep -vE '^(pipe:|socket:|anon_inode:|/dev/null$)' '$tmp/fds' | grep -vxF '$err'"
done

wait $audit
status=$?
[[ $status == 0 ]] && ok 'the audit of hostile servers ends with 0' || { cat "$err" >>"$out" && not_ok "the audit of hostile servers ends with 0 (it was $status)"; }
read -r seconds kib < <(python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))
print(m["seconds"], max(p["peak_kib"] for p in m["processes"] if p["name"] == "varde-scan"))' "$tmp/measure.json")
check "in time ($seconds s)" awk -v s="$seconds" 'BEGIN { exit !(s < 120) }'
if grep -qs __asan_init "$scan"; then
	skip 'in memory' 'this build has sanitizers'
else
	check "in memory (the scanner took $((kib / 1024)) MiB)" test "$kib" -lt 65536
fi
check 'the servers were met and told about' python3 - "$tmp/report/report.json" <<'END'
import json, sys
text = open(sys.argv[1]).read()
report = json.loads(text)
shown = {mark: mark in text for mark in ("VARDE-XSS", "VARDE-CSV", "VARDE-RTL", "VARDE-ESC")}
print(shown, len(report["services"]), len(report["findings"]))
sys.exit(not (all(shown.values()) and len(report["services"]) > 8 and len(report["findings"]) > 8))
END

# What they said, where somebody reads it.
check 'report.html: nothing acts' "$here/harmless.py" html "$tmp/report/report.html"
check 'report.html: and it was told' bash -c "grep -q 'VARDE-CSV' '$tmp/report/report.html' && grep -q 'VARDE-XSS' '$tmp/report/report.html'"
check 'findings.csv: nothing acts' "$here/harmless.py" csv "$tmp/report/findings.csv"
check 'findings.csv: and it was told' grep -q VARDE- "$tmp/report/findings.csv"
if command -v pdftotext >/dev/null; then
	pdftotext -layout "$tmp/report/report.pdf" "$tmp/pdf.text" 2>"$out"
	check 'report.pdf: nothing turns or escapes' "$here/harmless.py" pdf "$tmp/pdf.text"
	check 'report.pdf: and it was told' grep -q VARDE- "$tmp/pdf.text"
	check 'report.pdf: no script, no action but links' bash -c "! grep -aqE '/(JavaScript|JS|Launch|SubmitForm|EmbeddedFile)\b' '$tmp/report/report.pdf'"
else
	skip 'report.pdf' 'no pdftotext here'
fi
check 'report.json: no control character' "$here/harmless.py" text "$tmp/report/report.json"
check 'observations.ndjson: no control character' "$here/harmless.py" text "$tmp/report/observations.ndjson"
check 'secrets are in no report' bash -c "! grep -raq 'VARDE-SECRET' '$tmp/report'"
for lang in fr nb; do
	check "varde report in $lang" "$varde" report --db "$tmp/varde.db" --lang $lang --out "$tmp/$lang"
	check "report.html in $lang: nothing acts" "$here/harmless.py" html "$tmp/$lang/report.html"
done
check 'what the audit printed: no escape' "$here/harmless.py" text "$out"
# On a terminal, the live line is the only thing that moves the cursor.
run near "$here/terminal.py" "$tmp/terminal.text" "$varde" audit 127.0.0.1 --ports 21,22,80 --compare none --db "$tmp/terminal.db" \
	--out "$tmp/terminal"
check 'on a terminal: the audit ends' test $status = 0
check 'on a terminal: there was a live line' grep -q '░' "$tmp/terminal.text"
check 'on a terminal: no escape but of the live line' "$here/harmless.py" text "$tmp/terminal.text"
run "$varde" show --db "$tmp/varde.db"
check 'varde show: no escape' "$here/harmless.py" text "$out"
run "$varde" show --json --db "$tmp/varde.db"
check 'varde show --json: no control character' "$here/harmless.py" text "$out"
check 'varde show --json: and it was told' grep -q VARDE- "$out"
finish
