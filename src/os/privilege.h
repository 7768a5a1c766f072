/* Giving up rights for good, after what needed them is open. */
#ifndef VARDE_OS_PRIVILEGE_H
#define VARDE_OS_PRIVILEGE_H

#include "base/err.h"

#include <stdbool.h>

/*
 * Drops every capability, also those that a program could give back; a process of root becomes
 * the user (NULL: nobody), without other groups. ERR_NOTFOUND (no such user), ERR_IO with a
 * message; a process must not go on then.
 */
int privilege_drop(const char *user, struct msg *msg) MUST_USE;

/* A process of root gives the file or folder to the user (NULL: nobody) that it will become;
 * others do nothing. Errors as above. */
int privilege_give(const char *path, const char *user, struct msg *msg) MUST_USE;

#endif
