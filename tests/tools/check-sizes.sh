#!/bin/sh
# tools/check-sizes finds what it is there to find.
set -u
. "$(dirname "$0")/lib.sh"
check="$root/tools/check-sizes"

# function LINES: a function of that many lines.
function_of() {
	printf 'static int long_one(int a,\n    int b)\n{\n'
	yes '	a++; /* } */' | head -n $(($1 - 4))
	printf '}\n'
}

function_of 100 | put src/base/x.c
passes 'a function of 100 lines' "$check" "$tree"
grep -q 'warning: src/base/x.c:1: function long_one has 100 lines' "$out" && ok 'is told as a warning' || not_ok 'is told as a warning'
function_of 101 | put src/base/x.c
fails 'a function of 101 lines' 'src/base/x.c:1: function long_one has 101 lines' "$check" "$tree"
(yes 'static int x;' | head -n 750; function_of 51) | put src/base/x.c
fails 'a file of 801 lines' 'src/base/x.c:1: 801 lines, over 800' "$check" "$tree"
(yes 'static int x;' | head -n 480; function_of 50) | put src/base/x.c
passes 'a file of 530 lines' "$check" "$tree"
grep -q 'warning: src/base/x.c:1: 530 lines' "$out" && ok 'is told as a warning' || not_ok 'is told as a warning'
(printf 'static const int t[] = {\n'; yes '	1,' | head -n 150; printf '};\n') | put src/base/x.c
passes 'a table is no function' "$check" "$tree"
finish
