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

# list_add FILE ANCHOR PREFIX ITEM: puts 'PREFIXITEM' in order among the quoted names that begin with PREFIX, behind the text
# ANCHOR and before the next line that holds no quoted name.
list_add() {
	awk -v anchor="$2" -v prefix="$3" -v item="$3$4" '
		function place(line, from,    at, name, rest) {
			at = from
			while (match(substr(line, at), /\047[^\047]*\047/)) {
				at += RSTART - 1
				name = substr(line, at + 1, RLENGTH - 2)
				if (index(name, prefix) == 1 && name ~ /^[a-z0-9_\/]+(\.c)?$/ && !(prefix == "" && name ~ /\//)) {
					seen = NR
					end = at + RLENGTH
					if (name > item) {
						done = 1
						return substr(line, 1, at - 1) "\047" item "\047, " substr(line, at)
					}
				}
				at += RLENGTH
			}
			return line
		}
		{
			lines[NR] = $0
			if (!done && index($0, anchor)) {
				open = 1
				lines[NR] = place($0, index($0, anchor) + length(anchor))
			} else if (!done && open && /\047/) {
				lines[NR] = place($0, 1)
			} else if (open) {
				open = 0
			}
			if (seen == NR) {
				last = NR
				last_end = end
			}
		}
		END {
			# Greater than all: behind the last one.
			if (!done && last) {
				lines[last] = substr(lines[last], 1, last_end - 1) ", \047" item "\047" substr(lines[last], last_end)
				done = 1
			}
			for (i = 1; i <= NR; i++)
				print lines[i]
			exit !done
		}' "$1" >"$1.new" || { rm -f "$1.new"; die "$1: found no list behind $2; add '$3$4' by hand"; }
	cat "$1.new" >"$1"
	rm -f "$1.new"
	say "added $3$4 to $1"
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
