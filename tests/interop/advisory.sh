#!/bin/bash
# CSAF documents of advisories in every state, label, language and kind of product, read by a foreign validator
# (@secvisogram/csaf-validator-lib): schema, mandatory and optional tests must find nothing. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
samples=$(find "${VARDE_BUILD:-build}/tests" -type f -name advisory-samples -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $samples ]]; then
	echo '1..0 # SKIP build first: tests/interop/advisory-samples is missing'
	exit 0
fi
if ! tools/npm-ci tests/interop >/dev/null 2>&1; then
	echo '1..0 # SKIP npm ci failed in tests/interop'
	exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if ! "$samples" "$folder" >"$folder/count"; then
	echo '1..1'
	echo 'not ok 1 - the documents can be written'
	exit 1
fi
node tests/interop/advisory.mjs "$folder" "$(cat "$folder/count")"
