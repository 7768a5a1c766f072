/*
 * Scans: one host's many ports, and one port of many hosts. Counted are connections that came
 * to nothing, each target once, so that a proxy with thousands of connections that work is
 * none; and there must be more of them than of those that worked.
 */
#include "watchers/distinct.h"
#include "watchers/watcher_impl.h"

enum { ROWS = 4096, OPENED = 4 /* packets of who opens a connection and says nothing */ };

struct scan {
	struct watch_window window;
	uint32_t worked; /* connections in the window */
	struct distinct seen;
};

static const struct watcher_alert port_outside = {.sid = WATCHER_SID + 1,
    .detector = "port-scan",
    .signature = "VARDE port scan from outside",
    .class = "network-scan",
    .category = "Detection of a Network Scan",
    .priority = 3,
    .severity = "Minor",
    .confidence = "High",
    .tag = "scan"};

static const struct watcher_alert port_inside = {.sid = WATCHER_SID + 2,
    .detector = "port-scan",
    .signature = "VARDE port scan by a device inside",
    .class = "scan-from-inside",
    .category = "Search for Victims by a Device Inside",
    .priority = 2,
    .severity = "Major",
    .confidence = "High",
    .tag = "scan"};

static const struct watcher_alert host_outside = {.sid = WATCHER_SID + 3,
    .detector = "host-scan",
    .signature = "VARDE search for hosts from outside",
    .class = "network-scan",
    .category = "Detection of a Network Scan",
    .priority = 3,
    .severity = "Minor",
    .confidence = "High",
    .tag = "scan"};

static const struct watcher_alert host_inside = {.sid = WATCHER_SID + 4,
    .detector = "host-scan",
    .signature = "VARDE search for hosts by a device inside",
    .class = "scan-from-inside",
    .category = "Search for Victims by a Device Inside",
    .priority = 2,
    .severity = "Major",
    .confidence = "High",
    .tag = "scan"};

/* Ports of UDP to which things are sent that nobody answers: discovery, logs, traps, flows. */
static bool one_way(uint16_t port)
{
	static const uint16_t ports[] = {67, 68, 137, 138, 162, 319, 320, 514, 546, 547, 1900,
	    2055, 3702, 4739, 5353, 5355, 6343, 8125, 9995, 9996, 12201};

	for (size_t i = 0; i < ARRAY_LEN(ports); i++)
		if (ports[i] == port)
			return true;
	return false;
}

static bool tcp_came_to_nothing(const struct flow *f)
{
	const struct flow_side *to = &f->side[FLOW_TO_SERVER], *from = &f->side[FLOW_TO_CLIENT];

	if (!(to->tcp_flags & TCP_SYN))
		return false;
	if (from->packets == 0)
		return true;
	if (!(from->tcp_flags & TCP_SYN))
		return (from->tcp_flags & TCP_RST) != 0;
	/* Opened, and left without a word. */
	return to->packets <= OPENED && watch_said(f, FLOW_TO_SERVER) == 0 &&
	       f->app == PROTO_UNKNOWN && (to->tcp_flags & (TCP_RST | TCP_FIN));
}

enum outcome { SCAN_NEITHER, SCAN_WORKED, SCAN_NOTHING };

static enum outcome outcome_of(const struct flow *f)
{
	bool answered = f->side[FLOW_TO_CLIENT].packets > 0;

	if (f->midstream || watch_to_many(f))
		return SCAN_NEITHER;
	switch (f->proto) {
	case IP_TCP:
		return tcp_came_to_nothing(f) ? SCAN_NOTHING : SCAN_WORKED;
	case IP_UDP:
		if (one_way(f->sport))
			return SCAN_NEITHER;
		return answered ? SCAN_WORKED : SCAN_NOTHING;
	case IP_ICMP:
		return f->cport != 8 ? SCAN_NEITHER : answered ? SCAN_WORKED : SCAN_NOTHING;
	case IP_ICMPV6:
		return f->cport != 128 ? SCAN_NEITHER : answered ? SCAN_WORKED : SCAN_NOTHING;
	default:
		return SCAN_NEITHER;
	}
}

/* The row after the flow was counted, when its threshold is reached and it may be told. */
static const struct scan *count(struct watch *w, const struct flow *f,
    const struct watch_key *key, enum outcome outcome, struct span target, uint32_t threshold,
    uint32_t seconds)
{
	struct scan *row;

	/* What works is of no interest before something did not. */
	if (outcome == SCAN_WORKED && !slots_find(w->slots, watch_key_bytes(key)))
		return NULL;
	row = slots_take(w->slots, watch_key_bytes(key), f->last, NULL);
	if (watch_window_new(&row->window, f->start, seconds)) {
		row->worked = 0;
		row->seen.n = 0;
	}
	if (outcome == SCAN_WORKED) {
		row->worked++;
		return NULL;
	}
	if (!distinct_add_bytes(&row->seen, target) || row->seen.n < threshold ||
	    row->seen.n <= row->worked)
		return NULL;
	return watch_window_tell(&row->window, f->last, w->settings->again_seconds) ? row
										    : NULL;
}

static void port_scan(struct watch *w, const struct flow *f)
{
	const struct watcher_settings *s = w->settings;
	enum outcome outcome = outcome_of(f);
	struct watch_key key = watch_key_of('p');
	const struct scan *row;

	if (outcome == SCAN_NEITHER || (f->proto != IP_TCP && f->proto != IP_UDP) ||
	    networks_client(&s->scanners, f))
		return;
	watch_key_add(&key, f->client, sizeof(f->client));
	watch_key_add(&key, f->server, sizeof(f->server));
	watch_key_add(&key, &f->proto, 1);
	row = count(w, f, &key, outcome, span_of(&f->sport, sizeof(f->sport)), s->port_scan,
	    s->port_scan_seconds);
	if (row)
		watch_tell(w, networks_client(&s->perimeter, f) ? &port_inside : &port_outside,
		    row->seen.n, s->port_scan, s->port_scan_seconds,
		    "%u ports of one host were tried within %u s and none of them led to a "
		    "conversation",
		    row->seen.n, s->port_scan_seconds);
}

static void host_scan(struct watch *w, const struct flow *f)
{
	const struct watcher_settings *s = w->settings;
	enum outcome outcome = outcome_of(f);
	struct watch_key key = watch_key_of('h');
	const struct scan *row;

	if (outcome == SCAN_NEITHER || networks_client(&s->scanners, f))
		return;
	watch_key_add(&key, f->client, sizeof(f->client));
	watch_key_add(&key, &f->proto, 1);
	watch_key_number(&key, f->sport);
	row = count(w, f, &key, outcome, span_of(f->server, sizeof(f->server)), s->host_scan,
	    s->host_scan_seconds);
	if (row)
		watch_tell(w, networks_client(&s->perimeter, f) ? &host_inside : &host_outside,
		    row->seen.n, s->host_scan, s->host_scan_seconds,
		    "port %u of %u hosts was tried within %u s and none of them answered",
		    f->sport, row->seen.n, s->host_scan_seconds);
}

const struct watcher watcher_row_port_scan = {.name = "port-scan",
    .doc = "One host tries many ports of another, in vain",
    .rows = ROWS,
    .size = sizeof(struct scan),
    .flow = port_scan};

const struct watcher watcher_row_host_scan = {.name = "host-scan",
    .doc = "One host tries one port of many others, in vain",
    .rows = ROWS,
    .size = sizeof(struct scan),
    .flow = host_scan};
