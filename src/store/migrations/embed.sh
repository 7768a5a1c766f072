#!/bin/sh
# Writes the migrations as C: embed.sh TO.c NNNN-name.sql ... The files' numbers must be 1, 2, 3, ...
set -eu
to=$1
shift
n=0
{
	printf '#include "store/migrate.h"\n\nconst struct migration migrations[] = {\n'
	for file in "$@"; do
		n=$((n + 1))
		name=$(basename "$file" .sql)
		case $name in
		"$(printf '%04d' "$n")"-?*) ;;
		*)
			echo "$file: the next migration must begin with $(printf '%04d-' "$n"): rename it" >&2
			exit 1
			;;
		esac
		printf '\t{ %d, "%s",\n' "$n" "$name"
		sed 's/\\/\\\\/g; s/"/\\"/g; s/^/\t    "/; s/$/\\n"/' "$file"
		printf '\t},\n'
	done
	printf '\t{ 0, NULL, NULL },\n};\n'
} >"$to"
