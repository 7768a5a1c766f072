/* Texts of the knowledge for templates. */
#ifndef VARDE_PORTAL_PROSE_H
#define VARDE_PORTAL_PROSE_H

#include "codec/json_build.h"

/* The text as an array of paragraphs, each an object with "runs": objects {text, code} in which
 * code is what stood between `backticks`. NULL gives an empty array. */
struct json *prose_of(struct arena *arena, const char *text);

#endif
