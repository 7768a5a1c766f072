/* Buckets of addresses that try to get in (auth/attempts.h), in the memory of this process: an
 * IPv6 network of 64 bits counts as one address. */
#ifndef VARDE_PORTAL_THROTTLE_H
#define VARDE_PORTAL_THROTTLE_H

#include <stdint.h>

/* Takes one attempt of the address; 0, or the milliseconds until there is one. Any thread. */
int64_t throttle_take(const char *remote, int64_t now_ms);

#endif
