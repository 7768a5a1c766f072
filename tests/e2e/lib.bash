# Shared by the end-to-end tests: the program under test, a folder of their own, TAP lines, the lab.
# shellcheck shell=bash disable=SC2034
#
# VARDE_BUILD    folder with the programs under test (build); VARDE_RELEASE, when set, has what speed and memory are measured with
# LAB_NET=own    unless told: the lab has a network namespace, reached by lab/exec
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/tests/e2e
export VARDE_BUILD=${VARDE_BUILD:-$root/build}
export LAB_NET=${LAB_NET:-own}
LAB_BUILD=${LAB_BUILD:-$root/build/lab}
truth=$LAB_BUILD/truth.json
lab_run=$LAB_BUILD/run
results=$root/build/results
varde=$VARDE_BUILD/src/cmd/varde
# A sandboxed program cannot look for leaks at its end; the unit tests do.
export ASAN_OPTIONS=detect_leaks=0

# Name spaces want root, and so does the lab.
if [[ $EUID -ne 0 ]]; then
	command -v sudo >/dev/null || { echo '1..0 # SKIP neither root nor sudo' && exit 0; }
	exec sudo VARDE_BUILD="$VARDE_BUILD" VARDE_RELEASE="${VARDE_RELEASE:-}" LAB_NET="$LAB_NET" LAB_BUILD="$LAB_BUILD" "$0" "$@"
fi

count=0
bad=0
tmp=$(mktemp -d "${TMPDIR:-/tmp}/varde-e2e.XXXXXX")
chmod 755 "$tmp"
out=$tmp/said
lab_ours=
at_end=()

# end_process PID: ends a background job of ours and what it started (a function in the background is a shell around its program).
end_process() {
	local child
	for child in $(children "$1"); do end_process "$child"; done
	kill "$1" 2>/dev/null
}

# at_end+=(COMMAND) for what a test must undo, last first.
cleanup() {
	local i
	for ((i = ${#at_end[@]} - 1; i >= 0; i--)); do eval "${at_end[i]}"; done
	[[ -z $lab_ours ]] || "$root/lab/down" >/dev/null 2>&1
	if [[ -n ${KEEP:-} ]]; then echo "# kept: $tmp"; else rm -rf "$tmp"; fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

bail() {
	echo "Bail out! $*"
	exit 1
}
ok() { echo "ok $((++count)) - $1"; }
not_ok() {
	echo "not ok $((++count)) - $1"
	bad=1
	[[ ! -s ${2:-$out} ]] || head -n "${SHOW:-20}" "${2:-$out}" | sed 's/^/# /'
}
skip() { echo "ok $((++count)) - $1 # SKIP $2"; }
# check NAME COMMAND...: the command succeeds; what it says is shown when not.
check() {
	local name=$1
	shift
	if "$@" >"$tmp/check" 2>&1; then ok "$name"; else not_ok "$name" "$tmp/check"; fi
}
# told WHAT FILE STATUS: the TAP lines of another program, kept in a file, become tests of ours; that it came to its end is one of its own.
told() {
	local line planned='' failed=''
	while IFS= read -r line; do
		case $line in
		'ok '*) ok "${line#ok * - }" ;;
		'not ok '*) echo "not ok $((++count)) - ${line#not ok * - }" && bad=1 failed=yes ;;
		'1..'*) planned=yes ;;
		'Bail out!'*) echo "# $line" ;;
		*) printf '%s\n' "$line" ;;
		esac
	done <"$2"
	[[ -n $planned && ($3 == 0 || -n $failed) ]] || SHOW=0 not_ok "$1 comes to its end (it was $3)"
}
finish() {
	echo "1..$count"
	exit "$bad"
}

[[ -x $varde ]] || bail "there is no program $varde: build first, or set VARDE_BUILD"

# The hospital runs; one that this script started ends with it.
lab_need() {
	if ! "$root/lab/status" >/dev/null 2>&1; then lab_ours=yes; fi
	"$root/lab/up" >"$tmp/lab-up" 2>&1 || {
		sed 's/^/# /' "$tmp/lab-up"
		bail 'the lab did not start'
	}
	resolver=$(tr -d '\n' <"$truth" | sed -n 's/.*"resolver": *"\([^"]*\)".*/\1/p')
	targets=$(tr -d '\n' <"$truth" | sed -n 's/.*"targets": *\[\([^]]*\)\].*/\1/p' | tr -d '",')
	[[ -n $resolver && -n $targets ]] || bail "$truth names no resolver or no targets"
}

# In the lab's network.
lab_exec() { "$root/lab/exec" "$@"; }

# exits CODE COMMAND...: runs it, its output in $out and its errors in $err; whether the exit code is that.
err=$tmp/errors
status=0
run() {
	"$@" >"$out" 2>"$err" </dev/null
	status=$?
}

# wait_for SECONDS COMMAND...: whether the command succeeds in time.
wait_for() {
	local until=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		((SECONDS < until)) || return 1
		sleep 0.05
	done
}

# children PID: the processes it started.
children() { cat "/proc/$1/task/$1/children" 2>/dev/null; }

# on_both_engines [COMMAND...]: the script once more for each engine, both at once, each in a network of its own, with E2E_ENGINE and E2E_DB
# set; for PostgreSQL it is the command that starts the script, and sets VARDE_TEST_PG. What they say is told one after the other.
on_both_engines() {
	local engine pids=() before=("${at_end[@]}")
	E2E_ENGINE=sqlite E2E_DB=$tmp/varde.db unshare --net bash "$0" >"$tmp/sqlite.tap" 2>&1 &
	pids+=($!)
	# shellcheck disable=SC2016 # expanded inside
	E2E_ENGINE=postgresql "$@" unshare --net bash -c 'E2E_DB=${VARDE_TEST_PG:-} exec bash "$0"' "$0" >"$tmp/postgresql.tap" 2>&1 &
	pids+=($!)
	at_end+=("end_process ${pids[0]}" "end_process ${pids[1]}")
	for engine in sqlite postgresql; do
		wait "${pids[0]}"
		told "$engine" "$tmp/$engine.tap" $?
		pids=("${pids[@]:1}")
	done
	at_end=("${before[@]}")
}

# Two networks of our own, "near" with the scanner and "far" with what it may meet, joined by a cable: nothing leaves the machine. The far
# side has the addresses 10.77.0.2 to .9; near is 10.77.0.1, and sends by default into the cable.
near=
far=
near() { nsenter --target "$near" --net -- "$@"; }
far() { nsenter --target "$far" --net -- "$@"; }
net_of_own() {
	local mine
	mine=$(readlink /proc/self/ns/net)
	unshare --net sleep 100000 &
	near=$!
	unshare --net sleep 100000 &
	far=$!
	at_end+=("kill $near $far 2>/dev/null")
	# Until both have left our network.
	while [[ $(readlink /proc/$near/ns/net) == "$mine" || $(readlink /proc/$far/ns/net) == "$mine" ]]; do
		kill -0 $near && kill -0 $far || return 1
	done
	near sh -ec "
		ip link add cable type veth peer name cable netns $far
		echo 1 >/proc/sys/net/ipv6/conf/cable/disable_ipv6
		ip address add 10.77.0.1/24 dev cable
		ip link set cable up
		ip link set lo up
		" || return 1
	far sh -ec '
		echo 1 >/proc/sys/net/ipv6/conf/cable/disable_ipv6
		for i in 2 3 4 5 6 7 8 9; do ip address add 10.77.0.$i/24 dev cable; done
		ip link set cable up
		ip link set lo up
		' || return 1
	near ip route add default via 10.77.0.2
}
# How many packets the near side has sent, of any kind.
sent() { near awk '/cable:/ { print $11 }' /proc/net/dev; }
