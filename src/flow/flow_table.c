#include "flow/flow_table.h"

#include "flow/stream.h"
#include "flow/tcp.h"

enum { NONE = 0xffffffff, RELINK = 1000000 /* microseconds */ };

enum {
	IP_ICMP = 1,
	IP_TCP = 6,
	IP_UDP = 17,
	IP_ICMPV6 = 58,
	IP_IGMP = 2,
	IP_IPIP = 4,
	IP_IPV6 = 41,
	IP_GRE = 47
};

struct entry {
	struct flow flow;
	uint32_t chain; /* of the same bucket; or of the free ones */
	uint32_t older, newer;
	uint8_t wait;   /* the list that it is in */
	int64_t linked; /* when it was put at that list's end */
};

struct wait_list {
	uint32_t oldest, newest;
};

struct flow_table {
	struct flow_settings settings;
	struct flow_count count;
	flow_done *done;
	void *ctx;
	struct entry *entries;
	struct stream *streams; /* two of each entry; touched for TCP only */
	uint32_t *buckets;
	uint32_t mask;
	uint32_t free, unused; /* unused: the first that never was one */
	struct wait_list waits[FLOW_WAITS];
	uint64_t seed;
	int64_t now, swept;
};

const struct flow_settings flow_settings_usual = {
    131072, {[FLOW_WAIT_TCP_NEW] = 60,
		[FLOW_WAIT_TCP_ESTABLISHED] = 600,
		[FLOW_WAIT_TCP_CLOSED] = 60,
		[FLOW_WAIT_UDP_NEW] = 30,
		[FLOW_WAIT_UDP_ESTABLISHED] = 300,
		[FLOW_WAIT_ICMP_NEW] = 30,
		[FLOW_WAIT_ICMP_ESTABLISHED] = 300,
		[FLOW_WAIT_OTHER_NEW] = 30,
		[FLOW_WAIT_OTHER_ESTABLISHED] = 300}};

/* Who goes first when the table is full. */
static const uint8_t victims[FLOW_WAITS] = {FLOW_WAIT_TCP_CLOSED, FLOW_WAIT_OTHER_NEW,
    FLOW_WAIT_ICMP_NEW, FLOW_WAIT_UDP_NEW, FLOW_WAIT_TCP_NEW, FLOW_WAIT_ICMP_ESTABLISHED,
    FLOW_WAIT_OTHER_ESTABLISHED, FLOW_WAIT_UDP_ESTABLISHED, FLOW_WAIT_TCP_ESTABLISHED};

const char *flow_table_state(uint8_t state)
{
	return state == FLOW_NEW ? "new" : state == FLOW_ESTABLISHED ? "established" : "closed";
}

const char *flow_table_reason(uint8_t reason)
{
	static const char *const names[] = {"timeout", "forced", "shutdown", "tcp_reuse"};

	return reason < ARRAY_LEN(names) ? names[reason] : "unknown";
}

struct flow_table *flow_table_new(
    const struct flow_settings *settings, flow_done *done, void *ctx)
{
	struct flow_table *t = mem_alloc(sizeof(*t));
	uint32_t n = 1024;

	memset(t, 0, sizeof(*t));
	t->settings = *settings;
	t->done = done;
	t->ctx = ctx;
	/* Neither is touched before it is used, so that the system gives pages as flows come.
	 */
	t->entries = mem_alloc(settings->flows * sizeof(*t->entries));
	t->streams = mem_alloc((size_t)settings->flows * 2 * sizeof(*t->streams));
	while (n < settings->flows)
		n *= 2;
	t->buckets = mem_alloc(n * sizeof(*t->buckets));
	memset(t->buckets, 0xff, n * sizeof(*t->buckets));
	t->mask = n - 1;
	t->free = NONE;
	for (size_t i = 0; i < FLOW_WAITS; i++)
		t->waits[i] = (struct wait_list){NONE, NONE};
	t->seed = (uint64_t)(uintptr_t)t->entries * UINT64_C(0x9e3779b97f4a7c15);
	return t;
}

struct flow_count flow_table_count(const struct flow_table *t)
{
	return t->count;
}

/* One multiplication a word; both halves of the product are used. */
static inline uint64_t mix(uint64_t h, uint64_t word)
{
	unsigned __int128 m = (unsigned __int128)(h ^ word) * UINT64_C(0x9fb21c651e98df25);

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t address_word(const uint8_t *address, size_t at)
{
	uint64_t word;

	memcpy(&word, address + at, 8);
	return word;
}

/* The ports of a packet; of ICMP its type, and the type of the answer, so that a request and
 * its answer are one flow. */
static void ports_of(const struct packet *p, uint16_t *ret_from, uint16_t *ret_to)
{
	/* RFC 792, 950, 4443, 4861, 2894, 4620: pairs of question and answer. */
	static const uint8_t four[][2] = {{8, 0}, {13, 14}, {15, 16}, {17, 18}, {10, 9}};
	static const uint8_t six[][2] = {{128, 129}, {133, 134}, {135, 136}, {139, 140}};
	uint8_t to = p->icmp_type;

	*ret_from = p->sport;
	*ret_to = p->dport;
	if (p->proto != IP_ICMP && p->proto != IP_ICMPV6)
		return;
	for (size_t i = 0; i < ARRAY_LEN(four) && p->family == 4; i++)
		to = p->icmp_type == four[i][0]   ? four[i][1]
		     : p->icmp_type == four[i][1] ? four[i][0]
						  : to;
	for (size_t i = 0; i < ARRAY_LEN(six) && p->family == 6; i++)
		to = p->icmp_type == six[i][0]   ? six[i][1]
		     : p->icmp_type == six[i][1] ? six[i][0]
						 : to;
	*ret_from = p->icmp_type;
	*ret_to = to;
}

struct tuple {
	uint16_t from, to;
	uint64_t hash;
	uint64_t stable; /* the same in every run */
};

/* The same for both directions: the two ends' words are added up. */
static struct tuple tuple_of(const struct flow_table *t, const struct packet *p)
{
	struct tuple r;
	uint64_t a, b;
	uint64_t vlan = p->vlan[0] | (uint64_t)p->vlan[1] << 16 | (uint64_t)p->vlan[2] << 32 |
			(uint64_t)p->nvlan << 48;

	ports_of(p, &r.from, &r.to);
	a = mix(mix(address_word(p->src, 0), address_word(p->src, 8)), r.from);
	b = mix(mix(address_word(p->dst, 0), address_word(p->dst, 8)), r.to);
	r.stable = mix(mix(a + b, p->proto | (uint64_t)p->family << 8), vlan);
	r.hash = mix(mix(a ^ t->seed, t->seed) + mix(b ^ t->seed, t->seed), r.stable ^ t->seed);
	return r;
}

static bool same_vlans(const struct flow *f, const struct packet *p)
{
	return f->nvlan == p->nvlan && memcmp(f->vlan, p->vlan, sizeof(f->vlan)) == 0;
}

/* Whether the packet is of the flow, and its direction. */
static bool matches(
    const struct flow *f, const struct packet *p, const struct tuple *t, enum flow_dir *ret)
{
	if (f->hash != t->hash || f->proto != p->proto || f->family != p->family ||
	    !same_vlans(f, p))
		return false;
	if (f->cport == t->from && f->sport == t->to && memcmp(f->client, p->src, 16) == 0 &&
	    memcmp(f->server, p->dst, 16) == 0) {
		*ret = FLOW_TO_SERVER;
		return true;
	}
	if (f->sport == t->from && f->cport == t->to && memcmp(f->server, p->src, 16) == 0 &&
	    memcmp(f->client, p->dst, 16) == 0) {
		*ret = FLOW_TO_CLIENT;
		return true;
	}
	return false;
}

static void unlink_wait(struct flow_table *t, const struct entry *e)
{
	struct wait_list *list = &t->waits[e->wait];

	if (e->older == NONE)
		list->oldest = e->newer;
	else
		t->entries[e->older].newer = e->newer;
	if (e->newer == NONE)
		list->newest = e->older;
	else
		t->entries[e->newer].older = e->older;
}

static void link_wait(struct flow_table *t, uint32_t i, uint8_t wait)
{
	struct entry *e = &t->entries[i];
	struct wait_list *list = &t->waits[wait];

	e->wait = wait;
	e->linked = t->now;
	e->older = list->newest;
	e->newer = NONE;
	if (list->newest == NONE)
		list->oldest = i;
	else
		t->entries[list->newest].newer = i;
	list->newest = i;
}

static uint8_t wait_of(const struct flow *f)
{
	uint8_t later = f->state == FLOW_NEW ? 0 : 1;

	switch (f->proto) {
	case IP_TCP:
		return (uint8_t)(FLOW_WAIT_TCP_NEW + f->state);
	case IP_UDP:
		return FLOW_WAIT_UDP_NEW + later;
	case IP_ICMP:
	case IP_ICMPV6:
		return FLOW_WAIT_ICMP_NEW + later;
	default:
		return FLOW_WAIT_OTHER_NEW + later;
	}
}

static void end(struct flow_table *t, uint32_t i, enum flow_reason reason)
{
	struct entry *e = &t->entries[i];
	uint32_t *at = &t->buckets[e->flow.hash & t->mask];

	e->flow.ended = true;
	e->flow.reason = (uint8_t)reason;
	t->done(t->ctx, &e->flow);
	while (*at != i)
		at = &t->entries[*at].chain;
	*at = e->chain;
	unlink_wait(t, e);
	e->chain = t->free;
	t->free = i;
	t->count.active--;
	if (reason == FLOW_TIMEOUT)
		t->count.timeout++;
	else if (reason == FLOW_FORCED)
		t->count.forced++;
	else if (reason == FLOW_REUSED)
		t->count.reused++;
}

/* The flow that has been silent longest, of the kind that matters least. */
static void evict(struct flow_table *t)
{
	for (size_t i = 0; i < FLOW_WAITS; i++)
		if (t->waits[victims[i]].oldest != NONE) {
			end(t, t->waits[victims[i]].oldest, FLOW_FORCED);
			return;
		}
}

static void expire_list(struct flow_table *t, uint8_t wait, int64_t now)
{
	struct wait_list *list = &t->waits[wait];
	int64_t micros = (int64_t)t->settings.seconds[wait] * 1000000;

	while (list->oldest != NONE) {
		uint32_t i = list->oldest;
		struct entry *e = &t->entries[i];

		if (now - e->linked <= micros)
			return;
		if (now - e->flow.last > micros) {
			end(t, i, FLOW_TIMEOUT);
		} else {
			unlink_wait(t, e);
			link_wait(t, i, wait);
			/* It waits from its last packet on, not from now. */
			e->linked = e->flow.last;
		}
	}
}

void flow_table_expire(struct flow_table *t, int64_t now)
{
	t->now = MAX(t->now, now);
	for (unsigned i = 0; i < FLOW_WAITS; i++)
		expire_list(t, (uint8_t)i, t->now);
}

static void count_new(struct flow_table *t, const struct packet *p)
{
	t->count.total++;
	t->count.active++;
	if (p->proto == IP_TCP)
		t->count.tcp++;
	else if (p->proto == IP_UDP)
		t->count.udp++;
	else if (p->proto == IP_ICMP)
		t->count.icmp++;
	else if (p->proto == IP_ICMPV6)
		t->count.icmpv6++;
	else
		t->count.other++;
}

static uint32_t take_entry(struct flow_table *t)
{
	uint32_t i;

	if (t->free == NONE && t->unused == t->settings.flows)
		evict(t);
	if (t->free == NONE)
		return t->unused++;
	i = t->free;
	t->free = t->entries[i].chain;
	return i;
}

/* A SYN and an acknowledgement together come from the server: the packet before it was not
 * seen. */
static enum flow_dir first_dir(const struct packet *p)
{
	return p->proto == IP_TCP && (p->tcp_flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK)
		   ? FLOW_TO_CLIENT
		   : FLOW_TO_SERVER;
}

static uint32_t begin(
    struct flow_table *t, const struct packet *p, const struct tuple *tuple, enum flow_dir dir)
{
	uint32_t i = take_entry(t);
	struct entry *e = &t->entries[i];
	struct flow *f = &e->flow;

	memset(e, 0, sizeof(*e));
	/* Below 2^53, so that a reader whose numbers are doubles keeps it whole. */
	f->id = mix(tuple->stable, (uint64_t)p->time ^ p->nr << 40) >> 11;
	f->hash = tuple->hash;
	f->family = p->family;
	f->proto = p->proto;
	f->nvlan = p->nvlan;
	memcpy(f->vlan, p->vlan, sizeof(f->vlan));
	memcpy(f->client, dir == FLOW_TO_SERVER ? p->src : p->dst, 16);
	memcpy(f->server, dir == FLOW_TO_SERVER ? p->dst : p->src, 16);
	f->cport = dir == FLOW_TO_SERVER ? tuple->from : tuple->to;
	f->sport = dir == FLOW_TO_SERVER ? tuple->to : tuple->from;
	f->start = f->last = p->time;
	if (f->proto == IP_TCP) {
		f->side[0].stream = &t->streams[(size_t)i * 2];
		f->side[1].stream = &t->streams[(size_t)i * 2 + 1];
		stream_init(f->side[0].stream);
		stream_init(f->side[1].stream);
	}
	e->chain = t->buckets[f->hash & t->mask];
	t->buckets[f->hash & t->mask] = i;
	link_wait(t, i, wait_of(f));
	count_new(t, p);
	return i;
}

static void count_packet(struct flow *f, const struct packet *p, enum flow_dir dir)
{
	struct flow_side *side = &f->side[dir];

	if (side->packets == 0)
		f->icmp[dir] = (uint16_t)(p->icmp_type << 8 | p->icmp_code);
	side->packets++;
	/* Packets inside tunnels and of fragments have no frame of their own. */
	side->bytes += p->rebuilt ? p->ip.n : p->depth ? p->inside : p->wirelen;
	side->tcp_flags |= p->tcp_flags;
	f->last = MAX(f->last, p->time);
	f->start = MIN(f->start, p->time);
	if (f->proto != IP_TCP && f->state == FLOW_NEW && f->side[0].packets &&
	    f->side[1].packets)
		f->state = FLOW_ESTABLISHED;
}

/* Whether the packet can have a flow. */
static bool has_flow(const struct packet *p)
{
	if (p->family == 0 || p->fragment)
		return false;
	/* Malformed behind the IP header. */
	if (p->l4.n == 0 && (p->proto == IP_TCP || p->proto == IP_UDP || p->proto == IP_ICMP ||
				p->proto == IP_ICMPV6))
		return false;
	/* The outside of a tunnel is no conversation: what is inside has flows. Nor is what
	 * routers are told about groups. (In IPv6 Suricata has a flow of the outside, too.) */
	if (p->proto == IP_GRE || p->proto == IP_IGMP ||
	    (p->family == 4 && p->proto == IP_IPIP))
		return false;
	return true;
}

static uint32_t find(const struct flow_table *t, const struct packet *p,
    const struct tuple *tuple, enum flow_dir *ret_dir)
{
	uint32_t i = t->buckets[tuple->hash & t->mask];

	while (i != NONE && !matches(&t->entries[i].flow, p, tuple, ret_dir))
		i = t->entries[i].chain;
	return i;
}

void flow_table_turn(struct flow *f)
{
	struct flow_side side = f->side[0];
	uint16_t port = f->cport;
	uint8_t address[16], app = f->app_side[0];

	f->side[0] = f->side[1];
	f->side[1] = side;
	f->app_side[0] = f->app_side[1];
	f->app_side[1] = app;
	f->cport = f->sport;
	f->sport = port;
	memcpy(address, f->client, 16);
	memcpy(f->client, f->server, 16);
	memcpy(f->server, address, 16);
	/* States are the server's. */
	if (f->tcp_state == TCP_CLOSE_WAIT)
		f->tcp_state = TCP_FIN_WAIT1;
	else if (f->tcp_state == TCP_FIN_WAIT1)
		f->tcp_state = TCP_CLOSE_WAIT;
}

struct flow *flow_table_take(
    struct flow_table *t, const struct packet *p, enum flow_dir *ret_dir)
{
	struct tuple tuple;
	struct entry *e;
	uint32_t i;

	if (!has_flow(p))
		return NULL;
	t->now = MAX(t->now, p->time);
	if (t->now - t->swept >= 100000) {
		t->swept = t->now;
		flow_table_expire(t, t->now);
	}
	tuple = tuple_of(t, p);
	i = find(t, p, &tuple, ret_dir);
	if (i != NONE && p->proto == IP_TCP &&
	    (p->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST | TCP_FIN)) == TCP_SYN &&
	    tcp_is_over(&t->entries[i].flow, p->tcp_seq)) {
		end(t, i, FLOW_REUSED);
		i = NONE;
	}
	if (i == NONE) {
		*ret_dir = first_dir(p);
		i = begin(t, p, &tuple, *ret_dir);
	}
	e = &t->entries[i];
	count_packet(&e->flow, p, *ret_dir);
	/* Moving it in its list touches two neighbours: once a second is enough. */
	if (e->wait != wait_of(&e->flow) || t->now - e->linked > RELINK) {
		unlink_wait(t, e);
		link_wait(t, i, wait_of(&e->flow));
	}
	return &e->flow;
}

struct flow_table *flow_table_free(struct flow_table *t)
{
	if (!t)
		return NULL;
	for (size_t i = 0; i < FLOW_WAITS; i++)
		while (t->waits[i].oldest != NONE)
			end(t, t->waits[i].oldest, FLOW_SHUTDOWN);
	(void)mem_free(t->entries);
	(void)mem_free(t->streams);
	(void)mem_free(t->buckets);
	return mem_free(t);
}
