#!/bin/bash
# What Varde refuses, and how: the exit code, a message that says what happened, the detail and what to do, not a packet, and nothing left
# behind.
. "$(dirname "$0")/lib.bash"
export XDG_DATA_HOME=$tmp/data
work=$tmp/work
mkdir -p "$work"
cd "$work" || exit 1

# refuses NAME CODE TEXT COMMAND...: ends with the code, says the text on standard error and what to do on a line of its own, and leaves no
# file behind.
refuses() {
	local name=$1 code=$2 text=$3 before
	shift 3
	before=$(find . "$XDG_DATA_HOME" -type f 2>/dev/null | sort)
	# No scanner is started here, so a leak on the way out is seen as well (in a build with sanitizers).
	ASAN_OPTIONS=detect_leaks=1 run "$@"
	{
		echo "exit $status (wanted $code)"
		cat "$err"
		echo "files: $(find . "$XDG_DATA_HOME" -type f 2>/dev/null | sort | comm -13 <(echo "$before") - | tr '\n' ' ')"
	} >>"$out"
	if [[ $status == "$code" ]] && grep -qF -- "$text" "$err" && grep -qE '^varde: error: [^:]' "$err" && grep -qE '^  [a-z]' "$err" &&
		[[ $(find . "$XDG_DATA_HOME" -type f 2>/dev/null | sort) == "$before" ]]; then
		ok "$name"
	else
		not_ok "$name"
	fi
}

# Command lines.
refuses 'an unknown command' 2 'nonsense' bash -c "'$varde' nonsense; s=\$?; echo '  (the overview follows)' >&2; exit \$s"
refuses 'an unknown option' 2 '--nonsense' "$varde" audit --nonsense 127.0.0.1
refuses 'an option without its value' 2 '--ports' "$varde" audit 127.0.0.1 --ports
refuses 'no target' 2 'no target was named' "$varde" audit
refuses 'a port out of range' 2 '"99999"' "$varde" audit 127.0.0.1 --ports 22,99999
refuses 'a port that is no number' 2 '"ssh"' "$varde" audit 127.0.0.1 --ports ssh
refuses 'a port range that goes backwards' 2 '"90-80"' "$varde" audit 127.0.0.1 --ports 90-80
refuses 'no ports' 2 'it is empty' "$varde" audit 127.0.0.1 --ports ''
refuses 'a malformed window, by name' 2 '"25:00-26:00"' "$varde" audit 127.0.0.1 --window 22:00-06:00 --window 25:00-26:00
refuses 'a rate of zero' 2 '--rate 0' "$varde" audit 127.0.0.1 --rate 0
refuses 'an unknown language, and which there are' 2 'en, fr, nb' "$varde" audit 127.0.0.1 --lang de
refuses 'an unknown profile, and which there are' 2 'passive, standard, full' "$varde" audit 127.0.0.1 --profile loud
refuses 'a resolver that is no address' 2 '"nowhere"' "$varde" audit 127.0.0.1 --resolver nowhere
refuses 'a source that is no address' 2 '"eth0"' "$varde" audit 127.0.0.1 --source eth0
refuses 'a malformed exclusion' 2 'not this' "$varde" audit 127.0.0.1 --exclude 'not this'
refuses 'a malformed target' 2 'no valid host' "$varde" audit 'no_such!thing'
refuses 'a network with bits behind its prefix' 2 'behind the network prefix' "$varde" audit 127.0.0.1/8
refuses 'an argument too many' 2 '"extra"' "$varde" runs extra

# Perimeter files.
printf '# ours\nhospital.test\n\n127.20.0.0/28 # the hospital\n   http://\n' >../perimeter
refuses 'a malformed line of a perimeter file, by its number' 2 'perimeter line 5' "$varde" audit --perimeter ../perimeter
printf 'hospital.test\n\0\1\2\377\n' >../binary
refuses 'a perimeter file of bytes that are no text' 2 'binary line 2' "$varde" audit --perimeter ../binary
refuses 'a perimeter file that is not there' 4 'cannot read ../missing' "$varde" audit --perimeter ../missing
refuses 'a folder for a perimeter file' 4 'cannot read ..' "$varde" audit --perimeter ..
head -c 4000000 /dev/zero | tr '\0' 'a' >../huge
refuses 'a perimeter file that is too large' 2 'huge' "$varde" audit --perimeter ../huge
printf '# nothing yet\n\n' >../nothing
refuses 'a perimeter file without a target' 2 'nothing to audit' "$varde" audit --perimeter ../nothing
printf '127.0.0.1\n' >../secret
chmod 600 ../secret
chmod 777 .
refuses 'a perimeter file that may not be read' 4 'cannot read ../secret' \
	setpriv --reuid=65534 --regid=65534 --clear-groups "$varde" audit --perimeter ../secret

# Without an authorisation, nothing but this machine: no packet of any kind leaves. The counter counts, as the authorised audit shows.
if net_of_own; then
	before=$(sent)
	for target in 10.77.0.2 10.77.0.0/29 https://10.77.0.2/ 198.51.100.7 198.51.100.0/24; do
		refuses "not authorised: $target" 3 '--authorised-by' near "$varde" audit $target 127.0.0.1
	done
	refuses 'not authorised: an IPv6 address' 3 '--authorised-by' near "$varde" audit 2001:db8::1
	refuses 'not authorised: going on with it' 3 '--authorised-by' near "$varde" audit --resume 10.77.0.2
	refuses 'an empty authorisation' 2 '--authorised-by' near "$varde" audit 10.77.0.2 --authorised-by ''
	refuses 'everything, even when authorised' 2 '0.0.0.0/0' near "$varde" audit 0.0.0.0/0 --authorised-by test
	check 'not authorised: not a packet' test "$(sent)" = "$before"
	# A name may lead anywhere: it is judged where it leads.
	far "$here/nameserver.py" 10.77.0.3 inside.test=10.77.0.2 >"$tmp/dns" 2>&1 &
	at_end+=("end_process $!")
	wait_for 5 grep -q ready "$tmp/dns"
	far "$here/counter.py" 10.77.0.2 80=http >"$tmp/met" 2>&1 &
	at_end+=("end_process $!")
	wait_for 5 grep -q ready "$tmp/met"
	run near "$varde" audit inside.test --resolver 10.77.0.3 --ports 80 --db "$tmp/name.db" --out "$tmp/name"
	cat "$err" >>"$out"
	check 'not authorised, a name that leads elsewhere: the audit ends well' test "$status" = 0
	check 'not authorised, a name that leads elsewhere: the name server was asked' grep -q inside.test "$tmp/dns"
	check 'not authorised, a name that leads elsewhere: the host is not touched' bash -c "! grep -q connection '$tmp/met'"
	check 'not authorised, a name that leads elsewhere: the report says skipped' grep -q '"state":"skipped"' "$tmp/name/observations.ndjson"
	before=$(sent)
	run near "$varde" audit inside.test --authorised-by test --resolver 10.77.0.3 --ports 80 --rate 100 --db "$tmp/auth.db" --out "$tmp/auth"
	check 'authorised, the same host is met, and packets are counted' bash -c \
		"grep -q connection '$tmp/met' && test $(sent) -gt $before"
else
	skip 'not authorised: not a packet' 'no network namespaces here'
fi

# Empty states.
run "$varde" runs
check 'no run yet: runs says how to begin' bash -c "[[ $status == 0 ]] && grep -q 'varde audit' '$out'"
run "$varde" runs --json
check 'no run yet: runs --json is an empty list of lines' bash -c "[[ $status == 0 && ! -s '$out' ]]"
for command in show report forget 'audit --resume'; do
	# shellcheck disable=SC2086 # a command and its option
	refuses "no run yet: $command" 5 'no run is stored yet' "$varde" $command
done
refuses 'a database that is not there' 5 'missing.db' "$varde" runs --db missing.db

# Databases.
"$varde" audit 127.0.0.1 --ports 1 --db ../good.db --out ../good --quiet >"$out" 2>&1 || bail 'a small audit fails'
id=$("$varde" runs --db ../good.db | cut -d' ' -f1)
refuses 'a run that is not there' 2 'there is no run 20200101-000000-none' "$varde" report 20200101-000000-none --db ../good.db
refuses 'a run to compare with that is not there' 2 'there is no run none-such' "$varde" report --compare none-such --db ../good.db
refuses 'resuming a run that is finished' 2 'is finished' "$varde" audit --resume "$id" --db ../good.db
refuses 'resuming when nothing is unfinished' 2 'no unfinished run' "$varde" audit --resume --db ../good.db
refuses 'resuming a run that is not there' 2 'there is no run' "$varde" audit --resume 20200101-000000-none --db ../good.db
head -c 65536 /dev/urandom >../noise.db
refuses 'a file that is no database' 5 'noise.db' "$varde" audit 127.0.0.1 --ports 1 --db ../noise.db
refuses 'a folder for a database' 5 '..' "$varde" audit 127.0.0.1 --ports 1 --db ..
refuses 'a database server that is not there' 5 'cannot be reached' "$varde" audit 127.0.0.1 --ports 1 --db postgresql://nobody@127.0.0.1:1/none
python3 - ../good.db ../newer.db ../foreign.db <<'END'
import shutil, sqlite3, sys
good, newer, foreign = sys.argv[1:]
shutil.copy(good, newer)
with sqlite3.connect(newer) as c:
    c.execute("INSERT INTO schema_version VALUES (99, 'later', 'varde 9.9', 0)")
with sqlite3.connect(foreign) as c:
    c.execute("CREATE TABLE patients (name)")
END
for which in newer foreign noise; do sha256sum ../$which.db; done >../sums
refuses 'a database of a newer Varde' 5 'newer Varde' "$varde" audit 127.0.0.1 --ports 1 --db ../newer.db
refuses 'a database of a newer Varde, only to read' 5 'newer Varde' "$varde" runs --db ../newer.db
refuses 'a database of another program' 5 "another program's tables" "$varde" audit 127.0.0.1 --ports 1 --db ../foreign.db
check 'none of them was changed' sha256sum --check --quiet ../sums
head -c 60000 ../good.db >../half.db
refuses 'a database that was cut off' 5 'half.db' "$varde" audit 127.0.0.1 --ports 1 --db ../half.db
mkfifo "$tmp/release"
python3 - ../good.db "$tmp/release" >"$tmp/lock" <<'END' &
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
open(sys.argv[2]).read()
END
locker=$!
wait_for 5 grep -q locked "$tmp/lock"
rm -rf report
refuses 'a database that is locked' 5 'locked' "$varde" audit 127.0.0.1 --ports 1 --db ../good.db
echo >"$tmp/release"
wait $locker
check 'and once it is free, it is whole' bash -c "'$varde' runs --db ../good.db | grep -q ' finished '"

# Folders and full disks.
refuses 'a report folder that cannot be made' 4 '/proc/none' "$varde" audit 127.0.0.1 --ports 1 --db ../good.db --out /proc/none
refuses 'a file for a report folder' 4 'perimeter' "$varde" audit 127.0.0.1 --ports 1 --db ../good.db --out ../perimeter
mkdir ../closed
chmod 755 ../closed
mkdir ../theirs
cp ../good.db ../theirs
chown -R 65534 ../theirs
refuses 'a report folder that may not be written' 4 'cannot write into ../closed' \
	setpriv --reuid=65534 --regid=65534 --clear-groups "$varde" audit 127.0.0.1 --ports 1 --db ../theirs/good.db --out ../closed
disk=$tmp/disk
mkdir "$disk"
small() { mount -t tmpfs -o "size=$1" varde-e2e "$disk" && mounted=yes; }
unmount() { [[ -z ${mounted:-} ]] || umount "$disk"; mounted=; }
at_end+=(unmount)
if small 48k; then
	run "$varde" audit 127.0.0.1 --ports 1 --db ../good.db --out "$disk"
	cat "$err" >>"$out"
	check 'a full disk under the report: exit code 4' test "$status" = 4
	check 'a full disk under the report: says so and how to have it again' \
		bash -c "grep -q 'No space left' '$err' && grep -q 'varde report [0-9]' '$out'"
	check 'a full disk under the report: no half file is left' bash -c "
		! ls -A '$disk' | grep -q tmp && for f in '$disk'/*.html; do [[ ! -e \$f ]] || tail -c 20 \"\$f\" | grep -q '</html>' || exit 1; done"
	id=$("$varde" runs --db ../good.db | head -n 1 | cut -d' ' -f1)
	check 'a full disk under the report: the run is finished' bash -c "'$varde' runs --db ../good.db | head -n 1 | grep -q ' finished '"
	check 'a full disk under the report: the run gives its report elsewhere' "$varde" report "$id" --db ../good.db --out ../elsewhere
	check 'a full disk under the report: and all of it' test "$(ls -A ../elsewhere | wc -l)" = 5
	unmount
	small 40k
	run "$varde" audit 127.0.0.1 --ports 1 --db "$disk/varde.db" --out ../nowhere
	check 'a full disk under a new database: exit code 5' test "$status" = 5
	check 'a full disk under a new database: says so' grep -q 'full' "$err"
	unmount
else
	skip 'a full disk' 'no file system may be mounted here'
fi
finish
