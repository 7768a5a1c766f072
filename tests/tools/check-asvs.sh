#!/bin/sh
# tools/check-asvs finds what it is there to find.
# shellcheck disable=SC2016 # backquotes of the document
set -u
. "$(dirname "$0")/lib.sh"
check="$root/tools/check-asvs"

printf 'TEST_RIG(a_thing_is_shown)\n{\n}\n' | put tests/portal/x.c
# rows TEXT...: a list of these rows.
rows() {
	printf '%s\n' "$@" | put docs/asvs.md
}

rows '| 1.1.1 | a | `a_thing_is_shown`: so |' '| 1.1.2 | b | Not here: none |'
passes 'a test and a reason' "$check" "$tree"
rows '| 1.1.1 | a | `another_thing` |'
fails 'a test that is not there' '1.1.1 names the test another_thing' "$check" "$tree"
rows '| 1.1.1 | a | `tests/e2e/x.sh` |'
fails 'a script that is not there' '1.1.1 names tests/e2e/x.sh' "$check" "$tree"
rows '| 1.1.1 | a | we are careful |'
fails 'neither test nor reason' '1.1.1 has neither' "$check" "$tree"
rows '| 1.1.1 | a | Open: |'
fails 'a reason that is empty' '1.1.1 has neither' "$check" "$tree"
rows '| 1.1.1 | a | Open: x |' '| 1.1.1 | a | Open: x |'
fails 'a number twice' '1.1.1 stands there twice' "$check" "$tree"
rows 'nothing'
fails 'an empty list' 'no requirement' "$check" "$tree"
finish
