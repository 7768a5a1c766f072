#!/bin/sh
# tools/check-symbols finds a database in a collector.
set -u
. "$(dirname "$0")/lib.sh"
check="$root/tools/check-symbols"
cc=${CC:-cc}

build() {
	mkdir -p "$tree/build/src"
	printf '%s\nint main(void) { return 0; }\n' "$1" | $cc -x c -o "$tree/build/src/varde-scan" - || exit 1
}

build 'int scan(void) { return 1; }'
passes 'a collector without a store' "$check" "$tree/build"
build 'int sqlite3_open(void) { return 1; }'
fails 'SQLite in a collector' 'has symbols of the store' "$check" "$tree/build"
build 'static int __attribute__((used)) PQconnectdb(void) { return 1; }'
fails 'libpq in a collector, even a static symbol' 'PQconnectdb' "$check" "$tree/build"
echo 'int run_insert(void) { return 1; }' | $cc -c -x c -o "$tree/store.o" - && ar rc "$tree/build/libstore.a" "$tree/store.o"
build 'int run_insert(void) { return 1; }'
fails 'our own store in a collector' 'run_insert' "$check" "$tree/build"
build 'int run_inserted(void) { return 1; }'
passes 'a name that only resembles one' "$check" "$tree/build"
rm "$tree/build/src/varde-scan"
fails 'no collector' 'varde-scan is not there' "$check" "$tree/build"
finish
