#!/bin/bash
# The counting of tools/run-checks: what fails must never be counted as passed, nor be lost.
set -u
. "$(dirname "$0")/lib.sh"
CHECK=$tree
. "$root/tools/lib/checks.sh"

# counts NAME WANTED STATUS LOG: what tap_counts says about the log (a format of printf).
counts() {
	# shellcheck disable=SC2059
	printf "$4" >"$out"
	got=$(tap_counts "$out" "$3")
	echo "wanted $2, got $got" >>"$out"
	if [ "$got" = "$2" ]; then ok "$1"; else not_ok "$1"; fi
}

counts 'two that pass' '2 0 0' 0 'ok 1 - a\nok 2 - b\n1..2\n'
counts 'one that fails' '1 1 0' 1 'ok 1 - a\nnot ok 2 - b\n1..2\n'
counts 'one that fails, although the script ends well' '1 1 0' 0 'ok 1 - a\nnot ok 2 - b\n1..2\n'
counts 'a skip is no pass' '1 0 1' 0 'ok 1 - a\nok 2 - b # SKIP no chromium\n'
counts 'all skipped' '0 0 1' 0 '1..0 # SKIP no chromium\n'
counts 'a plan that was not kept' '1 1 0' 0 'ok 1 - a\n1..3\n'
counts 'a status that no test explains' '1 1 0' 3 'ok 1 - a\n'
counts 'nothing at all' '0 1 0' 0 ''
counts 'a bail-out' '1 1 0' 0 'ok 1 - a\nBail out! gone\n'

# junit NAME WANTED STATUS CASES: the same of Meson's file.
junit() {
	echo "<testsuites><testsuite name=\"a\" errors=\"0\">$4</testsuite></testsuites>" >"$out"
	got=$(junit_counts "$out" "$3")
	echo "wanted $2, got $got" >>"$out"
	if [ "$got" = "$2" ]; then ok "$1"; else not_ok "$1"; fi
}

junit 'JUnit: two that pass' '2 0 0' 0 '<testcase name="a" /><testcase name="b" />'
junit 'JUnit: one that fails' '1 1 0' 1 '<testcase name="a" /><testcase name="b"><failure /></testcase>'
junit 'JUnit: a skip' '1 0 1' 0 '<testcase name="a"><skipped /></testcase><testcase name="b" />'
junit 'JUnit: a crash between tests' '1 1 0' 1 '<testcase name="a" />'
junit 'JUnit: nothing at all' '0 1 0' 0 ''

# A whole run of three steps, one of which fails.
whole() {
	(
		at_exit=
		checks_begin
		step_exit good true
		step_exit bad sh -c 'echo what went wrong; exit 3'
		step_tap tap printf 'ok 1 - a\nok 2 - b # SKIP why\n1..2\n'
		checks_at_exit "echo cleaned"
		checks_end
	)
}
# Two lanes beside a third step: their steps in the order of their ends, each with all of its lines.
slow() { step_exit slow sh -c 'sleep 1; echo slow'; }
worse() {
	lane_ended slow
	step_exit worse sh -c 'echo what went worse; exit 3'
	step_exit after sh -c "nice; ps -o cls= -p \$\$"
}
beside() {
	(
		at_exit=
		checks_begin
		lane slow 0 slow
		lane worse idle worse
		step_exit good true
		checks_end
	)
}
# A lane that comes to no end; and checks that are ended while a lane runs, which cleans up.
broken() {
	(
		at_exit=
		checks_begin
		lane broken 0 eval 'step_exit good true; kill -9 $BASHPID'
		checks_end
	)
}
stay() { step_exit long bash -c 'trap "echo cleaned >>$0; exit" TERM; echo $$ >$0; sleep 100 & wait' "$tree/stays"; }
ended() {
	(
		at_exit=
		checks_begin
		lane long 0 stay
		echo "${lanes[long]}" >"$tree/group"
		until [ -s "$tree/stays" ]; do sleep 0.1; done
		exit 3
	)
	grep -q cleaned "$tree/stays" && ! pgrep -g "$(cat "$tree/group")" && echo no process is left
	return 3
}

fails 'steps of lanes count' '3 passed, 1 failed' beside
grep -q 'what went worse' "$out" && ok 'what fails in one is shown' || not_ok 'what fails in one is shown'
grep -oE '^(ok  |FAIL) [a-z]+' "$out" | awk '{ print $2 }' | paste -sd ' ' >"$tree/order"
[ "$(cat "$tree/order")" = 'good slow worse after' ] && ok 'in the order in which they end' || not_ok 'in the order in which they end'
[ "$(paste -sd ' ' "$tree/logs/after.log")" = "$(($(nice) + 19 > 19 ? 19 : $(nice) + 19)) IDL" ] && ok 'an idle lane takes what others leave' ||
	{ cat "$tree/logs/after.log" >>"$out" && not_ok 'an idle lane takes what others leave'; }
fails 'a lane that is killed is a failure' '1 passed, 1 failed' broken
fails 'a whole run fails when one step does' '2 passed, 1 failed, 1 skipped' whole
grep -q 'what went wrong' "$out" && ok 'it shows the log of what failed' || not_ok 'it shows the log of what failed'
grep -q cleaned "$out" && ok 'it cleans up' || not_ok 'it cleans up'
fails 'what runs when the checks are ended is ended, and may clean up' 'no process is left' ended
finish
