# Shared by the self-tests of the gates: each plants a violation in a small tree and sees it found, with file and line.
# shellcheck shell=sh disable=SC2034

root=$(cd "$(dirname "$0")/../.." && pwd)
tree=$(mktemp -d)
out=$tree.out
trap 'rm -rf "$tree" "$out"' EXIT
trap 'exit 130' INT TERM
count=0
bad=0

ok() {
	count=$((count + 1))
	echo "ok $count - $1"
}

not_ok() {
	count=$((count + 1))
	bad=1
	echo "not ok $count - $1"
	sed 's/^/# /' "$out"
}

# passes NAME COMMAND...: the command must succeed.
passes() {
	name=$1
	shift
	if "$@" >"$out" 2>&1; then ok "$name"; else not_ok "$name"; fi
}

# fails NAME TEXT COMMAND...: the command must fail and print the text.
fails() {
	name=$1
	text=$2
	shift 2
	if "$@" >"$out" 2>&1; then
		not_ok "$name (it passed)"
	elif grep -qF -- "$text" "$out"; then
		ok "$name"
	else
		not_ok "$name (it did not say: $text)"
	fi
}

# put FILE: writes standard input into the small tree.
put() {
	mkdir -p "$tree/$(dirname "$1")"
	cat >"$tree/$1"
}

finish() {
	echo "1..$count"
	exit $bad
}
