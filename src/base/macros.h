/* Compiler attributes and the few macros that every file may use. */
#ifndef VARDE_BASE_MACROS_H
#define VARDE_BASE_MACROS_H

#include <stddef.h>

#define MUST_USE     __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define UNUSED       __attribute__((unused))
#define NORETURN     __attribute__((noreturn))
#define CLEANUP(fn)  __attribute__((cleanup(fn)))

/* Marks a text for translation that is looked up elsewhere. */
#define TR(msgid) msgid

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b)    ((a) < (b) ? (a) : (b))
#define MAX(a, b)    ((a) > (b) ? (a) : (b))

#endif
