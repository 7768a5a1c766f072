#!/bin/bash
# A run that is killed or stopped, at any moment, goes on with --resume and ends with what an undisturbed run ends with.
# RESUME_SEED repeats a series; RESUME_KILLS is the number of kills (50).
. "$(dirname "$0")/lib.bash"
lab_need

kills=${RESUME_KILLS:-50}
RANDOM=${RESUME_SEED:=$((RANDOM + 1))}
echo "# RESUME_SEED=$RESUME_SEED"
# Small enough for many runs, and of every stage: discovery, web, TLS, SSH, medical devices.
perimeter=(clinique-sainte-anne.test 127.20.0.6 127.20.0.8 127.20.0.12)

dbs=$tmp
# begin NAME: starts an audit in the background; its process is $pid.
begin() {
	"$root/lab/exec" "$varde" audit "${perimeter[@]}" --resolver "$resolver" --authorised-by test --compare none \
		--db "$dbs/$1.db" --out "$tmp/$1" >>"$tmp/$1.log" 2>&1 </dev/null &
	pid=$!
}
# resume NAME: goes on with it.
resume() {
	"$root/lab/exec" "$varde" audit --resume --compare none --db "$dbs/$1.db" --out "$tmp/$1" >>"$tmp/$1.log" 2>&1 </dev/null &
	pid=$!
}
# ended: waits for $pid; its exit code is $status.
ended() {
	{ wait "$pid"; } 2>/dev/null
	status=$?
}
# pause MS: waits that long.
pause() { sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"; }
# canon NAME TO: what the audit found out, and what it made of it.
canon() { { "$here/canon.py" observations "$tmp/$1" && "$here/canon.py" findings "$tmp/$1"; } >"$2"; }
# same NAME: the result is that of the undisturbed run, and all of it is there.
same() {
	canon "$1" "$tmp/got" && diff "$tmp/undisturbed.lines" "$tmp/got" >"$tmp/diff" && [[ $(ls -A "$tmp/$1" | wc -l) == 5 ]] &&
		"$varde" runs --db "$dbs/$1.db" | grep -q ' finished '
}
tell() {
	tail -n 12 "$tmp/$1.log"
	cut -c1-300 "$tmp/diff" 2>/dev/null | head -n 6
	ls -A "$tmp/$1"
}
# below PID: every process under it.
below() {
	local child
	for child in $(children "$1"); do
		echo "$child"
		below "$child"
	done
}
gone() {
	local p
	for p in "$@"; do
		[[ ! -e /proc/$p ]] || [[ $(awk '/^State/ { print $2 }' "/proc/$p/status" 2>/dev/null) == Z ]] || return 1
	done
}

# Twice, so that a difference that is the lab's own is not taken for one of the kill.
for name in undisturbed again; do
	began=$(date +%s%N)
	begin $name
	ended
	[[ $status == 0 ]] || { tail -n 20 "$tmp/$name.log" && bail "the undisturbed audit ended with $status"; }
	took=$((($(date +%s%N) - began) / 1000000))
done
canon undisturbed "$tmp/undisturbed.lines"
echo "# an undisturbed audit takes $took ms and has $(wc -l <"$tmp/undisturbed.lines") records and findings"
if same again; then ok 'two undisturbed audits give the same result'; else tell again >"$out" && not_ok 'two undisturbed audits give the same result'; fi

# go_on NAME: resumes it; one that was killed before it was written down is begun again, and one that was killed after it was finished
# is left alone.
go_on() {
	"$varde" runs --db "$dbs/$1.db" >"$tmp/runs" 2>/dev/null
	if grep -q ' finished ' "$tmp/runs"; then
		return 1
	elif grep -qE ' (running|stopped|failed) ' "$tmp/runs"; then
		resume "$1"
	else
		begin "$1"
	fi
}

# Killed at 50 moments: in chains of one to four, each kill somewhere in what is left of the work.
killed=0
chain=0
while ((killed < kills)); do
	name=chain$((++chain))
	links=$((1 + RANDOM % 4))
	at=
	orphans=
	begin $name
	for ((i = 0; i < links && killed < kills; i++)); do
		moment=$(((RANDOM * 32768 + RANDOM) % (took / (i + 1) + 20)))
		pause $moment
		left=$(below $pid)
		kill -KILL $pid 2>/dev/null
		ended
		# One that was over already has not been killed.
		[[ $status == 137 ]] || break
		killed=$((killed + 1))
		at="$at $moment"
		# shellcheck disable=SC2086 # pids
		wait_for 3 gone $left || orphans="$orphans $left"
		go_on $name || { status=0 && break; }
	done
	[[ $status != 137 ]] || ended
	[[ -n $at ]] || continue
	if [[ $status == 0 && -z $orphans ]] && same $name; then
		ok "killed after$at ms, then resumed: the same result"
	else
		{ echo "exit $status, left over:$orphans" && tell $name; } >"$out" 2>&1
		not_ok "killed after$at ms, then resumed: the same result"
	fi
	rm -rf "${tmp:?}/$name" "$tmp/$name".*
done
echo "# $killed kills in $chain audits"

# scanner_of PID: waits until its first child is the scanner; gives it in $child. Without a process of its own: it is about milliseconds.
scanner_of() {
	local name=
	until [[ $name == varde-scan ]]; do
		kill -0 "$1" 2>/dev/null || return 1
		child=
		read -r child _ <"/proc/$1/task/$1/children"
		[[ -z $child ]] || read -r name <"/proc/$child/comm"
	done 2>/dev/null
}

# interrupted NAME WHAT WANTED COMMAND: at a random moment of the scan the command is run with the pids of varde, the scanner and its gate;
# varde must end by itself with that code, say what to do, and be resumed to the same result. A scan that was over already is begun again.
interrupted() {
	local name=$1 what=$2 wanted=$3 try scanner gate
	shift 3
	for try in 1 2 3 4 5 6 7 8; do
		rm -rf "${tmp:?}/$name" "$tmp/$name".*
		begin "$name"
		scanner_of "$pid" || bail "$(tail -n 5 "$tmp/$name.log")"
		scanner=$child
		scanner_of "$scanner" || child=
		gate=$child
		pause $((RANDOM % (took / 3 + 1)))
		"$@" "$pid" "$scanner" "$gate" 2>/dev/null
		ended
		[[ $status == 0 ]] || break
	done
	if [[ $status == "$wanted" ]]; then ok "$what: exit code $status"; else
		tell "$name" >"$out" 2>&1
		not_ok "$what: exit code $wanted (it was $status)"
	fi
	check "$what: it says how to go on" grep -q 'varde audit --resume' "$tmp/$name.log"
	if wait_for 3 gone "$scanner" "$gate"; then ok "$what: no process is left"; else not_ok "$what: no process is left"; fi
	resume "$name"
	ended
	if [[ $status == 0 ]] && same "$name"; then ok "$what: resumed to the same result"; else
		tell "$name" >"$out" 2>&1
		not_ok "$what: resumed to the same result"
	fi
}
interrupt() { kill -INT "$1"; }
interrupt_twice() {
	kill -INT "$1"
	sleep 0.02
	kill -INT "$1"
}
terminate() { kill -TERM "$1"; }
kill_worker() { kill -KILL "$2"; }
kill_gate() { kill -KILL "$3"; }

interrupted int 'Ctrl-C' 130 interrupt
check 'Ctrl-C: the run is kept as stopped until then' grep -q 'stopped. Go on with' "$tmp/int.log"
interrupted int2 'Ctrl-C twice' 130 interrupt_twice
interrupted term 'SIGTERM' 130 terminate
interrupted worker 'the scanner is killed' 6 kill_worker
interrupted gate 'the gate is killed' 6 kill_gate

# A disk that fills up under the database in the middle, and has room again.
mkdir "$tmp/disk"
bytes=$(stat -c %s "$tmp/undisturbed.db")
unmount() { [[ -z ${mounted:-} ]] || umount "$tmp/disk"; mounted=; }
at_end+=(unmount)
if mount -t tmpfs -o "size=$((bytes / 1024 * 6 / 10))k" varde-e2e "$tmp/disk"; then
	mounted=yes
	dbs=$tmp/disk
	begin full
	ended
	check "a disk that fills up: exit code 5 (it was $status)" test "$status" = 5
	check 'a disk that fills up: it says so, and how to go on' bash -c "grep -q 'full' '$tmp/full.log' && grep -q -e '--resume' '$tmp/full.log'"
	mount -o remount,size=64m "$tmp/disk"
	go_on full || status=0
	ended
	if [[ $status == 0 ]] && same full; then ok 'a disk that fills up: with room again, resumed to the same result'; else
		tell full >"$out" 2>&1
		not_ok 'a disk that fills up: with room again, resumed to the same result'
	fi
	dbs=$tmp
	unmount
else
	skip 'a disk that fills up' 'no file system may be mounted here'
fi

# Two at once on one run: the second is turned away or both end well; the run is whole either way.
begin twice
scanner_of $pid || bail "$(tail -n 5 "$tmp/twice.log")"
first=$pid
resume twice
ended
second=$status
pid=$first
ended
{ echo "exit $status and $second" && tell twice; } >"$out" 2>&1
if [[ $status == 0 && ($second == 0 || $second == 5 || $second == 2) ]] && same twice; then
	ok 'two at once on one run: the result is the same'
else
	not_ok 'two at once on one run: the result is the same'
fi
finish
