#!/bin/sh
# tools/check-mirror finds what it is there to find.
set -u
. "$(dirname "$0")/lib.sh"
check="$root/tools/check-mirror"

fresh() {
	rm -rf "$tree/src" "$tree/tests" "$tree/fuzz" "$tree/tools"
	put src/wire/dns.c </dev/null
	echo '# wire/' | put src/wire/README.md
	echo '# net/' | put src/net/README.md
	echo 'TEST(x)' | put tests/wire/dns.c
	echo "'dns.c'" | put tests/wire/meson.build
	echo 'int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)' | put fuzz/wire/dns.c
	echo "'wire/dns'" | put fuzz/meson.build
	echo seed | put fuzz/corpus/dns/one
	put src/net/conn.c </dev/null
}

fresh
passes 'a tree that is right (net/ is not pure and needs no test file)' "$check" "$tree"
echo helper | put tests/wire/fake.c
echo "'dns.c', 'fake.c'" | put tests/wire/meson.build
passes 'a helper without a test in it' "$check" "$tree"
rm "$tree/tests/wire/dns.c"
fails 'a pure source without a test' 'src/wire/dns.c:1: has no test' "$check" "$tree"
echo 'test src/wire/dns.c is read through tests/wire/other.c' | put tools/mirror-exempt
passes 'an exception with a reason' "$check" "$tree"
echo 'test src/wire/dns.c no' | put tools/mirror-exempt
fails 'an exception without a reason' 'src/wire/dns.c has no reason' "$check" "$tree"
echo 'test src/wire/gone.c is read through tests/wire/other.c' | put tools/mirror-exempt
fails 'an exception for a file that is gone' 'src/wire/gone.c does not exist' "$check" "$tree"
fresh
echo 'TEST(y)' | put tests/wire/old.c
echo "'dns.c', 'old.c'" | put tests/wire/meson.build
fails 'a test without its source' 'tests/wire/old.c:1: there is no src/wire/old.c' "$check" "$tree"
fresh
echo "'other.c'" | put tests/wire/meson.build
fails 'a test that is not built' 'tests/wire/dns.c:1: is not built' "$check" "$tree"
fresh
echo '/* nothing */' | put tests/wire/dns.c
fails 'a test file without a test' 'tests/wire/dns.c:1: has no test in it' "$check" "$tree"
fresh
rm "$tree/fuzz/wire/dns.c"
fails 'a parser without a fuzz target' 'src/wire/dns.c:1: has no fuzz target' "$check" "$tree"
fresh
yes line | head -31 | put fuzz/wire/dns.c
fails 'a fuzz target that is too long' 'fuzz/wire/dns.c:31: 31 lines, over 30' "$check" "$tree"
fresh
rm "$tree/fuzz/corpus/dns/one"
fails 'a fuzz target without a seed' 'fuzz/wire/dns.c:1: has no seed corpus' "$check" "$tree"
fresh
echo "'wire/tls'" | put fuzz/meson.build
fails 'a fuzz target that is not built' 'fuzz/wire/dns.c:1: is not built' "$check" "$tree"
fresh
rm "$tree/src/wire/README.md"
fails 'a folder without a README' 'src/wire: has no README.md' "$check" "$tree"
fresh
yes line | head -n 71 | put src/wire/README.md
fails 'a README that is longer than a page' 'src/wire/README.md:70: is longer than a page' "$check" "$tree"
finish
