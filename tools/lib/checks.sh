# Runs steps, counts their tests and keeps their logs: used by tools/run-checks.
# Needs CHECK (folder of the build that is checked); everything is written below $CHECK/logs and $CHECK/lanes.
# shellcheck shell=bash

at_exit=
declare -A lanes=()

checks_begin() {
	mkdir -p "$CHECK/logs" "$CHECK/lanes"
	rm -f "$CHECK"/logs/* "$CHECK"/lanes/*
	# A line a step, of every lane: "passed failed skipped".
	: >"$CHECK/lanes/.counts"
	checks_began=$SECONDS
	export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0:detect_stack_use_after_return=0}
	export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}
	trap 'exit 130' INT TERM HUP
	trap 'lanes_end; eval "$at_exit"' EXIT
}

# checks_at_exit COMMAND: runs it when the checks end, however they end.
checks_at_exit() { at_exit="$at_exit $1;"; }

# The folder with the programs under test.
program_folder() { echo "$CHECK"; }

# tally NAME SECONDS PASSED FAILED SKIPPED: counts one step and prints its line.
tally() {
	echo "$3 $4 $5" >>"$CHECK/lanes/.counts"
	local mark='ok  '
	[[ $4 == 0 ]] || mark='FAIL'
	printf '%s %-24s %4d s  %d passed' "$mark" "$1" "$2" "$3"
	[[ $4 == 0 ]] || printf ', %d failed' "$4"
	[[ $5 == 0 ]] || printf ', %d skipped' "$5"
	printf '\n'
}

# settle NAME BEGAN PASSED FAILED SKIPPED: the end of a step: all of its lines at once, whatever other lanes have to say.
settle() {
	local log lines
	log=$(log_of "$1")
	lines=$(
		tally "$1" $((SECONDS - $2)) "$3" "$4" "$5"
		[[ $4 == 0 ]] || show "$log"
		[[ $5 == 0 ]] || grep -E '^(ok|1\.\.0).*# *SKIP' "$log" | sed 's/^/     | /'
	)
	{
		flock 9
		printf '%s\n' "$lines"
	} 9>"$CHECK/lanes/.speaks"
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
	local name=$1 began=$SECONDS
	shift
	if "$@" >"$(log_of "$name")" 2>&1; then
		settle "$name" "$began" 1 0 0
	else
		settle "$name" "$began" 0 1 0
	fi
}

# lane NAME SHARE FUNCTION: the steps of a function, in their order, beside those of other lanes. SHARE says what it gets of processors
# that others want as well: a nice value, or "idle" for what nobody else wants at that moment. It has a process group of its own, in this
# session (a session would have its own share of the processors).
lane() {
	local name=$1 share=$2
	shift 2
	set -m
	(
		set +m
		lane_share "$share" >/dev/null 2>&1
		"$@"
		: >"$CHECK/lanes/$name"
	) &
	set +m
	lanes[$name]=$!
}
lane_share() {
	if [[ $1 == idle ]]; then
		chrt --idle --pid 0 $BASHPID
		set -- 19
	fi
	renice -n $(($(nice) + $1)) -p $BASHPID
}

# lane_ended NAME: waits for the end of a lane that began before the one that asks.
lane_ended() {
	[[ -n ${lanes[$1]:-} ]] || return 0
	until [[ -e $CHECK/lanes/$1 ]] || ! kill -0 "${lanes[$1]}" 2>/dev/null; do sleep 0.2; done
}

# lanes_wait: until every lane has come to its end; one that did not is a failure.
lanes_wait() {
	local name
	for name in "${!lanes[@]}"; do
		wait "${lanes[$name]}"
		[[ -e $CHECK/lanes/$name ]] || {
			echo "the lane ended before its last step" >"$(log_of "lane-$name")"
			settle "lane-$name" "$checks_began" 0 1 0
		}
	done
	lanes=()
}

# lanes_end: ends what still runs of them, and waits until it has cleaned up.
lanes_end() {
	local pid i
	for pid in "${lanes[@]}"; do kill -- "-$pid" 2>/dev/null; done
	for pid in "${lanes[@]}"; do
		for ((i = 0; i < 200; i++)); do
			kill -0 -- "-$pid" 2>/dev/null || break
			sleep 0.1
		done
		kill -KILL -- "-$pid" 2>/dev/null
	done
	lanes=()
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
	settle "$name" "$began" $counts
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
	settle "$name" "$began" $counts
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
	local passed failed skipped
	lanes_wait
	eval "$at_exit"
	at_exit=
	read -r passed failed skipped < <(awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$CHECK/lanes/.counts")
	printf 'in %d s; logs in %s/logs\n' $((SECONDS - checks_began)) "$CHECK"
	printf '%d passed, %d failed' "$passed" "$failed"
	[[ $skipped == 0 ]] || printf ', %d skipped' "$skipped"
	printf '\n'
	[[ $failed == 0 ]]
	exit
}
