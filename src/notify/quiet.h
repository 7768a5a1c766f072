/* When a mail may wait: quiet hours and the daily digest. Pure. Times are milliseconds since
 * 1970 UTC, zones minutes east of UTC. */
#ifndef VARDE_NOTIFY_QUIET_H
#define VARDE_NOTIFY_QUIET_H

#include "model/record.h"

enum { QUIET_DIGEST_HOUR = 7 }; /* local time of the digest */

/* The end of the quiet hours ("22:00-06:30", may pass midnight) that now lies in, else now
 * itself. Rows that are none are passed over; at most a day away. */
int64_t quiet_until(const struct text_list *hours, int64_t zone, int64_t now);

/* The first digest after that time. */
int64_t quiet_digest(int64_t zone, int64_t after);

#endif
