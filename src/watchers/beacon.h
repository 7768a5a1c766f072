/* Whether times and sizes are those of a machine that reports. Pure. */
#ifndef VARDE_WATCHERS_BEACON_H
#define VARDE_WATCHERS_BEACON_H

#include <stddef.h>
#include <stdint.h>

/* The mean of n numbers, and how far they are from it on average, in per mille of it; an empty
 * list and a mean of 0 give a spread of 1000. */
void beacon_spread(const uint32_t *numbers, size_t n, uint32_t *ret_mean, uint32_t *ret_mille);

#endif
