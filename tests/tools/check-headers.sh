#!/bin/sh
# tools/check-headers finds what it is there to find.
set -u
. "$(dirname "$0")/lib.sh"
check="$root/tools/check-headers"

fresh() {
	put src/base/x.h <<-END
		/* A header that is right. */
		#ifndef VARDE_BASE_X_H
		#define VARDE_BASE_X_H

		#include <stddef.h>

		#define TWICE(a) \\
		        ((a) + \\
		         (a))

		/* Things. */
		struct thing {
		        int (*call)(int);
		        int n;
		};

		/* Two that belong together; n is bytes. */
		int x_one(size_t n);
		int x_two(size_t n, const char *long_name,
		    struct thing *thing);

		int x_three(void); /* said on the line itself */

		/* Inline. */
		static inline int x_four(int a)
		{
		        return a ? x_one((size_t)a) : 0;
		}

		#endif
	END
}

# into LINES: puts them in front of the header's #endif.
into() {
	sed -i '$d' "$tree/src/base/x.h"
	cat >>"$tree/src/base/x.h"
	echo '#endif' >>"$tree/src/base/x.h"
}

fresh
passes 'a header that is right' "$check" "$tree"
echo 'int x_five(int a);' | into
fails 'a prototype without a comment' 'src/base/x.h:30: no comment above: int x_five(int a)' "$check" "$tree"
fresh
printf '/* Far away. */\n\nint x_five(int a);\n' | into
fails 'a comment with a blank line between' 'src/base/x.h:32: no comment above' "$check" "$tree"
fresh
printf 'static inline int x_six(int a)\n{\n\treturn a;\n}\n' | into
fails 'an inline function without a comment' 'no comment above: static inline int x_six(int a)' "$check" "$tree"
fresh
printf 'extern const int x_table[];\n' | into
fails 'a table without a comment' 'no comment above: extern const int x_table[]' "$check" "$tree"
fresh
printf '/* A struct and what makes it. */\nstruct y {\n\tint n;\n};\nint x_made(struct y *y);\n\nint x_seven(struct y *y);\n' | into
fails 'a comment that belongs to the struct above' 'no comment above: int x_seven(struct y *y)' "$check" "$tree"
fresh
printf '/* Uses what it does not include. */\nuint16_t x_eight(void);\n' | into
fails 'a header that does not compile alone' 'a header must compile alone' "$check" "$tree"
fresh
sed -i 's/VARDE_BASE_X_H/X_H/' "$tree/src/base/x.h"
fails 'a wrong include guard' 'begin with #ifndef VARDE_BASE_X_H' "$check" "$tree"
finish
