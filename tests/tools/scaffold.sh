#!/bin/sh
# What the skeleton generators write is worth keeping: it builds with warnings as errors, passes its tests and the static gates,
# and is found by the program.
set -u
. "$(dirname "$0")/lib.sh"
log=$out

"$root/tools/list-files" | tar -C "$root" -cf - -T - | tar -xf - -C "$tree" || exit 1
cd "$tree" || exit 1

# What the static gates say to a tree, without their last lines; the skeleton must add nothing to it.
static() {
	for gate in layers headers sizes mirror words; do
		"tools/check-$gate" 2>&1
	done | grep -v '^check-' | LC_ALL=C sort -u
}
static >before
adds_nothing() {
	static >after
	! LC_ALL=C comm -13 before after | grep .
}

passes 'tools/new-probe writes a probe' tools/new-probe gopher 70
fails 'and not a second time' 'exists already' tools/new-probe gopher 70
fails 'nor one with an odd name' 'lower-case letters and digits' tools/new-probe Go-pher
for list in "src/wire/meson.build 'gopher.c'" "tests/scan/meson.build 'probe_gopher.c'" "fuzz/meson.build 'wire/gopher'" \
	"src/scan/probes.c &probe_gopher,"; do
	file=${list%% *}
	passes "$file names it" grep -qF "${list#* }" "$file"
done
passes 'tools/new-finding writes a finding' tools/new-finding gopher-exposed
fails 'and not a second time' 'exists already' tools/new-finding gopher-exposed
fails 'nor one with an odd name' 'lower-case letters, digits and hyphens' tools/new-finding 'Gopher exposed'
passes 'the static gates like both' adds_nothing

setup() { meson setup --wrap-mode=nodownload build -Dwerror=true -Doptimization=0; }
passes 'Meson takes the tree' setup
# The programs, and the tests of what was written; the other tests do not know of it.
passes 'it builds without a warning' ninja -C build -j "${JOBS:-2}" src/cmd/varde src/cmd/varde-scan src/pack/kb-compile \
	tests/wire/test-wire tests/scan/test-scan tests/assess/test-assess tests/pack/test-pack fuzz/fuzz-gopher
tests() { meson test -C build --no-rebuild --print-errorlogs wire scan fuzz-gopher assess pack kb-compile; }
passes 'its tests pass' tests
out=$tree/build/meson-logs/testlog.txt
for test in probe_gopher_reads_the_greeting_and_sends_nothing gopher_greeting_truncated_at_every_length; do
	grep -qE "^ok [0-9]+ - $test" "$out" && ok "$test was among them" || not_ok "$test was among them"
done
out=$log
finish
