#!/bin/bash
# The JSON that Varde writes against its schemas, read by a foreign validator (ajv from npm). Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
render=$(find "${VARDE_BUILD:-build}/tests" -type f -name report-render -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $render ]]; then
	echo '1..0 # SKIP build first: tests/report/report-render is missing'
	exit 0
fi
if ! tools/npm-ci tests/interop >/dev/null 2>&1; then
	echo '1..0 # SKIP npm ci failed in tests/interop'
	exit 0
fi
exec node tests/interop/schema.mjs "$render" docs/schema
