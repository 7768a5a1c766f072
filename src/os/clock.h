/* The only source of time. Tests give the loop a clock of their own, so that waiting costs
 * nothing and orders repeat. */
#ifndef VARDE_OS_CLOCK_H
#define VARDE_OS_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*mono)(void *arg); /* milliseconds, never going back */
	int64_t (*wall)(void *arg); /* milliseconds since 1970 UTC */
	/*
	 * Called instead of sleeping when nothing is ready for ms milliseconds; the fake clock
	 * advances. NULL for the system's clock, which really sleeps.
	 */
	void (*idle)(void *arg, int64_t ms);
	void *arg;
};

/* The system's clock. */
extern const struct clock clock_system;

#endif
