/* What audit, show and report tell about a stored run. */
#ifndef VARDE_CMD_FINISH_H
#define VARDE_CMD_FINISH_H

#include "run/finish.h"

#define FINISH_BEGIN_HINT "Begin with: varde audit DOMAIN ADDRESS/BITS --authorised-by \"...\""

/* The message for a command that wants a run when there is no database of one's own yet. */
void finish_nothing(struct arena *arena, struct msg *msg);

/* Prints the findings as a table: at most max rows, texts in the language. */
void finish_print(const struct stored_run *stored, const char *lang, size_t max);

/* "2 critical, 5 high, ..." in the arena. */
char *finish_counts(const struct findings *findings, struct arena *arena);

#endif
