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

#endif
