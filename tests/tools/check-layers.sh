#!/bin/sh
# tools/check-layers finds what it is there to find.
set -u
. "$(dirname "$0")/lib.sh"
check="$root/tools/check-layers"

# A small tree that is right; every case below spoils one thing and mends it again.
fresh() {
	rm -rf "$tree/src"
	put src/LAYERS <<-END
		# folder, layer, may include
		base  L0
		codec L1  base
		wire  L2  base codec
		store L2  base codec
		scan  L3  base codec wire
	END
	put src/base/span.h </dev/null
	put src/base/arena.c <<-END
		#include <stdlib.h>
		void *take(void) { return malloc(1); }
	END
	put src/codec/json.h <<-END
		#include "base/span.h"
	END
	put src/wire/dns.c <<-END
		#include "codec/json.h"
		/* #include "scan/probe.h" is only talked about, and so is malloc(1). */
		static const char text[] = "#include \"scan/probe.h\" malloc(1)";
	END
	put src/scan/probe.h </dev/null
	put src/store/sqlite.c <<-END
		#include <sqlite3.h>
	END
}

fresh
passes 'a tree that is right' "$check" "$tree"
echo '#include "scan/probe.h"' >>"$tree/src/wire/dns.c"
fails 'an upward include' 'src/wire/dns.c:4: wire (L2) includes scan (L3)' "$check" "$tree"
fresh
echo '#include "store/db.h"' >>"$tree/src/scan/probe.h"
fails 'an include that the row does not list' 'src/scan/probe.h:1: scan includes store' "$check" "$tree"
fresh
sed -i 's/^codec L1  base/codec L1  base wire/' "$tree/src/LAYERS"
fails 'a row that points upwards' 'src/LAYERS:3: codec (L1) names wire (L2)' "$check" "$tree"
fails 'a cycle in the table' 'form a cycle: codec -> wire -> codec' "$check" "$tree"
fresh
echo 'ghost L1 base' >>"$tree/src/LAYERS"
sed -i 's/^ghost L1 base/ghost L1 phantom/' "$tree/src/LAYERS"
fails 'a row that names an unknown folder' 'ghost names the unknown folder phantom' "$check" "$tree"
fresh
put src/odd/x.c </dev/null
fails 'a folder without a row' 'src/odd/x.c:1: the folder odd has no row' "$check" "$tree"
fresh
put src/x.c </dev/null
fails 'a file outside the folders' 'src/x.c:1: a source file directly in src/' "$check" "$tree"
fresh
echo '#include "json.h"' >>"$tree/src/codec/json.h"
fails 'an include without its folder' 'src/codec/json.h:2: include "json.h" does not name its folder' "$check" "$tree"
echo "output: ['json.h']" | put src/codec/meson.build
passes 'unless the build makes the header' "$check" "$tree"
rm "$tree/src/codec/meson.build"
fresh
echo '#include "codec/b.h"' >"$tree/src/codec/a.h"
echo '#include "codec/a.h"' >"$tree/src/codec/b.h"
fails 'headers that include each other' 'headers include each other: src/codec/a.h -> src/codec/b.h -> src/codec/a.h' "$check" "$tree"
fresh
echo '#include <sqlite3.h>' >>"$tree/src/scan/probe.h"
fails 'a database in a collector' '<sqlite3.h> (SQLite) in scan' "$check" "$tree"
fresh
echo '#include <openssl/ssl.h>' >>"$tree/src/wire/dns.c"
fails 'OpenSSL outside net/' 'src/wire/dns.c:4: <openssl/ssl.h> (OpenSSL) in wire' "$check" "$tree"
fresh
echo '#include <curl/curl.h>' >>"$tree/src/codec/url.c"
passes 'libcurl in codec/url.c' "$check" "$tree"
echo '#include <curl/curl.h>' >>"$tree/src/codec/json.h"
fails 'libcurl elsewhere in codec/' 'src/codec/json.h:2: <curl/curl.h> (libcurl) in codec' "$check" "$tree"
fresh
echo '#include <libxml/parser.h>' >>"$tree/src/codec/json.h"
fails 'a library without a row' '<libxml/parser.h> is no known library' "$check" "$tree"
fresh
echo '#include <sys/socket.h>' >>"$tree/src/wire/dns.c"
fails 'a socket in a pure folder' '<sys/socket.h> in the pure folder wire' "$check" "$tree"
fresh
echo 'long now(void) { return time(0); }' >>"$tree/src/wire/dns.c"
fails 'a clock in a pure folder' 'a clock, file, network or log call in the pure folder wire' "$check" "$tree"
fresh
echo 'void *f(void) { return calloc(1, 2); }' >>"$tree/src/scan/probe.h"
fails 'memory taken outside base/' 'src/scan/probe.h:1: takes or frees memory itself' "$check" "$tree"
fresh
rm "$tree/src/LAYERS"
fails 'no table at all' 'src/LAYERS: is missing' "$check" "$tree"
finish
