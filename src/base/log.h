/* Log lines on standard error: "varde: warning: text". Only the top of a program logs;
 * libraries return errors. */
#ifndef VARDE_BASE_LOG_H
#define VARDE_BASE_LOG_H

#include "base/err.h"

#include <stdint.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* Sets the program's name (borrows, for ever) and the least severe level that is printed. */
void log_init(const char *program, enum log_level level);

/* Prints one line; control bytes in the text are printed as \xNN so that no terminal obeys
 * them. */
void log_line(enum log_level level, const char *fmt, ...) PRINTF(2, 3);

/* From now on one JSON object a line: time (of now), level, program, text or the pairs. NULL:
 * lines of text again. */
void log_json(int64_t (*now)(void));

/* Prints name=value pairs: names and values in turn (borrows), ended by NULL. In text a value
 * with a space, a quote or '=' stands in quotes; in JSON a value of decimal digits is a
 * number. */
void log_pairs(enum log_level level, const char *const *pairs);

/* Prints a message in its three parts: what, detail, what to do. */
void log_msg(enum log_level level, const struct msg *msg);

#endif
