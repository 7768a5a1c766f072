/* Whose things are, once for all threads of a process: a whole country's perimeters are some
 * ten megabytes. Loaded when somebody asks first, and anew when they have changed. */
#ifndef VARDE_DESK_ATTRIBUTE_SHARED_H
#define VARDE_DESK_ATTRIBUTE_SHARED_H

#include "desk/attribute.h"

/* As it is now. What it gave before stays until all have given it back. Outside a transaction.
 * attribute_shared_put ends it. One process, one database. */
int attribute_shared_get(struct db *db, int64_t now, const struct attribute **ret) MUST_USE;

/* Gives it back. NULL is allowed. */
void attribute_shared_put(const struct attribute *a);

/* Forgets it, for tests that change the database. Nobody may hold it. */
void attribute_shared_forget(void);

#endif
