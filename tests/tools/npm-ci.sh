#!/bin/sh
# tools/npm-ci installs once what a lock file names, and again when it names something else. npm is a stand-in here.
set -u
. "$(dirname "$0")/lib.sh"
printf '#!/bin/sh\nprefix=$3\nmkdir -p "$prefix/node_modules" && echo "$*" >>"%s/calls" && test ! -e "%s/broken"\n' "$tree" "$tree" | put bin/npm
chmod +x "$tree/bin/npm"
printf '{"lockfileVersion": 3}\n' | put web/package-lock.json
calls() {
	PATH=$tree/bin:$PATH "$root/tools/npm-ci" "$tree/web"
	status=$?
	[ "$(grep -c . "$tree/calls")" = "$1" ] && [ "$status" = "$2" ]
}
passes 'what is not there is installed' calls 1 0
passes 'what is there is not installed again' calls 1 0
printf '{"lockfileVersion": 3, "packages": {}}\n' | put web/package-lock.json
passes 'another lock file is' calls 2 0
printf '{"lockfileVersion": 3, "name": "x"}\n' | put web/package-lock.json
printf '' | put broken
passes 'a failure is one' calls 3 1
rm "$tree/broken"
passes 'and is tried again' calls 4 0
fails 'a folder without a lock file' 'package-lock.json' "$root/tools/npm-ci" "$tree/bin"
finish
