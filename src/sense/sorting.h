/* What a line of EVE is to the spool. */
#ifndef VARDE_SENSE_SORTING_H
#define VARDE_SENSE_SORTING_H

#include "ship/ship_frame.h"

struct sorting {
	bool kept; /* goes into the spool: all but statistics, which health.json has */
	enum ship_class class;
	int priority;
};

/*
 * Sorts a line that eve_begin and eve_end made (borrows it): by its event_type, and alerts by
 * their severity: of 3 and more they are kept as long as what was met, no longer.
 */
struct sorting sorting_of(struct span line);

#endif
