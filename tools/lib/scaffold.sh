# Shared by the skeleton generators: names, edits of lists in meson.build, and what was written.
# shellcheck shell=sh

say() { printf '%s: %s\n' "${0##*/}" "$*"; }
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# write FILE: makes the file from standard input; the name of the thing replaces @NAME@, in capitals @UPPER@.
write() {
	[ ! -e "$1" ] || die "$1 exists already"
	mkdir -p "$(dirname "$1")"
	sed "s/@NAME@/$name/g; s/@UPPER@/$upper/g" >"$1"
	say "wrote $1"
}

# list_add FILE ANCHOR ITEM: puts 'ITEM' in front of the first quoted .c file (or FOLDER/NAME) behind the line with ANCHOR.
list_add() {
	awk -v anchor="$2" -v item="'$3', " '
		!found && index($0, anchor) { found = 1 }
		found && !done {
			# On the line of the anchor itself, only what stands behind it counts.
			from = index($0, anchor) ? index($0, anchor) + length(anchor) : 1
			if (match(substr($0, from), /\047[a-z0-9_\/]+(\.c)?\047/)) {
				at = from + RSTART - 1
				$0 = substr($0, 1, at - 1) item substr($0, at)
				done = 1
			}
		}
		{ print }
		END { exit !done }' "$1" >"$1.new" || { rm -f "$1.new"; die "$1: found no list behind $2; add '$3' by hand"; }
	cat "$1.new" >"$1"
	rm -f "$1.new"
	say "added $3 to $1"
}

# row_add FILE PATTERN ROW: puts the row behind the last line that matches the pattern.
row_add() {
	at=$(grep -n "$2" "$1" | tail -n 1 | cut -d: -f1)
	[ -n "$at" ] || die "$1: found no row like $2; add $3 by hand"
	awk -v at="$at" -v row="$3" '{ print } NR == at { print row }' "$1" >"$1.new"
	cat "$1.new" >"$1"
	rm -f "$1.new"
	say "added a row to $1"
}
