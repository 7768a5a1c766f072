#include "packet/defrag.h"

#include "base/arena.h"
#include "packet/event.h"

enum {
	BLOCK = 2048,
	PACKET_MAX = 65536,
	PARTS_MAX = 256, /* fragments of one packet */
	NONE = 0xffffffff
};

struct key {
	uint8_t src[16], dst[16];
	uint32_t id;
	uint8_t family, proto, nvlan;
	uint8_t depth;
	uint16_t vlan[PACKET_VLANS];
	uint16_t zero; /* so that no byte of it is undefined */
};

struct part {
	uint32_t next;  /* of its packet, in order of arrival; or of the free ones */
	uint32_t block; /* the first one of its bytes */
	uint32_t at, n;
};

struct whole {
	struct key key;
	int64_t last;          /* when the last part came */
	uint32_t older, newer; /* by arrival of the last part */
	uint32_t chain;        /* of the same hash; or of the free ones */
	uint32_t bucket;
	uint32_t first, end_part; /* parts */
	uint32_t nparts, have;    /* and bytes of all of them */
	uint32_t size;            /* 0: the last one was not seen */
	uint32_t reach;           /* the highest end of a part */
	bool overlap;
};

struct defrag {
	struct defrag_settings settings;
	struct defrag_count count;
	struct whole *wholes;
	struct part *parts;
	uint8_t (*blocks)[BLOCK];
	uint32_t *next_block; /* of the same part; or of the free ones */
	uint32_t *buckets;
	uint32_t nbuckets; /* a power of two */
	uint32_t free_whole, free_part, free_block;
	uint32_t oldest, newest;
	uint32_t nfree_parts, nfree_blocks;
	uint64_t seed;
	uint8_t out[PACKET_MAX];
	uint16_t owner[PACKET_MAX]; /* whose byte it is, from 1, while overlaps are settled */
};

const struct defrag_settings defrag_settings_usual = {DEFRAG_BSD, 1024, 4096, 4096, 60};

static const char *const policy_names[DEFRAG_POLICIES] = {
    "bsd", "linux", "first", "last", "windows"};

int defrag_policy(struct span name)
{
	for (int i = 0; i < DEFRAG_POLICIES; i++)
		if (span_eq(name, policy_names[i]))
			return i;
	return -1;
}

struct defrag *defrag_new(const struct defrag_settings *settings)
{
	struct defrag *d = mem_alloc(sizeof(*d));

	memset(d, 0, sizeof(*d));
	d->settings = *settings;
	d->wholes = mem_alloc(settings->packets * sizeof(*d->wholes));
	d->parts = mem_alloc(settings->fragments * sizeof(*d->parts));
	d->blocks = mem_alloc((size_t)settings->blocks * BLOCK);
	d->next_block = mem_alloc(settings->blocks * sizeof(*d->next_block));
	for (d->nbuckets = 64; d->nbuckets < settings->packets; d->nbuckets *= 2)
		;
	d->buckets = mem_alloc(d->nbuckets * sizeof(*d->buckets));
	memset(d->buckets, 0xff, d->nbuckets * sizeof(*d->buckets));
	for (uint32_t i = 0; i < settings->packets; i++)
		d->wholes[i].chain = i + 1 < settings->packets ? i + 1 : NONE;
	for (uint32_t i = 0; i < settings->fragments; i++)
		d->parts[i].next = i + 1 < settings->fragments ? i + 1 : NONE;
	for (uint32_t i = 0; i < settings->blocks; i++)
		d->next_block[i] = i + 1 < settings->blocks ? i + 1 : NONE;
	d->nfree_parts = settings->fragments;
	d->nfree_blocks = settings->blocks;
	d->oldest = d->newest = NONE;
	/* Not for the sake of secrecy alone: a fixed one would let a peer fill one bucket. */
	d->seed = (uint64_t)(uintptr_t)d * UINT64_C(0x9e3779b97f4a7c15);
	return d;
}

struct defrag *defrag_free(struct defrag *d)
{
	if (!d)
		return NULL;
	(void)mem_free(d->wholes);
	(void)mem_free(d->parts);
	(void)mem_free(d->blocks);
	(void)mem_free(d->next_block);
	(void)mem_free(d->buckets);
	return mem_free(d);
}

struct defrag_count defrag_count(const struct defrag *d)
{
	return d->count;
}

static uint32_t bucket_of(const struct defrag *d, const struct key *key)
{
	uint64_t h = d->seed, word;

	for (size_t i = 0; i + 8 <= sizeof(*key); i += 8) {
		memcpy(&word, (const uint8_t *)key + i, 8);
		h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
		h ^= h >> 32;
	}
	return (uint32_t)h & (d->nbuckets - 1);
}

static struct key key_of(const struct packet *packet)
{
	struct key key;

	memset(&key, 0, sizeof(key));
	memcpy(key.src, packet->src, 16);
	memcpy(key.dst, packet->dst, 16);
	key.id = packet->ip_id;
	key.family = packet->family;
	/* IPv6 names a packet without its protocol, RFC 8200 section 4.5. */
	key.proto = packet->family == 4 ? packet->proto : 0;
	key.nvlan = packet->nvlan;
	key.depth = packet->depth;
	memcpy(key.vlan, packet->vlan, sizeof(key.vlan));
	return key;
}

static void unlink_age(struct defrag *d, const struct whole *w)
{
	if (w->older == NONE)
		d->oldest = w->newer;
	else
		d->wholes[w->older].newer = w->newer;
	if (w->newer == NONE)
		d->newest = w->older;
	else
		d->wholes[w->newer].older = w->older;
}

static void link_newest(struct defrag *d, uint32_t i)
{
	struct whole *w = &d->wholes[i];

	w->older = d->newest;
	w->newer = NONE;
	if (d->newest == NONE)
		d->oldest = i;
	else
		d->wholes[d->newest].newer = i;
	d->newest = i;
}

static void free_parts(struct defrag *d, struct whole *w)
{
	for (uint32_t i = w->first, next; i != NONE; i = next) {
		struct part *part = &d->parts[i];

		next = part->next;
		for (uint32_t b = part->block, after; b != NONE; b = after) {
			after = d->next_block[b];
			d->next_block[b] = d->free_block;
			d->free_block = b;
			d->nfree_blocks++;
		}
		part->next = d->free_part;
		d->free_part = i;
		d->nfree_parts++;
	}
	w->first = w->end_part = NONE;
}

static void free_whole(struct defrag *d, uint32_t i)
{
	struct whole *w = &d->wholes[i];
	uint32_t *at = &d->buckets[w->bucket];

	while (*at != i)
		at = &d->wholes[*at].chain;
	*at = w->chain;
	unlink_age(d, w);
	free_parts(d, w);
	w->chain = d->free_whole;
	d->free_whole = i;
}

static void expire(struct defrag *d, int64_t now)
{
	int64_t wait = (int64_t)d->settings.seconds * 1000000;

	while (d->oldest != NONE && now - d->wholes[d->oldest].last > wait) {
		free_whole(d, d->oldest);
		d->count.expired++;
	}
}

/* The place of the packet's fragments, a new one if need be. */
static uint32_t find_whole(struct defrag *d, const struct packet *packet)
{
	struct key key = key_of(packet);
	uint32_t bucket = bucket_of(d, &key), i;
	struct whole *w;

	for (i = d->buckets[bucket]; i != NONE; i = d->wholes[i].chain)
		if (memcmp(&d->wholes[i].key, &key, sizeof(key)) == 0) {
			unlink_age(d, &d->wholes[i]);
			link_newest(d, i);
			return i;
		}
	if (d->free_whole == NONE) {
		free_whole(d, d->oldest);
		d->count.evicted++;
	}
	i = d->free_whole;
	w = &d->wholes[i];
	d->free_whole = w->chain;
	*w = (struct whole){.key = key,
	    .chain = d->buckets[bucket],
	    .bucket = bucket,
	    .first = NONE,
	    .end_part = NONE};
	d->buckets[bucket] = i;
	link_newest(d, i);
	return i;
}

/* Makes room for a part of n bytes by letting older packets go; false: there is none. */
static bool make_room(struct defrag *d, uint32_t keep, size_t n)
{
	uint32_t blocks = (uint32_t)((n + BLOCK - 1) / BLOCK);

	while (d->nfree_parts == 0 || d->nfree_blocks < blocks) {
		if (d->oldest == keep)
			return false;
		free_whole(d, d->oldest);
		d->count.evicted++;
	}
	return true;
}

static uint32_t take_block(struct defrag *d)
{
	uint32_t b = d->free_block;

	d->free_block = d->next_block[b];
	d->nfree_blocks--;
	d->next_block[b] = NONE;
	return b;
}

static void append_part(struct defrag *d, struct whole *w, uint32_t at, struct span bytes)
{
	uint32_t i = d->free_part;
	struct part *part = &d->parts[i];
	uint32_t *to = &part->block;

	d->free_part = part->next;
	d->nfree_parts--;
	*part = (struct part){.next = NONE, .block = NONE, .at = at, .n = (uint32_t)bytes.n};
	for (size_t from = 0; from < bytes.n; from += BLOCK) {
		uint32_t b = take_block(d);

		memcpy(d->blocks[b], bytes.p + from, MIN(bytes.n - from, (size_t)BLOCK));
		*to = b;
		to = &d->next_block[b];
	}
	if (w->first == NONE)
		w->first = i;
	else
		d->parts[w->end_part].next = i;
	w->end_part = i;
	w->nparts++;
}

static void copy_part(
    const struct defrag *d, const struct part *part, uint32_t from, uint32_t n, uint8_t *to)
{
	uint32_t b = part->block;

	for (; from >= BLOCK; from -= BLOCK)
		b = d->next_block[b];
	while (n) {
		uint32_t here = MIN(n, (uint32_t)BLOCK - from);

		memcpy(to, d->blocks[b] + from, here);
		to += here;
		n -= here;
		from = 0;
		b = d->next_block[b];
	}
}

/* Whether the later part's byte counts where an earlier one has one already. */
static bool later_wins(
    enum defrag_policy policy, const struct part *earlier, const struct part *later)
{
	switch (policy) {
	case DEFRAG_LINUX:
		return later->at <= earlier->at;
	case DEFRAG_LAST:
		return true;
	case DEFRAG_WINDOWS:
		return later->at < earlier->at &&
		       later->at + later->n > earlier->at + earlier->n;
	case DEFRAG_BSD:
		return later->at < earlier->at;
	case DEFRAG_FIRST:
	case DEFRAG_POLICIES:
		break;
	}
	return false;
}

/* Part number nr over what is there; numbers holds the parts by number. */
static void lay_over(struct defrag *d, const uint32_t *numbers, uint16_t nr)
{
	const struct part *part = &d->parts[numbers[nr]];
	uint32_t end = part->at + part->n;

	for (uint32_t at = part->at; at < end;) {
		uint16_t owner = d->owner[at];
		uint32_t run = at;

		while (run < end && d->owner[run] == owner)
			run++;
		if (owner == 0 ||
		    later_wins(d->settings.policy, &d->parts[numbers[owner]], part)) {
			copy_part(d, part, at - part->at, run - at, d->out + at);
			for (uint32_t i = at; i < run; i++)
				d->owner[i] = nr;
		}
		at = run;
	}
}

/* Puts overlapping parts together; whether there is no hole. */
static bool settle(struct defrag *d, const struct whole *w)
{
	uint32_t numbers[PARTS_MAX + 1];
	uint16_t n = 0;

	memset(d->owner, 0, w->size * sizeof(d->owner[0]));
	for (uint32_t i = w->first; i != NONE; i = d->parts[i].next) {
		/* What lies behind the end that the last one told is of no packet. */
		if (d->parts[i].at + d->parts[i].n > w->size)
			continue;
		numbers[++n] = i;
		lay_over(d, numbers, n);
	}
	for (uint32_t i = 0; i < w->size; i++)
		if (d->owner[i] == 0)
			return false;
	return true;
}

/* Whether the packet is whole; then it is in d->out. */
static bool assemble(struct defrag *d, struct whole *w)
{
	if (w->size == 0 || w->have < w->size)
		return false;
	if (w->overlap || w->reach > w->size)
		return settle(d, w);
	for (uint32_t i = w->first; i != NONE; i = d->parts[i].next)
		copy_part(d, &d->parts[i], 0, d->parts[i].n, d->out + d->parts[i].at);
	return true;
}

static bool overlaps(const struct defrag *d, const struct whole *w, uint32_t at, size_t n)
{
	for (uint32_t i = w->first; i != NONE; i = d->parts[i].next)
		if (at < d->parts[i].at + d->parts[i].n && d->parts[i].at < at + n)
			return true;
	return false;
}

bool defrag_add(
    struct defrag *d, struct packet *packet, uint32_t at, bool more, struct span *ret)
{
	struct span bytes = packet->payload;
	bool four = packet->family == 4;
	struct whole *w;
	uint32_t i;

	d->count.fragments++;
	expire(d, packet->time);
	if (bytes.n == 0 || at + bytes.n > PACKET_MAX - 1) {
		d->count.refused++;
		return false;
	}
	i = find_whole(d, packet);
	w = &d->wholes[i];
	w->last = packet->time;
	if (w->nparts == PARTS_MAX || !make_room(d, i, bytes.n)) {
		event_set(packet, four ? PACKET_IPV4_FRAG_IGNORED : PACKET_IPV6_FRAG_IGNORED);
		d->count.refused++;
		return false;
	}
	if (overlaps(d, w, at, bytes.n)) {
		event_set(packet, four ? PACKET_IPV4_FRAG_OVERLAP : PACKET_IPV6_FRAG_OVERLAP);
		w->overlap = true;
		d->count.overlaps++;
	}
	append_part(d, w, at, bytes);
	w->have += (uint32_t)bytes.n;
	w->reach = MAX(w->reach, at + (uint32_t)bytes.n);
	if (!more && w->size == 0)
		w->size = at + (uint32_t)bytes.n;
	if (!assemble(d, w))
		return false;
	*ret = span_of(d->out, w->size);
	free_whole(d, i);
	d->count.rebuilt++;
	return true;
}
