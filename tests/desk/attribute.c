#include "desk/attribute.h"

#include "base/map.h"
#include "base/rng.h"
#include "desk/id.h"
#include "desk/perimeter.h"
#include "event_place.h"
#include "store/bulk.h"
#include "wire/ip.h"

/* A tenth of a country's size, the whole with VARDE_LONG. */
enum { ORGS = 4000, NETS = 40000, EVENTS = 100000, LINEAR = 50, LONG = 10 };

static struct attribute *load(struct db *db)
{
	struct attribute *a = NULL;

	assert_int_equal(attribute_load(db, NOW, &a), 0);
	return a;
}

static struct event at(struct place *place, const char *addr, const char *name)
{
	struct event e = {.type = "open-rdp", .report = "scan_rdp", .time = NOW, .name = name};
	const char *last;
	struct ip_net net;

	if (addr) {
		assert_int_equal(ip_net_parse(span_str(addr), &net, NULL), 0);
		item_net_keys(&net, place->arena, &e.addr_key, &last);
		e.addr = addr;
	}
	return e;
}

static const char *whose(
    struct place *place, const struct attribute *a, const char *addr, const char *name)
{
	const struct event e = at(place, addr, name);
	struct attribute_hit hit = attribute_find(a, &e);

	assert_true((hit.org != NULL) == (hit.how != EVENT_NOBODYS));
	return hit.org ? hit.org->id : NULL;
}

TEST_STORE(attribute_the_most_specific_wins)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	const char *group = desk_place_org(place, db, "Group", ORG_GROUP, NULL);
	const char *site = desk_place_org(place, db, "Site", ORG_HOSPITAL, group);
	struct attribute *a;
	struct event e;

	(void)event_item(place, db, s.other, "192.0.2.64/26");
	(void)event_item(place, db, s.org, "192.0.2.65/32");
	(void)event_item(place, db, s.org, "2001:db8::/32");
	(void)event_item(place, db, s.other, "2001:db8:1::/48");
	(void)event_item(place, db, group, "203.0.113.0/24");
	(void)event_item(place, db, site, "203.0.113.0/24");
	(void)event_item(place, db, s.other, "lab.hospital.example");
	a = load(db);
	assert_string_equal(whose(place, a, "192.0.2.1", NULL), s.org);
	assert_string_equal(whose(place, a, "192.0.2.63", NULL), s.org);
	assert_string_equal(whose(place, a, "192.0.2.64", NULL), s.other);
	assert_string_equal(whose(place, a, "192.0.2.65", NULL), s.org);
	assert_string_equal(whose(place, a, "192.0.2.66", NULL), s.other);
	assert_string_equal(whose(place, a, "192.0.2.127", NULL), s.other);
	assert_string_equal(whose(place, a, "192.0.2.128", NULL), s.org);
	assert_null(whose(place, a, "192.0.1.255", NULL));
	assert_null(whose(place, a, "192.0.3.0", NULL));
	assert_string_equal(whose(place, a, "2001:db8::1", NULL), s.org);
	assert_string_equal(whose(place, a, "2001:db8:1::1", NULL), s.other);
	assert_null(whose(place, a, "2001:db9::1", NULL));
	/* The same network at a group and its site. */
	assert_string_equal(whose(place, a, "203.0.113.9", NULL), site);
	/* Names, when no network says it. */
	assert_string_equal(whose(place, a, "10.9.9.9", "www.hospital.example"), s.org);
	assert_string_equal(whose(place, a, NULL, "hospital.example"), s.org);
	/* A host is that name alone. */
	assert_string_equal(whose(place, a, NULL, "lab.hospital.example"), s.other);
	assert_string_equal(whose(place, a, NULL, "pc.lab.hospital.example"), s.org);
	assert_null(whose(place, a, NULL, "nothospital.example"));
	assert_null(whose(place, a, NULL, "example"));
	assert_string_equal(whose(place, a, "198.51.100.1", "www.hospital.example"), s.other);
	/* What an address is called backwards is what its owner wrote there. */
	e = at(place, "10.9.9.9", NULL);
	e.reverse = "www.hospital.example";
	assert_null(attribute_find(a, &e).org);
	/* From before it was theirs. */
	e = at(place, "192.0.2.1", NULL);
	e.time = NOW - (int64_t)32 * DAY_MS;
	assert_null(attribute_find(a, &e).org);
	(void)attribute_free(a);
	db_close(db);
}

TEST_STORE(attribute_follows_changes)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct attribute *a = load(db);
	struct event_rule rule = {
	    .does = EVENT_RULE_ASSIGNS, .org = s.other, .reason = "they host it"};
	bool anew = true;
	const char *item;

	assert_int_equal(attribute_refresh(db, NOW, &a, &anew), 0);
	assert_false(anew);
	item = event_item(place, db, s.other, "203.0.113.0/24");
	assert_int_equal(attribute_refresh(db, NOW, &a, &anew), 0);
	assert_true(anew);
	assert_string_equal(whose(place, a, "203.0.113.1", NULL), s.other);
	assert_int_equal(attribute_networks(a), 3);
	assert_int_equal(attribute_names(a), 1);
	/* Only what is proved counts. */
	assert_int_equal(
	    desk_exec(db, "UPDATE perimeter_item SET \"state\" = 'lapsed' WHERE \"id\" = $1",
		DESK_PARAMS(DESK_TEXT(item)), NULL),
	    0);
	(void)attribute_free(a);
	a = load(db);
	assert_null(whose(place, a, "203.0.113.1", NULL));
	/* A rule of the CERT beats every perimeter. */
	assert_int_equal(event_rule_net(span_str("192.0.2.7"), place->arena, &rule), 0);
	assert_int_equal(event_rule_add(db, &s.cert, &rule, NOW, place->arena, NULL), 0);
	assert_int_equal(attribute_refresh(db, NOW, &a, &anew), 0);
	assert_true(anew);
	assert_string_equal(whose(place, a, "192.0.2.7", NULL), s.other);
	assert_string_equal(whose(place, a, "192.0.2.8", NULL), s.org);
	assert_int_equal(event_rule_end(db, &s.cert, rule.id, NOW, place->arena), 0);
	assert_int_equal(attribute_refresh(db, NOW, &a, &anew), 0);
	assert_string_equal(whose(place, a, "192.0.2.7", NULL), s.org);
	(void)attribute_free(a);
	db_close(db);
}

/* --- a sector of a country's size, and another way to find the same --- */

struct model {
	struct arena *arena;
	struct ip_net *nets;
	int *owner; /* of each */
	size_t n, orgs;
	struct map by_net; /* "address/bits" to index + 1 */
};

/* Networks of /16 to /32 and /32 to /64, inside each other and apart; never twice the same. */
static void make_model(struct model *m, size_t n, struct rng *rng)
{
	m->nets = ARENA_ARRAY(m->arena, n, struct ip_net);
	m->owner = ARENA_ARRAY(m->arena, n, int);
	map_init(&m->by_net, m->arena);
	while (m->n < n) {
		struct ip ip = {.family = rng_below(rng, 4) ? 4 : 6};
		char text[IP_NET_TEXT];
		struct ip_net net;

		for (size_t i = 0; i < 16; i++)
			ip.b[i] = (uint8_t)rng_below(rng, 256);
		if (ip.family == 4) {
			memset(ip.b + 4, 0, 12);
			ip.b[0] = (uint8_t)(20 + rng_below(rng, 40));
		} else {
			ip.b[0] = 0x2a;
			ip.b[1] = (uint8_t)rng_below(rng, 4);
			ip.b[2] = 0;
		}
		net = ip_net_of(&ip, ip.family == 4 ? 16 + (int)rng_below(rng, 17)
						    : 32 + (int)rng_below(rng, 33));
		if (!map_has(&m->by_net, ip_net_text(&net, text))) {
			(void)map_set(&m->by_net, text, (void *)(m->n + 1));
			m->nets[m->n] = net;
			m->owner[m->n++] = (int)rng_below(rng, m->orgs);
		}
	}
}

static void store_model(struct db *db, const struct model *m)
{
	struct arena *arena = arena_new();
	const void **recs = ARENA_ARRAY(arena, m->n, const void *);

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	for (size_t i = 0; i < m->orgs; i++) {
		struct org *org = ARENA_NEW(arena, struct org);

		*org = (struct org){.id = arena_printf(arena, "o%zu", i),
		    .name = "o",
		    .path = arena_printf(arena, "o%zu/", i),
		    .state = ORG_ACTIVE,
		    .criticality = 3};
		assert_int_equal(desk_insert(db, &org_type, org), 0);
	}
	for (size_t i = 0; i < m->n; i++) {
		struct item *item = ARENA_NEW(arena, struct item);
		char text[IP_NET_TEXT];

		*item = (struct item){.id = arena_printf(arena, "i%zu", i),
		    .org = arena_printf(arena, "o%d", m->owner[i]),
		    .type = ITEM_NETWORK,
		    .value = arena_strdup(arena, ip_net_text(&m->nets[i], text)),
		    .state = ITEM_VERIFIED};
		item_net_keys(&m->nets[i], arena, &item->first, &item->last);
		recs[i] = item;
	}
	assert_int_equal(bulk_insert(db, &item_type, recs, m->n, false, NULL), 0);
	assert_int_equal(db_commit(db), 0);
	arena_free(arena);
}

/* By its prefixes, longest first: no order, no segments. */
static int by_prefixes(const struct model *m, const struct ip *ip)
{
	for (int bits = ip_bits(ip); bits >= 0; bits--) {
		struct ip_net net = ip_net_of(ip, bits);
		char text[IP_NET_TEXT];
		size_t i = (size_t)map_get(&m->by_net, ip_net_text(&net, text));

		if (i)
			return m->owner[i - 1];
	}
	return -1;
}

/* By looking at every network. */
static int by_all(const struct model *m, const struct ip *ip)
{
	int best = -1, owner = -1;

	for (size_t i = 0; i < m->n; i++)
		if (m->nets[i].bits > best && ip_net_has(&m->nets[i], ip)) {
			best = m->nets[i].bits;
			owner = m->owner[i];
		}
	return owner;
}

/* Half of them inside some network, the others anywhere. */
static struct ip some_address(const struct model *m, struct rng *rng)
{
	const struct ip_net *net = &m->nets[rng_below(rng, (uint32_t)m->n)];
	struct ip ip = net->ip;

	for (int i = rng_below(rng, 2) ? net->bits : 8; i < ip_bits(&ip); i++)
		if (rng_below(rng, 2))
			ip.b[i / 8] ^= (uint8_t)(0x80 >> i % 8);
	return ip;
}

TEST_STORE(attribute_agrees_with_brute_force)
{
	struct db *db = place_open(place);
	struct model m = {.arena = arena_new()};
	struct arena *arena = arena_new();
	struct attribute *a;
	struct rng rng;
	size_t hits = 0, n = getenv("VARDE_LONG") ? (size_t)NETS * LONG : NETS;

	rng_seed(&rng, 18);
	m.orgs = n / (NETS / ORGS);
	make_model(&m, n, &rng);
	store_model(db, &m);
	a = load(db);
	assert_int_equal(attribute_networks(a), n);
	for (int i = 0; i < EVENTS; i++) {
		struct ip ip = some_address(&m, &rng);
		struct ip_net one = ip_net_of(&ip, ip_bits(&ip));
		struct event e = {.time = NOW};
		int want = by_prefixes(&m, &ip), got = -1;
		const char *last;
		struct attribute_hit hit;

		arena_clear(arena);
		item_net_keys(&one, arena, &e.addr_key, &last);
		hit = attribute_find(a, &e);
		if (hit.org)
			got = atoi(hit.org->id + 1);
		if (i < LINEAR)
			assert_int_equal(by_all(&m, &ip), want);
		if (got != want) {
			char text[IP_TEXT];

			fail_msg("%s: o%d, not o%d", ip_text(&ip, text), got, want);
		}
		hits += want >= 0;
	}
	/* Both kinds of answer were asked for. */
	assert_in_range(hits, EVENTS / 4, EVENTS - EVENTS / 20);
	(void)attribute_free(a);
	arena_free(arena);
	arena_free(m.arena);
	db_close(db);
}
