/* Who looks, as model/audience.h is asked: the same for pages, files, mails and feeds. */
#ifndef VARDE_DESK_VIEWER_H
#define VARDE_DESK_VIEWER_H

#include "auth/role.h"
#include "model/audience.h"
#include "model/ioc.h"
#include "store/db.h"

/* The viewer that who asks is (nobody signed in: whoever passes by); borrows from both. */
void viewer_of(const struct who *who, struct arena *arena, struct audience_viewer *ret);

/* The viewer that a device of an organisation is: what all its people see. key: its id. In the
 * arena. ERR_NOTFOUND. */
int viewer_of_device(struct db *db, const char *key, const char *org, struct arena *arena,
    struct audience_viewer *ret) MUST_USE;

/* Whom an indicator is for. Borrows. */
void viewer_ioc_audience(const struct ioc *ioc, struct audience *ret);

/* The labels of what is published for the whole constituency that the viewer sees: bits 1u <<
 * enum tlp. */
unsigned viewer_labels(const struct audience_viewer *viewer);

#endif
