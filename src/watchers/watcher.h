/*
 * The detectors of our own: what rules see badly, because it is in no single packet. A detector
 * is a row and a file (watcher_impl.h). They look at flows that end, at flows whose protocol is
 * known now, and at transactions; what they remember has a fixed size. All threads share one
 * set, because flows of one host are spread over them.
 */
#ifndef VARDE_WATCHERS_WATCHER_H
#define VARDE_WATCHERS_WATCHER_H

#include "base/err.h"
#include "proto/proto.h"

enum watcher_id {
	WATCHER_PORT_SCAN,
	WATCHER_HOST_SCAN,
	WATCHER_GUESS,
	WATCHER_LATERAL,
	WATCHER_HEALTH_PEER,
	WATCHER_HEALTH_CLEAR,
	WATCHER_FIRST,
	WATCHER_BEACON,
	WATCHER_TUNNEL,
	WATCHERS
};

enum {
	WATCHER_SID = 905090000, /* signature ids: from here on, 1000 of them are ours */
	WATCHER_SID_LAST = 905090999,
	WATCHER_HITS = 8, /* of one call */
	WATCHER_TEXT = 200
};

/* What EVE says of a detector's finding that is always the same. */
struct watcher_alert {
	uint32_t sid;
	const char *detector;   /* the detector's name */
	const char *signature;  /* EVE's alert.signature */
	const char *class;      /* its classtype (rule/env.c), as feed/intake.c knows it */
	const char *category;   /* the class's text: EVE's alert.category */
	uint8_t priority;       /* EVE's alert.severity: 1 high to 3 low */
	const char *severity;   /* metadata signature_severity */
	const char *confidence; /* metadata confidence */
	const char *tag;
};

struct watcher_hit {
	const struct watcher_alert *alert; /* static */
	uint64_t observed;                 /* what was counted */
	uint64_t threshold;                /* what it was held against */
	uint32_t seconds;                  /* within; 0: at once */
	char text[WATCHER_TEXT];           /* an explanation for a person */
};

/* What one call brought about. */
struct watcher_report {
	size_t n;
	uint64_t evicted; /* rows of memory that had to give way */
	struct watcher_hit hits[WATCHER_HITS];
};

struct watchers;
struct watcher_settings;

/* Names ("port-scan"), by enum watcher_id, and one line each. */
const char *watcher_name(enum watcher_id id);
const char *watcher_doc(enum watcher_id id);

/* Borrows the settings. Gives; watcher_free ends it. */
struct watchers *watcher_new(const struct watcher_settings *settings);

/* NULL is allowed. Returns NULL. */
struct watchers *watcher_free(struct watchers *w);

/* A flow ends. *ret is filled. May be called by any thread, as the next two. */
void watcher_flow(struct watchers *w, const struct flow *flow, struct watcher_report *ret);

/* The protocol of a flow is known now. */
void watcher_known(struct watchers *w, const struct flow *flow, struct watcher_report *ret);

/* A transaction is over. */
void watcher_tx(struct watchers *w, const struct tx *tx, struct watcher_report *ret);

#endif
