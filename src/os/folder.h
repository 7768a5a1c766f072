/* What is in a folder. */
#ifndef VARDE_OS_FOLDER_H
#define VARDE_OS_FOLDER_H

#include "base/err.h"
#include "base/vec.h"

struct folder {
	VEC(const char *) names; /* in the order of their bytes; in the arena */
};

/* The names in the folder but hidden ones (".name"). Errors of file_error. */
int folder_list(
    const char *path, struct arena *arena, struct folder *ret, struct msg *msg) MUST_USE;

/* Makes a new folder that nobody else may look into, in $TMPDIR or /tmp; its path is in the
 * arena. Errors of file_error. folder_remove ends it. */
int folder_temporary(struct arena *arena, const char **ret, struct msg *msg) MUST_USE;

/* Removes the folder and what is in it, hidden files too; links are not followed. What cannot
 * be removed stays: 0, else ERR_IO. One that is not there is removed. */
int folder_remove(const char *path);

#endif
