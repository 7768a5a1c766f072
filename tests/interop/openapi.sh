#!/bin/bash
# The OpenAPI description of the API, read by foreign tools (Redocly's linter and ajv from npm). Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
gen=$(find "${VARDE_BUILD:-build}/tests" -type f -name openapi-gen -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $gen ]]; then
	echo '1..0 # SKIP build first: tests/api/openapi-gen is missing'
	exit 0
fi
if ! tools/npm-ci tests/interop >/dev/null 2>&1; then
	echo '1..0 # SKIP npm ci failed in tests/interop'
	exit 0
fi
exec node tests/interop/openapi.mjs "$gen" docs/api/openapi.json
