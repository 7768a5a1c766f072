/*
 * Names of processes, by which another one on the same machine can tell whether they are still
 * there. A name is never used again: it holds the boot, the namespace of process numbers, the
 * number, and when the process began.
 */
#ifndef VARDE_OS_ALIVE_H
#define VARDE_OS_ALIVE_H

#include "base/arena.h"

enum { ALIVE_NAME = 160 /* bytes of a name and its NUL */ };

/* This process's name, in the arena; "" when the system does not say enough to make one. */
const char *alive_self(struct arena *arena);

/*
 * Whether the process of that name has certainly ended. False when it runs, and when that
 * cannot be known from here: it ran before the machine started again, on another machine, in
 * another container.
 */
bool alive_ended(const char *name);

#endif
