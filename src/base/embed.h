/* Files that tools/embed puts into the program at build time. */
#ifndef VARDE_BASE_EMBED_H
#define VARDE_BASE_EMBED_H

#include "base/span.h"

/* A row of a table that "tools/embed --table" writes; the last has no name. A NUL follows the
 * bytes, so that those of a text are a C string. */
struct embed_file {
	const char *name; /* of the file, without its folder */
	struct span bytes;
};

#endif
