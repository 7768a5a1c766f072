/* What the detectors' files share. */
#ifndef VARDE_WATCHERS_WATCHER_IMPL_H
#define VARDE_WATCHERS_WATCHER_IMPL_H

#include "watchers/settings.h"
#include "watchers/slots.h"
#include "watchers/watcher.h"

enum {
	WATCH_SECOND = 1000000, /* microseconds */
	IP_ICMP = 1,
	IP_TCP = 6,
	IP_UDP = 17,
	IP_ICMPV6 = 58
};

/* A call of a detector: its settings, its memory, and where its findings go. */
struct watch {
	const struct watcher_settings *settings;
	struct slots *slots;
	struct watcher_hit *hits;
	size_t n;
};

/* A detector. What it does not look at is NULL. */
struct watcher {
	const char *name, *doc;
	uint32_t rows; /* of its memory */
	size_t size;   /* of one */
	void (*flow)(struct watch *w, const struct flow *flow);
	void (*known)(struct watch *w, const struct flow *flow);
	void (*tx)(struct watch *w, const struct tx *tx);
	/* Whether a transaction is worth the lock: pure, may be NULL. */
	bool (*wants)(const struct watcher_settings *settings, const struct tx *tx);
};

/* The rows, by their files: scan.c, */
extern const struct watcher watcher_row_port_scan, watcher_row_host_scan;
/* guess.c, */
extern const struct watcher watcher_row_guess;
/* lateral.c, */
extern const struct watcher watcher_row_lateral;
/* health.c, */
extern const struct watcher watcher_row_health_peer, watcher_row_health_clear;
/* first.c, */
extern const struct watcher watcher_row_first;
/* beacon.c, */
extern const struct watcher watcher_row_beacon;
/* tunnel.c. */
extern const struct watcher watcher_row_tunnel;

/* Tells a finding; what has no room in a call is passed over (there is room for one of each
 * detector that a call asks). */
void watch_tell(struct watch *w, const struct watcher_alert *alert, uint64_t observed,
    uint64_t threshold, uint32_t seconds, const char *fmt, ...) PRINTF(6, 7);

/* A key of what is added to it. */
struct watch_key {
	uint8_t bytes[64];
	size_t n;
};

/* Empty, but for a letter that tells keys of one detector apart. */
struct watch_key watch_key_of(uint8_t letter);

/* Adds bytes, an address (16 bytes), a number. What does not fit is left out. */
void watch_key_add(struct watch_key *key, const void *bytes, size_t n);
void watch_key_number(struct watch_key *key, uint32_t n);

/* Its bytes (borrows). */
struct span watch_key_bytes(const struct watch_key *key);

/* What is counted within a time, and whether it was told. Begins anew when it is over. */
struct watch_window {
	int64_t begin; /* microseconds; 0: it has not begun */
	int64_t told;  /* 0: not yet */
};

/* Whether the window is a new one at that time: the caller empties what it counts. */
bool watch_window_new(struct watch_window *window, int64_t now, uint32_t seconds);

/* Whether it may be told now: it was not within so many seconds. */
bool watch_window_tell(struct watch_window *window, int64_t now, uint32_t again);

/* Bytes of a flow in a direction that are more than headers (an estimate: frames are what
 * flows count). */
uint64_t watch_said(const struct flow *flow, enum flow_dir dir);

/* Whether the flow goes to many or to all: multicast, broadcast. */
bool watch_to_many(const struct flow *flow);

#endif
