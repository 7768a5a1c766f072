# Runs steps, counts their tests and keeps their logs: used by tools/run-checks.
# Needs CHECK (folder of the build that is checked); everything is written below $CHECK/logs.
# shellcheck shell=bash

passed=0 failed=0 skipped=0
at_exit=

checks_begin() {
	mkdir -p "$CHECK/logs"
	rm -f "$CHECK"/logs/*
	checks_began=$SECONDS
	export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0:detect_stack_use_after_return=0}
	export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}
	trap 'exit 130' INT TERM HUP
	trap 'eval "$at_exit"' EXIT
}

# checks_at_exit COMMAND: runs it when the checks end, however they end.
checks_at_exit() { at_exit="$at_exit $1;"; }

# The folder with the programs under test.
program_folder() { echo "$CHECK"; }

# tally NAME SECONDS PASSED FAILED SKIPPED: adds one step's counts and prints its line.
tally() {
	passed=$((passed + $3)) failed=$((failed + $4)) skipped=$((skipped + $5))
	local mark='ok  '
	[[ $4 == 0 ]] || mark='FAIL'
	printf '%s %-24s %4d s  %d passed' "$mark" "$1" "$2" "$3"
	[[ $4 == 0 ]] || printf ', %d failed' "$4"
	[[ $5 == 0 ]] || printf ', %d skipped' "$5"
	printf '\n'
}

log_of() { echo "$CHECK/logs/${1//\//-}.log"; }

# What to look at after a failure: the lines that say so, or the end of the log.
show() {
	{
		if grep -qE '^not ok|Bail out' "$1"; then
			grep -E -A 6 '^not ok|Bail out' "$1" | head -n 40
		else
			tail -n 25 "$1"
		fi
	} | sed 's/^/     | /'
	echo "     full log: $1"
}

# step_exit NAME COMMAND...: one test, passed when the command succeeds.
step_exit() {
	local name=$1 log began=$SECONDS
	shift
	log=$(log_of "$name")
	if "$@" >"$log" 2>&1; then
		tally "$name" $((SECONDS - began)) 1 0 0
	else
		tally "$name" $((SECONDS - began)) 0 1 0
		show "$log"
	fi
}

# step_later NAME COMMAND...: step_exit beside the steps that follow, with what they leave of the processors; steps_wait tells how
# it ended. It has a process group of its own, in this session (a session would have its own share of the processors).
later_names=() later_pids=() later_began=()
step_later() {
	local name=$1
	shift
	set -m
	nice -n 19 "$@" >"$(log_of "$name")" 2>&1 &
	set +m
	later_names+=("$name") later_pids+=($!) later_began+=($SECONDS)
	checks_at_exit "kill -- -$! 2>/dev/null"
}

# steps_wait: ends what step_later began. Such a step's seconds are those until it was waited for.
steps_wait() {
	local i log
	for i in "${!later_names[@]}"; do
		log=$(log_of "${later_names[i]}")
		if wait "${later_pids[i]}"; then
			tally "${later_names[i]}" $((SECONDS - later_began[i])) 1 0 0
		else
			tally "${later_names[i]}" $((SECONDS - later_began[i])) 0 1 0
			show "$log"
		fi
	done
	later_names=() later_pids=() later_began=()
}

# tap_counts LOG STATUS: "passed failed skipped" of a TAP log. A plan that was not kept, a status that no "not ok" explains,
# and a log without any test are failures of their own.
tap_counts() {
	awk -v status="$2" '
		/^ok/ && /# *SKIP/ { skip++; next }
		/^ok/ { ok++ }
		/^not ok/ { bad++ }
		/^Bail out/ { bail = 1 }
		/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0; planned = 1; if (plan == 0 && /# *SKIP/) skip++ }
		END {
			if (planned && plan > 0 && plan != ok + bad + skip)
				bad++
			else if (bail || (status != 0 && bad == 0) || ok + bad + skip == 0)
				bad++
			print ok + 0, bad + 0, skip + 0
		}' "$1"
}

# step_tap NAME COMMAND...: as many tests as the command prints TAP lines.
step_tap() {
	local name=$1 log status counts began=$SECONDS
	shift
	log=$(log_of "$name")
	timeout --foreground "${STEP_TIMEOUT:-3600}" "$@" >"$log" 2>&1
	status=$?
	[[ $status != 124 ]] || echo "Bail out! over ${STEP_TIMEOUT:-3600} s" >>"$log"
	counts=$(tap_counts "$log" $status)
	# shellcheck disable=SC2086 # three numbers
	tally "$name" $((SECONDS - began)) $counts
	set -- $counts
	[[ $2 == 0 ]] || show "$log"
	[[ $3 == 0 ]] || grep -E '^(ok|1\.\.0).*# *SKIP' "$log" | sed 's/^/     | /'
}

# junit_counts FILE STATUS: the same of Meson's JUnit file. A program that crashes is an error of its suite.
junit_counts() {
	tr '<' '\n' <"$1" | awk -v status="$2" '
		/^testcase / { all++ }
		/^(failure|error)[ \/>]/ { bad++ }
		/^skipped[ \/>]/ { skip++ }
		END {
			if ((status != 0 && bad == 0) || all == 0)
				print all - skip + 0, 1, skip + 0
			else
				print all - bad - skip, bad + 0, skip + 0
		}'
}

# step_meson NAME FOLDER SUITE: every subtest of a suite.
step_meson() {
	local name=$1 folder=$2 suite=$3 log status counts began=$SECONDS
	log=$(log_of "$name")
	rm -f "$folder/meson-logs/testlog.junit.xml"
	meson test -C "$folder" --no-rebuild --print-errorlogs --num-processes "$JOBS" --timeout-multiplier 4 \
		--suite "$suite" >"$log" 2>&1
	status=$?
	if [[ -f $folder/meson-logs/testlog.junit.xml ]]; then
		cp "$folder/meson-logs/testlog.txt" "${log%.log}-full.log"
		counts=$(junit_counts "$folder/meson-logs/testlog.junit.xml" $status)
	else
		counts='0 1 0'
	fi
	# shellcheck disable=SC2086 # three numbers
	tally "$name" $((SECONDS - began)) $counts
	set -- $counts
	[[ $2 == 0 ]] || show "$log"
}

# build_in FOLDER OPTION...: configures the folder once, with these options, and builds it.
build_in() {
	local folder=$1
	shift
	if [[ ! -f $folder/build.ninja ]]; then
		meson setup --wrap-mode=nodownload "$folder" "$@" || return 1
	else
		meson configure "$folder" "${@/--buildtype=/-Dbuildtype=}" || return 1
	fi
	ninja -C "$folder" -j "$JOBS"
}

checks_end() {
	steps_wait
	eval "$at_exit"
	at_exit=
	printf 'in %d s; logs in %s/logs\n' $((SECONDS - checks_began)) "$CHECK"
	printf '%d passed, %d failed' "$passed" "$failed"
	[[ $skipped == 0 ]] || printf ', %d skipped' "$skipped"
	printf '\n'
	[[ $failed == 0 ]]
	exit
}
