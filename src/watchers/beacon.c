/*
 * Beaconing: one of ours connects to a host outside again and again, at equal intervals and
 * with conversations of equal size, as malware does that waits for orders. What many of ours
 * use is a service (updates, telemetry), and so is what is spoken to keep time or find names.
 */
#include "watchers/beacon.h"

#include "watchers/distinct.h"
#include "watchers/watcher_impl.h"

enum {
	ROWS = 8192,
	SEEN = 64,       /* intervals that are kept */
	CLIENTS = 16,    /* of a server, that are counted */
	SIZE_MILLE = 150 /* that sizes may be apart from their mean */
};

/* The intervals of one client, server and port; or (.clients) who uses a server. */
struct beacon {
	int64_t last; /* start of the newest conversation */
	struct watch_window window;
	uint32_t n, at;
	uint32_t intervals[SEEN]; /* milliseconds */
	uint32_t sizes[SEEN];
	uint32_t nclients;
	uint32_t clients[CLIENTS];
};

static const struct watcher_alert alert = {.sid = WATCHER_SID + 50,
    .detector = "beaconing",
    .signature = "VARDE regular connections to a host that hardly anybody uses",
    .class = "beaconing",
    .category = "Regular Connections as of Malware",
    .priority = 2,
    .severity = "Major",
    .confidence = "Low",
    .tag = "c2"};

void beacon_spread(const uint32_t *numbers, size_t n, uint32_t *ret_mean, uint32_t *ret_mille)
{
	uint64_t sum = 0, off = 0, mean;

	for (size_t i = 0; i < n; i++)
		sum += numbers[i];
	mean = n ? sum / n : 0;
	for (size_t i = 0; i < n; i++)
		off += numbers[i] > mean ? numbers[i] - mean : mean - numbers[i];
	*ret_mean = (uint32_t)mean;
	*ret_mille = mean ? (uint32_t)MIN(off * 1000 / n / mean, UINT32_MAX) : 1000;
}

/* Protocols and ports that are regular by themselves. */
static bool keeps_time(const struct flow *f)
{
	static const uint16_t ports[] = {53, 67, 123, 137, 161, 500, 853, 4500, 5353};

	if (f->app == PROTO_NTP || f->app == PROTO_DNS || f->app == PROTO_DHCP ||
	    f->app == PROTO_SNMP || (f->proto != IP_TCP && f->proto != IP_UDP))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(ports); i++)
		if (f->sport == ports[i])
			return true;
	return false;
}

/* How many of ours have used that server so far. */
static uint32_t clients_of(struct watch *w, const struct flow *f)
{
	struct watch_key key = watch_key_of('s');
	uint32_t client = (uint32_t)slots_hash(2, span_of(f->client, sizeof(f->client)));
	struct beacon *row;

	watch_key_add(&key, f->server, sizeof(f->server));
	row = slots_take(w->slots, watch_key_bytes(&key), f->last, NULL);
	for (uint32_t i = 0; i < row->nclients; i++)
		if (row->clients[i] == client)
			return row->nclients;
	if (row->nclients < CLIENTS)
		row->clients[row->nclients++] = client;
	return row->nclients;
}

static bool regular(const struct watcher_settings *s, const struct beacon *row,
    uint32_t *ret_interval, uint32_t *ret_jitter)
{
	uint32_t size, spread;

	if (row->n < s->beacon)
		return false;
	beacon_spread(row->intervals, row->n, ret_interval, ret_jitter);
	beacon_spread(row->sizes, row->n, &size, &spread);
	return *ret_jitter <= s->beacon_jitter * 10 && spread <= SIZE_MILLE &&
	       *ret_interval / 1000 >= s->beacon_min && *ret_interval / 1000 <= s->beacon_max;
}

static void ended(struct watch *w, const struct flow *f)
{
	const struct watcher_settings *s = w->settings;
	struct watch_key key = watch_key_of('b');
	uint32_t interval = 0, jitter = 0, clients;
	struct beacon *row;
	int64_t apart, last;

	if (keeps_time(f) || f->midstream || watch_to_many(f) || f->side[1].packets == 0 ||
	    !networks_client(&s->perimeter, f) || networks_server(&s->perimeter, f) ||
	    networks_server(&s->beacons, f))
		return;
	clients = clients_of(w, f);
	watch_key_add(&key, f->client, sizeof(f->client));
	watch_key_add(&key, f->server, sizeof(f->server));
	watch_key_number(&key, f->sport);
	row = slots_take(w->slots, watch_key_bytes(&key), f->last, NULL);
	last = row->last;
	row->last = MAX(f->start, last);
	apart = (f->start - last) / 1000;
	/* The first one, or one that ended after one that began later: no interval. */
	if (last == 0 || apart < 0 || apart > UINT32_MAX)
		return;
	row->intervals[row->at] = (uint32_t)apart;
	row->sizes[row->at] = (uint32_t)MIN(f->side[0].bytes + f->side[1].bytes, UINT32_MAX);
	row->at = (row->at + 1) % s->beacon;
	row->n = MIN(row->n + 1, s->beacon);
	if (clients > s->beacon_clients || !regular(s, row, &interval, &jitter) ||
	    !watch_window_tell(&row->window, f->last, s->again_seconds))
		return;
	watch_tell(w, &alert, row->n, s->beacon, 0,
	    "%u connections %u s apart (%u.%u %% jitter) and of equal size, to a host that %u "
	    "of ours use",
	    row->n, interval / 1000, jitter / 10, jitter % 10, clients);
}

const struct watcher watcher_row_beacon = {.name = "beaconing",
    .doc = "Regular connections of equal size to a host outside that hardly anybody uses",
    .rows = ROWS,
    .size = sizeof(struct beacon),
    .flow = ended};
