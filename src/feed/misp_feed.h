/*
 * A feed of MISP as somebody else publishes it: manifest.json names the events, each is
 * UUID.json beside it. Pure: fetching, and what is kept, is the caller's. Nothing that a feed
 * says becomes an address but an event's UUID, whose form is checked to the last letter.
 */
#ifndef VARDE_FEED_MISP_FEED_H
#define VARDE_FEED_MISP_FEED_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "codec/json.h"

enum {
	MISP_FEED_ANSWER = 16 << 20, /* bytes of the manifest, and of an event */
	MISP_FEED_MANY = 200000,     /* events of one feed */
};

struct misp_feed_event {
	const char *uuid; /* lower case */
	int64_t stamp;    /* when it changed; seconds since 1970 */
	const char *info; /* what it is about, shortened; "" */
	const char *org;  /* who wrote it, shortened; "" */
};

struct misp_feed {
	VEC(struct misp_feed_event) events; /* those that changed last come first */
	size_t odd;                         /* entries that are none */
};

/* The address of the feed's manifest, or (uuid) of one of its events. The feed's own is that of
 * its folder, or of its manifest. In the arena. */
const char *misp_feed_url(const char *feed, const char *uuid, struct arena *arena);

/* Whether an address is good for a feed: https (http to this machine), no query, no fragment,
 * no name or password in it. */
bool misp_feed_url_fit(const char *url);

/* Reads a manifest. ERR_SYNTAX, ERR_LIMIT with a message; the rest is in the arena. */
int misp_feed_read(
    struct span manifest, struct arena *arena, struct misp_feed *ret, struct msg *msg) MUST_USE;

/* Reads what was fetched for an event: JSON that is that event. ERR_SYNTAX, ERR_DENIED (another
 * event) with a message. */
int misp_feed_open(struct span bytes, const struct misp_feed_event *event, struct arena *arena,
    struct json **ret, struct msg *msg) MUST_USE;

#endif
