/* Silence: reminders of critical and high notices after 1, 3 and 7 days; with the last one, a
 * telephone call. */
#ifndef VARDE_DESK_NOTICE_REMIND_H
#define VARDE_DESK_NOTICE_REMIND_H

#include "desk/notice.h"

/* What a pass did. */
struct notice_reminded {
	int64_t notices; /* reminded of */
	int64_t calls;   /* put on the board */
};

/* Reminds of at most max notices that are due. Its own transactions, one a notice; any number
 * of servers, and again after a crash: each reminder goes out once. */
int notice_remind_due(
    struct db *db, int64_t now, int max, struct notice_reminded *ret) MUST_USE;

#endif
