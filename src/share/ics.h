/* Events as a calendar (iCalendar, RFC 5545): times in UTC, lines folded at 75 octets. Pure. */
#ifndef VARDE_SHARE_ICS_H
#define VARDE_SHARE_ICS_H

#include "base/err.h"
#include "base/str.h"

/* Borrows; texts may be NULL, but for uid and title. */
struct ics_event {
	const char *uid; /* stays the same for ever */
	const char *title, *text, *place, *url;
	int64_t starts, ends; /* ms */
	int64_t changed;      /* ms: when it was said last */
	int64_t sequence;     /* grows with each change */
	bool cancelled;
};

/* Appends a calendar of n events. name: of the calendar. ERR_LIMIT. */
int ics_write(
    const char *name, const struct ics_event *events, size_t n, struct str *out) MUST_USE;

#endif
