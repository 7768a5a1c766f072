#!/bin/sh
# tools/fmt finds what is not formatted, and formats it.
set -u
. "$(dirname "$0")/lib.sh"
mkdir -p "$tree/tools"
cp "$root/tools/fmt" "$root/tools/list-files" "$tree/tools/"
cp "$root/.clang-format" "$tree/"
cd "$tree" || exit 1

printf 'int a;\n' | put src/base/good.c
passes 'formatted files' tools/fmt --check
printf 'int  b ;\n' | put src/base/bad.c
fails 'a file that is not' 'src/base/bad.c: not as clang-format writes it' tools/fmt --check
grep -q good.c "$out" && not_ok 'only that one is named' || ok 'only that one is named'
passes 'it formats' tools/fmt
passes 'and all is well' tools/fmt --check
[ "$(cat src/base/bad.c)" = 'int b;' ] && ok 'with the same meaning' || not_ok 'with the same meaning'
finish
