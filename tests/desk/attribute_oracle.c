/*
 * Whose an event is, against another way to find it: every item and every rule is looked at for
 * every event, by the sentences of desk/attribute.h. Networks of both families inside each
 * other, the same one at several (a group and its site, two that share it), names, items that
 * were declared later, and addresses that many share behind NAT, told apart by a port.
 */
#include "desk/attribute.h"

#include "base/rng.h"
#include "desk/perimeter.h"
#include "event_place.h"
#include "wire/ip.h"

/* A million with VARDE_LONG. */
enum { ORGS = 24, ITEMS = 240, NAMES = 40, RULES = 30, EVENTS = 20000, LONG = 50, TEXT = 80 };

struct thing {
	struct ip_net net;
	const char *name; /* of a name; NULL: a network */
	bool below;
	int org, depth;
	int64_t since;
	const char *id;
};

struct nat {
	struct ip ip;
	int64_t port;
	int org;
};

struct world {
	struct arena *arena;
	struct thing items[ITEMS + NAMES];
	struct nat nats[RULES];
	struct rng rng;
};

static int below(struct world *w, int n)
{
	return (int)rng_below(&w->rng, (uint64_t)n);
}

/* Every third organisation is the site of the one before it. */
static int depth_of(int org)
{
	return org % 3 == 1 ? 2 : 1;
}

static void make_orgs(struct world *w, struct db *db)
{
	for (int i = 0; i < ORGS; i++) {
		const struct org org = {.id = arena_printf(w->arena, "o%d", i),
		    .name = arena_printf(w->arena, "Hospital %d", i),
		    .path = depth_of(i) == 2 ? arena_printf(w->arena, "o%d/o%d/", i - 1, i)
					     : arena_printf(w->arena, "o%d/", i),
		    .state = ORG_ACTIVE,
		    .criticality = 1 + i % 4};

		assert_int_equal(desk_insert(db, &org_type, &org), 0);
	}
}

/* Few first bytes, so that they lie inside each other; sometimes the one before again. */
static struct ip_net some_net(struct world *w, int i)
{
	struct ip ip = {.family = below(w, 3) ? 4 : 6};

	if (i && !w->items[i - 1].name && below(w, 5) == 0)
		return w->items[i - 1].net;
	if (ip.family == 4) {
		ip.b[0] = 60;
		for (int k = 1; k < 4; k++)
			ip.b[k] = (uint8_t)below(w, 4);
		return ip_net_of(&ip, 12 + below(w, 21));
	}
	ip.b[0] = 0x2a;
	for (int k = 1; k < 16; k++)
		ip.b[k] = (uint8_t)below(w, 3);
	return ip_net_of(&ip, 16 + below(w, 113));
}

static const char *some_name(struct world *w)
{
	static const char *const words[] = {"a", "b", "c"};
	const char *name = arena_printf(w->arena, "h%d.example", below(w, 4));

	for (int k = below(w, 4); k > 0; k--)
		name = arena_printf(w->arena, "%s.%s", words[below(w, 3)], name);
	return name;
}

/* One that may be there already. */
static int try_item(struct world *w, struct db *db, int i)
{
	struct thing *t = &w->items[i];
	struct item item = {.state = ITEM_VERIFIED};
	char text[IP_NET_TEXT];

	t->org = below(w, ORGS);
	t->depth = depth_of(t->org);
	t->id = item.id = arena_printf(w->arena, "i%04d", i);
	item.org = arena_printf(w->arena, "o%d", t->org);
	item.created = NOW - (int64_t)below(w, 60) * DAY_MS;
	t->since = item.created - (int64_t)ATTRIBUTE_BEFORE * DAY_MS;
	if (i < ITEMS) {
		t->net = some_net(w, i);
		item.type = ITEM_NETWORK;
		item.value = arena_strdup(w->arena, ip_net_text(&t->net, text));
		item_net_keys(&t->net, w->arena, &item.first, &item.last);
	} else {
		t->name = item.value = some_name(w);
		t->below = below(w, 2);
		item.type = t->below ? ITEM_DOMAIN : ITEM_HOST;
	}
	return desk_insert(db, &item_type, &item);
}

/* Nobody declares the same twice. */
static void make_item(struct world *w, struct db *db, int i)
{
	int r = try_item(w, db, i);

	for (int tries = 0; r == ERR_EXISTS && tries < 100; tries++)
		r = try_item(w, db, i);
	assert_int_equal(r, 0);
}

/* One address, a port for each of those behind it. */
static void make_nat(struct world *w, struct db *db, const struct actor *cert, int i)
{
	struct nat *n = &w->nats[i];
	struct event_rule rule = {.does = EVENT_RULE_ASSIGNS, .reason = "behind one address"};
	char text[IP_TEXT];

	n->ip = (struct ip){.family = 4, .b = {60, 1, 1, (uint8_t)(i % 3)}};
	n->port = 1000 + i;
	n->org = below(w, ORGS);
	rule.port = n->port;
	rule.org = arena_printf(w->arena, "o%d", n->org);
	assert_int_equal(event_rule_net(span_str(ip_text(&n->ip, text)), w->arena, &rule), 0);
	assert_int_equal(event_rule_add(db, cert, &rule, NOW, w->arena, NULL), 0);
}

/* --- the other way --- */

static bool counts_more(const struct thing *x, int nx, const struct thing *y, int ny)
{
	if (nx != ny)
		return nx > ny;
	if (x->depth != y->depth)
		return x->depth > y->depth;
	if (x->since != y->since)
		return x->since > y->since;
	return strcmp(x->id, y->id) > 0;
}

/* How long the name is that says so; 0: it does not. */
static int name_says(const struct thing *t, const char *name)
{
	size_t n = strlen(name), k = strlen(t->name);

	if (strcmp(name, t->name) == 0)
		return (int)k;
	return t->below && n > k && name[n - k - 1] == '.' && strcmp(name + n - k, t->name) == 0
		   ? (int)k
		   : 0;
}

static int by_all(
    const struct world *w, const struct ip *ip, const struct event *e, enum event_how *how)
{
	const struct thing *best = NULL;
	int most = 0;

	*how = EVENT_BY_RULE;
	for (int i = 0; ip && i < RULES; i++)
		if (ip_eq(&w->nats[i].ip, ip) && w->nats[i].port == e->port)
			return w->nats[i].org;
	for (int pass = 0; pass < 2 && !best; pass++) {
		*how = pass ? EVENT_BY_NAME : EVENT_BY_NETWORK;
		for (int i = 0; i < ITEMS + NAMES; i++) {
			const struct thing *t = &w->items[i];
			int says = 0;

			if (pass == 0 && !t->name && ip && ip_net_has(&t->net, ip))
				says = t->net.bits + 1;
			if (pass == 1 && t->name && e->name)
				says = name_says(t, e->name);
			if (says && e->time >= t->since &&
			    (!best || counts_more(t, says, best, most))) {
				best = t;
				most = says;
			}
		}
	}
	if (!best)
		*how = EVENT_NOBODYS;
	return best ? best->org : -1;
}

static struct ip some_address(struct world *w)
{
	const struct ip_net *net = &w->items[below(w, ITEMS)].net;
	struct ip ip = net->ip;

	if (below(w, 8) == 0)
		return w->nats[below(w, RULES)].ip;
	for (int i = net->bits; i < ip_bits(&ip); i++)
		if (below(w, 2))
			ip.b[i / 8] ^= (uint8_t)(0x80 >> i % 8);
	if (below(w, 4) == 0)
		ip.b[below(w, ip_bits(&ip) / 8)] ^= (uint8_t)(1 << below(w, 8));
	return ip;
}

TEST(attribute_oracle_agrees_on_random_events)
{
	struct place here, *place = &here;
	struct db *db;
	struct event_scene s;
	struct world *w;
	int64_t seen[EVENT_BY_SENSOR + 1] = {0};
	int events = getenv("VARDE_LONG") ? EVENTS * LONG : EVENTS;
	struct arena *arena = arena_new();
	struct attribute *a = NULL;

	place_sqlite(place);
	db = place_open(place);
	s = event_scene(place, db);
	w = ARENA_NEW(place->arena, struct world);
	w->arena = place->arena;
	rng_seed(&w->rng, 7);
	make_orgs(w, db);
	for (int i = 0; i < ITEMS + NAMES; i++)
		make_item(w, db, i);
	for (int i = 0; i < RULES; i++)
		make_nat(w, db, &s.cert, i);
	assert_int_equal(attribute_load(db, NOW, &a), 0);
	for (int i = 0; i < events; i++) {
		struct ip ip = some_address(w);
		struct ip_net one = ip_net_of(&ip, ip_bits(&ip));
		bool has_ip = below(w, 10) > 0;
		struct event e = {.type = "open-rdp",
		    .report = "scan_rdp",
		    .time = NOW - (int64_t)below(w, 120) * DAY_MS,
		    .port = below(w, 4) ? 1000 + below(w, RULES) : 3389};
		struct attribute_hit hit;
		enum event_how how;
		const char *last;
		int want, got;

		arena_clear(arena);
		w->arena = arena;
		e.name = below(w, 2) ? some_name(w) : NULL;
		w->arena = place->arena;
		if (has_ip)
			item_net_keys(&one, arena, &e.addr_key, &last);
		want = by_all(w, has_ip ? &ip : NULL, &e, &how);
		hit = attribute_find(a, &e);
		got = hit.org ? atoi(hit.org->id + 1) : -1;
		if (got != want || hit.how != how) {
			char text[IP_TEXT];

			fail_msg("event %d, %s %s port %d: o%d (%d), not o%d (%d)", i,
			    ip_text(&ip, text), e.name ? e.name : "", (int)e.port, got,
			    (int)hit.how, want, (int)how);
		}
		seen[how]++;
	}
	/* Every kind of answer was asked for. */
	for (int how = EVENT_NOBODYS; how <= EVENT_BY_NAME; how++)
		assert_true(seen[how] > events / 100);
	(void)attribute_free(a);
	arena_free(arena);
	db_close(db);
	place_done(place);
}
