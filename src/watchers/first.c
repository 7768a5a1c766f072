/*
 * A system that speaks a protocol for the first time. Each of our addresses is learned for a
 * while; what it offers or asks for afterwards that it never did is told, once. What was
 * learned is in memory alone: after a start it is learned anew.
 */
#include "watchers/watcher_impl.h"

enum { ROWS = 65536 };

struct asset {
	int64_t since;     /* first seen, microseconds */
	uint64_t spoke[2]; /* bits of enum proto_id: as client, as server */
};

_Static_assert(PROTO_IDS <= 64, "protocols are bits of a word");

static const struct watcher_alert serves = {.sid = WATCHER_SID + 20,
    .detector = "first-time",
    .signature = "VARDE system offers a protocol for the first time",
    .class = "first-time",
    .category = "Protocol Never Seen There Before",
    .priority = 3,
    .severity = "Minor",
    .confidence = "Medium",
    .tag = "first-time"};

static const struct watcher_alert asks = {.sid = WATCHER_SID + 21,
    .detector = "first-time",
    .signature = "VARDE system uses a protocol for the first time",
    .class = "first-time",
    .category = "Protocol Never Seen There Before",
    .priority = 3,
    .severity = "Informational",
    .confidence = "Low",
    .tag = "first-time"};

static void speaks(struct watch *w, const struct flow *f, bool server)
{
	const struct watcher_settings *s = w->settings;
	struct watch_key key = watch_key_of('a');
	uint64_t bit = UINT64_C(1) << f->app;
	struct asset *row;
	int64_t days;

	watch_key_add(&key, server ? f->server : f->client, sizeof(f->client));
	row = slots_take(w->slots, watch_key_bytes(&key), f->last, NULL);
	if (row->since == 0)
		row->since = MAX(f->last, 1);
	if (row->spoke[server] & bit)
		return;
	row->spoke[server] |= bit;
	if (f->last - row->since < (int64_t)s->learn_seconds * WATCH_SECOND)
		return;
	days = (f->last - row->since) / WATCH_SECOND / 86400;
	watch_tell(w, server ? &serves : &asks, 1, 1, 0,
	    "%s has been known for %lld days and never %s %s before",
	    server ? "the server" : "the client", (long long)days, server ? "offered" : "used",
	    protos[f->app] ? protos[f->app]->name : "it");
}

static void known(struct watch *w, const struct flow *f)
{
	if (f->app >= PROTO_IDS)
		return;
	if (networks_client(&w->settings->perimeter, f))
		speaks(w, f, false);
	if (networks_server(&w->settings->perimeter, f))
		speaks(w, f, true);
}

const struct watcher watcher_row_first = {.name = "first-time",
    .doc = "A system offers or uses a protocol that it never did",
    .rows = ROWS,
    .size = sizeof(struct asset),
    .known = known};
