#!/bin/sh
# tools/install-deps says what it would install and why; nothing is installed here.
set -u
. "$(dirname "$0")/lib.sh"
deps="$root/tools/install-deps"

fails 'no purpose' 'say for what: build, demo, test' "$deps"
fails 'an unknown purpose' 'unknown purpose "party"' "$deps" party
passes 'what a build needs' "$deps" --list build
grep -qE '^meson +build system$' "$out" && ok 'with the reason' || not_ok 'with the reason'
passes 'what a demo needs' "$deps" --list demo
grep -q '^debootstrap ' "$out" && grep -q '^gcc ' "$out" && ok 'is a build and the lab' || not_ok 'is a build and the lab'

# A dpkg-query that knows of no package, and an apt-get that must not run.
put bin/dpkg-query </dev/null
echo 'echo apt-get ran; exit 1' | put bin/apt-get
chmod +x "$tree/bin/dpkg-query" "$tree/bin/apt-get"
dry() { PATH="$tree/bin:$PATH" "$deps" --dry-run test; }
passes 'a dry run' dry
grep -q 'installing for build  *test' "$out" && grep -qE '^  cppcheck +static analysis' "$out" && ! grep -q 'apt-get ran' "$out" &&
	ok 'says what is missing and runs nothing' || not_ok 'says what is missing and runs nothing'

# Packages that are all there: no apt-get either.
"$deps" --list test | awk '{ print "installed", $1 }' | put have
printf '#!/bin/sh\ncat "%s"\n' "$tree/have" | put bin/dpkg-query
there() { PATH="$tree/bin:$PATH" "$deps" test; }
passes 'nothing to do' there
grep -q 'is there' "$out" && ! grep -q 'apt-get ran' "$out" && ok 'says so and runs nothing' || not_ok 'says so and runs nothing'
finish
