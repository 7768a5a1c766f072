/* Lines and words of text protocols. A line counts once its LF has come; a CR before it is not
 * part of it. */
#ifndef VARDE_WIRE_LINE_H
#define VARDE_WIRE_LINE_H

#include "base/span.h"

/* Takes one whole line out of *rest (borrows); false, and *rest untouched, when no LF has come
 * yet. */
bool line_take(struct span *rest, struct span *ret_line);

/* Takes the next word, words being parted by spaces and tabs, out of *rest (borrows); false
 * when there is none. */
bool line_word(struct span *rest, struct span *ret_word);

#endif
