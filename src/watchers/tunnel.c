/*
 * DNS tunnelling: many different names below one registered name whose beginnings are long and
 * look like coded data, or very many questions for the types that carry most (TXT, NULL).
 */
#include "watchers/tunnel.h"

#include "proto/dns.h"
#include "watchers/distinct.h"
#include "watchers/watcher_impl.h"

#include <math.h>

enum {
	ROWS = 8192,
	LONG = 20,     /* bytes of a name before the registered one */
	ENTROPY = 290, /* of them, bits * 100: English names have less, hexadecimal 3.3 */
	DNS_TXT = 16,
	DNS_NULL = 10,
	DNS_PRIVATE = 65399 /* also used by iodine */
};

struct tunnel {
	struct watch_window window;
	uint32_t bulk; /* questions for TXT and NULL */
	struct distinct seen;
};

static const struct watcher_alert alert = {.sid = WATCHER_SID + 60,
    .detector = "dns-tunnel",
    .signature = "VARDE data in the names of DNS",
    .class = "dns-tunnel",
    .category = "Data in the Names of DNS",
    .priority = 1,
    .severity = "Major",
    .confidence = "Medium",
    .tag = "tunnel"};

struct span tunnel_registered(struct span name)
{
	static const char *const seconds[] = {
	    "ac", "co", "com", "edu", "gob", "gouv", "gov", "net", "nhs", "org"};
	size_t dots[3] = {0}, n = 0;

	for (size_t i = name.n; i > 0 && n < 3; i--)
		if (name.p[i - 1] == '.')
			dots[n++] = i;
	if (n < 2)
		return name;
	if (name.n - dots[0] == 2)
		for (size_t i = 0; i < ARRAY_LEN(seconds); i++)
			if (span_ieq(
				span_sub(name, dots[1], dots[0] - 1 - dots[1]), seconds[i]))
				return n == 3 ? span_sub(name, dots[2], name.n) : name;
	return span_sub(name, dots[1], name.n);
}

uint32_t tunnel_entropy(struct span text)
{
	uint32_t counts[256] = {0};
	double bits = 0;

	for (size_t i = 0; i < text.n; i++)
		counts[text.p[i]]++;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		if (counts[i]) {
			double p = (double)counts[i] / (double)text.n;

			bits -= p * log2(p);
		}
	return (uint32_t)(bits * 100);
}

static bool carries(uint16_t type)
{
	return type == DNS_TXT || type == DNS_NULL || type == DNS_PRIVATE;
}

/* The part before the registered name. */
static struct span before(struct span name, struct span registered)
{
	return span_sub(name, 0, name.n > registered.n ? name.n - registered.n - 1 : 0);
}

static bool coded(struct span name, struct span registered)
{
	struct span sub = before(name, registered);

	return sub.n >= LONG && tunnel_entropy(sub) >= ENTROPY &&
	       !span_eq(registered, "in-addr.arpa") && !span_eq(registered, "ip6.arpa");
}

static bool wants(const struct watcher_settings *settings, const struct tx *tx)
{
	struct span name;
	uint16_t type;

	(void)settings;
	if (tx->proto != PROTO_DNS || !dns_name_question(tx, &name, &type))
		return false;
	return carries(type) || name.n > LONG + 4;
}

static void asked(struct watch *w, const struct tx *tx)
{
	const struct watcher_settings *s = w->settings;
	struct watch_key key = watch_key_of('d');
	const struct flow *f = tx->flow;
	struct span name, registered;
	struct tunnel *row;
	uint16_t type;
	bool is_coded;

	if (!dns_name_question(tx, &name, &type))
		return;
	registered = tunnel_registered(name);
	is_coded = coded(name, registered);
	if ((!is_coded && !carries(type)) || networks_named(&s->tunnels, name))
		return;
	watch_key_add(&key, f->client, sizeof(f->client));
	watch_key_number(&key, (uint32_t)slots_hash(3, registered));
	row = slots_take(w->slots, watch_key_bytes(&key), f->last, NULL);
	if (watch_window_new(&row->window, f->last, s->tunnel_seconds)) {
		row->bulk = 0;
		row->seen.n = 0;
	}
	row->bulk += carries(type);
	if (is_coded)
		(void)distinct_add_bytes(&row->seen, name);
	if ((row->seen.n < s->tunnel && row->bulk < s->tunnel_bulk) ||
	    !watch_window_tell(&row->window, f->last, s->again_seconds))
		return;
	if (row->seen.n >= s->tunnel)
		watch_tell(w, &alert, row->seen.n, s->tunnel, s->tunnel_seconds,
		    "%u different long names that look like coded data below one name within "
		    "%u s",
		    row->seen.n, s->tunnel_seconds);
	else
		watch_tell(w, &alert, row->bulk, s->tunnel_bulk, s->tunnel_seconds,
		    "%u questions for TXT or NULL records below one name within %u s",
		    row->bulk, s->tunnel_seconds);
}

const struct watcher watcher_row_tunnel = {.name = "dns-tunnel",
    .doc = "Data in the names or the bulk records of DNS",
    .rows = ROWS,
    .size = sizeof(struct tunnel),
    .tx = asked,
    .wants = wants};
