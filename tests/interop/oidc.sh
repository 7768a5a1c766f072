#!/bin/bash
# Our OpenID Connect against a foreign provider (oidc-provider from npm) on 127.0.0.1. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
client=$(find "${VARDE_BUILD:-build}/tests" -type f -name oidc-client -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $client ]]; then
	echo '1..0 # SKIP build first: tests/interop/oidc-client is missing'
	exit 0
fi
if ! command -v npm >/dev/null || ! npm ci --prefix tests/interop --no-audit --no-fund --ignore-scripts >/dev/null 2>&1; then
	echo '1..0 # SKIP npm ci failed in tests/interop'
	exit 0
fi
exec node tests/interop/oidc.mjs "$client"
