/* Why the house itself did something, kept in a note beside what people write there: in pieces,
 * so that each reader reads it in a language of their own. */
#ifndef VARDE_DESK_WHY_H
#define VARDE_DESK_WHY_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

/* The message as the text of a note, a JSON array. The arena owns it. */
const char *why_note(const struct msg *why, struct arena *arena);

/* Reads such a text; false: a person wrote it. What *ret borrows is in the arena. */
bool why_read(const char *note, struct arena *arena, struct msg *ret);

#endif
