#!/bin/sh
# tools/check-words finds what it is there to find.
set -u
. "$(dirname "$0")/lib.sh"
check="$root/tools/check-words"

echo '/* A mkstemp name: /tmp/varde-XXXXXX. A method todo_list is fine. */' | put src/base/x.c
passes 'clean files' "$check" "$tree"
for word in TODO FIXME XXX HACK; do
	printf 'int a;\n/* %s: later */\n' $word | put src/base/x.c
	fails "the mark $word" 'src/base/x.c:2: unfinished work' "$check" "$tree"
done
echo 'path=/work/tree' | put src/base/x.c
fails 'a path of a machine' "src/base/x.c:1: a path of somebody's machine" "$check" "$tree"
echo '<<<<<<< HEAD' | put src/base/x.c
fails 'a merge conflict' 'src/base/x.c:1: a merge conflict' "$check" "$tree"
echo '"resolved": "https://host/x.tgz"' | put src/base/x.c
fails 'a registry address' 'src/base/x.c:1: a registry address in a lock file' "$check" "$tree"
finish
