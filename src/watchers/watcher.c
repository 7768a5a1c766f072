#include "watchers/watcher.h"

#include "watchers/watcher_impl.h"

#include <pthread.h>

struct watchers {
	pthread_mutex_t lock;
	const struct watcher_settings *settings;
	struct slots *slots[WATCHERS]; /* NULL: it is off */
	uint64_t evicted;
};

static const struct watcher *const rows[WATCHERS] = {
    [WATCHER_PORT_SCAN] = &watcher_row_port_scan,
    [WATCHER_HOST_SCAN] = &watcher_row_host_scan,
    [WATCHER_GUESS] = &watcher_row_guess,
    [WATCHER_LATERAL] = &watcher_row_lateral,
    [WATCHER_HEALTH_PEER] = &watcher_row_health_peer,
    [WATCHER_HEALTH_CLEAR] = &watcher_row_health_clear,
    [WATCHER_FIRST] = &watcher_row_first,
    [WATCHER_BEACON] = &watcher_row_beacon,
    [WATCHER_TUNNEL] = &watcher_row_tunnel,
};

const char *watcher_name(enum watcher_id id)
{
	return rows[id]->name;
}

const char *watcher_doc(enum watcher_id id)
{
	return rows[id]->doc;
}

struct watchers *watcher_new(const struct watcher_settings *settings)
{
	struct watchers *w = mem_alloc(sizeof(*w));

	memset(w, 0, sizeof(*w));
	w->settings = settings;
	(void)pthread_mutex_init(&w->lock, NULL);
	for (size_t i = 0; i < WATCHERS; i++)
		if (!settings->off[i])
			w->slots[i] = slots_new(rows[i]->rows, rows[i]->size);
	return w;
}

struct watchers *watcher_free(struct watchers *w)
{
	if (!w)
		return NULL;
	for (size_t i = 0; i < WATCHERS; i++)
		(void)slots_free(w->slots[i]);
	(void)pthread_mutex_destroy(&w->lock);
	return mem_free(w);
}

/* What a detector is asked. One of the three is set. */
struct question {
	const struct flow *ended, *known;
	const struct tx *tx;
};

static void ask(const struct watcher *row, struct watch *watch, const struct question *q)
{
	if (q->ended && row->flow)
		row->flow(watch, q->ended);
	else if (q->known && row->known)
		row->known(watch, q->known);
	else if (q->tx && row->tx && row->wants(watch->settings, q->tx))
		row->tx(watch, q->tx);
}

static void ask_all(struct watchers *w, const struct question *q, struct watcher_report *ret)
{
	struct watch watch = {.settings = w->settings, .hits = ret->hits};
	uint64_t evicted = 0;

	(void)pthread_mutex_lock(&w->lock);
	for (size_t i = 0; i < WATCHERS; i++) {
		watch.slots = w->slots[i];
		if (!watch.slots)
			continue;
		ask(rows[i], &watch, q);
		evicted += slots_evicted(watch.slots);
	}
	ret->evicted = evicted - w->evicted;
	w->evicted = evicted;
	(void)pthread_mutex_unlock(&w->lock);
	ret->n = watch.n;
}

void watcher_flow(struct watchers *w, const struct flow *flow, struct watcher_report *ret)
{
	const struct question q = {.ended = flow};

	ask_all(w, &q, ret);
}

void watcher_known(struct watchers *w, const struct flow *flow, struct watcher_report *ret)
{
	const struct question q = {.known = flow};

	ret->n = 0;
	ret->evicted = 0;
	if (flow->app != PROTO_UNKNOWN && flow->app != PROTO_FAILED)
		ask_all(w, &q, ret);
}

void watcher_tx(struct watchers *w, const struct tx *tx, struct watcher_report *ret)
{
	const struct question q = {.tx = tx};

	ret->n = 0;
	ret->evicted = 0;
	/* Most transactions interest nobody: no lock for them. */
	for (size_t i = 0; i < WATCHERS; i++)
		if (w->slots[i] && rows[i]->tx && rows[i]->wants(w->settings, tx)) {
			ask_all(w, &q, ret);
			return;
		}
}
