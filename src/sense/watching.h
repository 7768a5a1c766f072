/* The detectors of a sensor with their settings, as an option names them. */
#ifndef VARDE_SENSE_WATCHING_H
#define VARDE_SENSE_WATCHING_H

#include "watchers/watcher.h"

struct watching;

/* The detectors as the file sets them; "usual": as they are without one. ERR_* with a message.
 * Gives; watching_close ends it. */
int watching_open(const char *file, struct watching **ret, struct msg *msg) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct watching *watching_close(struct watching *watching);

/* The detectors (borrows); NULL for NULL. */
struct watchers *watching_watchers(struct watching *watching);

#endif
