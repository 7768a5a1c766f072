#include "detect/detect_impl.h"
#include "proto/crypt.h"

enum { PORTS = 65536, MATCH_LIMIT = 3500, DEPTH_LIMIT = 1500, HEAP_LIMIT = 2048 /* KiB */ };

/* Which of the four tables of ports a group belongs to; -1: none. */
static int table_of(const struct rule_group *g)
{
	switch (g->what) {
	case RULE_GROUP_PACKET_TCP:
		return 0;
	case RULE_GROUP_PACKET_UDP:
		return 1;
	case RULE_GROUP_STREAM:
		return 2 + g->dir;
	default:
		return -1;
	}
}

static void place(struct detect *d, uint32_t i)
{
	const struct rule_group *g = &d->image->groups[i];
	int t = table_of(g);

	if (t >= 0)
		d->ports[t][g->key] = (uint16_t)(i + 1);
	else if (g->what == RULE_GROUP_PACKET_OTHER)
		d->other = i + 1;
	else if (g->what == RULE_GROUP_DECODE)
		d->decode = i + 1;
	else if (g->what == RULE_GROUP_ONCE)
		d->once = i + 1;
	else if (g->what == RULE_GROUP_TX && g->key < PROTO_IDS)
		d->tx[g->key] = i + 1;
}

/* Groups of one buffer and direction side by side. */
static void buffer_lists(struct detect *d)
{
	const struct rule_image *im = d->image;
	uint32_t n = 0;

	for (int b = 0; b < BUFFER_IDS; b++)
		for (int dir = 0; dir < 2; dir++) {
			d->buffers[b][dir].first = n;
			for (uint32_t i = 0; i < im->count[RT_GROUPS]; i++)
				if (im->groups[i].what == RULE_GROUP_BUFFER &&
				    im->groups[i].dir == dir &&
				    im->buffers[im->groups[i].key].buffer == b)
					d->lists[n++] = i;
			d->buffers[b][dir].n = n - d->buffers[b][dir].first;
		}
}

static int take_image(struct detect *d, const struct rule_image *image, struct msg *msg)
{
	int r = 0;

	if (image->count[RT_GROUPS] >= UINT16_MAX) {
		msg_what(msg, "the rule pack has too many groups");
		return ERR_UNSUPPORTED;
	}
	d->image = image;
	for (uint32_t i = 0; i < image->count[RT_MATCHERS] && r == 0; i++)
		r = matcher_scratch_grow(&d->scratch, image->matching[i], msg);
	if (r < 0)
		return r;
	d->marks = mem_alloc((image->count[RT_RULES] + 1) * sizeof(*d->marks));
	memset(d->marks, 0, (image->count[RT_RULES] + 1) * sizeof(*d->marks));
	d->call = 0;
	d->lists = mem_alloc((image->count[RT_GROUPS] + 1) * sizeof(*d->lists));
	for (int t = 0; t < 4; t++)
		memset(d->ports[t], 0, PORTS * sizeof(uint16_t));
	memset(d->tx, 0, sizeof(d->tx));
	d->other = d->decode = d->once = 0;
	for (uint32_t i = 0; i < image->count[RT_GROUPS]; i++)
		place(d, i);
	buffer_lists(d);
	d->onces = d->once ? once_open(image, d->once - 1) : NULL;
	d->sets = set_open(image);
	d->indicators = indicator_any(image);
	return 0;
}

static void drop_image(struct detect *d)
{
	if (!d->image)
		return;
	d->sets = set_close(d->sets, d->image);
	d->onces = once_close(d->onces);
	d->marks = mem_free(d->marks);
	d->lists = mem_free(d->lists);
	d->scratch = matcher_scratch_free(d->scratch);
	d->image = NULL;
}

int detect_new(const struct rule_image *image, detect_alert *alert, void *ctx, struct msg *msg,
    struct detect **ret)
{
	struct detect *d = mem_alloc(sizeof(*d));
	int r;

	memset(d, 0, sizeof(*d));
	d->alert = alert;
	d->ctx = ctx;
	d->arena = arena_new();
	crypt_ready();
	for (int t = 0; t < 4; t++)
		d->ports[t] = mem_alloc(PORTS * sizeof(uint16_t));
	d->limit_rows = mem_alloc(DETECT_HOSTS * sizeof(struct state_row));
	d->bit_rows = mem_alloc(DETECT_HOSTS * sizeof(struct state_row));
	memset(d->limit_rows, 0, DETECT_HOSTS * sizeof(struct state_row));
	memset(d->bit_rows, 0, DETECT_HOSTS * sizeof(struct state_row));
	d->join = mem_alloc(DETECT_WINDOW + DETECT_PIECE);
	str_init(&d->said, DETECT_SAID);
	d->match = pcre2_match_data_create(32, NULL);
	d->limits = pcre2_match_context_create(NULL);
	(void)pcre2_set_match_limit(d->limits, MATCH_LIMIT);
	(void)pcre2_set_depth_limit(d->limits, DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(d->limits, HEAP_LIMIT);
	r = take_image(d, image, msg);
	if (r < 0)
		(void)detect_free(d);
	else
		*ret = d;
	return r;
}

struct detect *detect_free(struct detect *d)
{
	if (!d)
		return NULL;
	drop_image(d);
	file_free(d);
	str_done(&d->said);
	for (int t = 0; t < 4; t++)
		(void)mem_free(d->ports[t]);
	while (d->spare) {
		struct flow_detect *next = d->spare->next;

		(void)mem_free(d->spare);
		d->spare = next;
	}
	(void)mem_free(d->limit_rows);
	(void)mem_free(d->bit_rows);
	(void)mem_free(d->join);
	pcre2_match_data_free(d->match);
	pcre2_match_context_free(d->limits);
	(void)arena_free(d->arena);
	return mem_free(d);
}

int detect_swap(struct detect *d, const struct rule_image *image, struct msg *msg)
{
	const struct rule_image *old = d->image;
	int r;

	drop_image(d);
	r = take_image(d, image, msg);
	if (r < 0) {
		struct msg again = {0};

		drop_image(d);
		if (take_image(d, old, &again) < 0)
			return r;
	}
	return r;
}

const struct detect_counts *detect_counts(const struct detect *d)
{
	return &d->counts;
}

void detect_flow_done(struct detect *d, struct flow *flow)
{
	struct flow_detect *f = flow->detect;

	if (!f)
		return;
	for (int i = 0; i < 2; i++)
		f->tail[i] = mem_free(f->tail[i]);
	f->next = d->spare;
	d->spare = f;
	flow->detect = NULL;
}

struct look detect_look(struct detect *d, const struct packet *packet, struct flow *flow,
    struct tx *tx, enum flow_dir dir)
{
	struct look l = {.d = d, .packet = packet, .flow = flow, .tx = tx, .dir = dir};

	if (flow) {
		bool client = dir == FLOW_TO_SERVER;

		l.family = flow->family;
		l.proto = flow->proto;
		l.src = client ? flow->client : flow->server;
		l.dst = client ? flow->server : flow->client;
		l.sport = client ? flow->cport : flow->sport;
		l.dport = client ? flow->sport : flow->cport;
		l.time = flow->last;
	} else if (packet) {
		l.family = packet->family;
		l.proto = packet->proto;
		l.src = packet->src;
		l.dst = packet->dst;
		l.sport = packet->sport;
		l.dport = packet->dport;
	}
	if (packet)
		l.time = packet->time;
	if (l.proto != 6 && l.proto != 17 && l.proto != 132)
		l.sport = l.dport = 0;
	return l;
}

static void scan_ports(struct look *l, int table, uint16_t a, uint16_t b, struct span bytes)
{
	const uint16_t *ports = l->d->ports[table];

	if (ports[0])
		candidate_group(l->d, ports[0] - 1U, bytes);
	if (a && ports[a])
		candidate_group(l->d, ports[a] - 1U, bytes);
	if (b && b != a && ports[b])
		candidate_group(l->d, ports[b] - 1U, bytes);
}

/* All sections over the payload, which is the only buffer of such rules. */
static bool payload_holds(struct look *l, const struct rule_row *row)
{
	const struct rule_image *im = l->d->image;

	for (uint32_t i = 0; i < row->nsection; i++) {
		const struct rule_section *s = &im->sections[row->section + i];
		struct span bytes = l->payload;

		if (im->buffers[s->list].nop &&
		    !change_apply(l->d, &im->buffers[s->list], bytes, &bytes))
			return false;
		if (!bytes.n || !run_section(l, im->ops + s->op, s->nop, bytes))
			return false;
	}
	return true;
}

static bool rule_holds(struct look *l, uint32_t rule)
{
	const struct rule_row *row = &l->d->image->rules[rule];

	l->d->counts.candidates++;
	l->reach = 0;
	return header_fits(l, row) && head_holds(l, l->d->image->ops + row->head, row->nhead) &&
	       payload_holds(l, row);
}

/* A rule that matched the packet does not match again in the stream of the same packet, nor the
 * other way round. */
static void remember_same(struct look *l, uint32_t rule)
{
	struct flow_detect *f;

	if (!l->flow || !l->packet || l->d->image->rules[rule].kind != RULE_STREAM ||
	    !(l->d->image->rules[rule].flags & RULE_ALSO_PACKET))
		return;
	f = state_flow(l->d, l->flow);
	if (f->same_packet != l->packet->nr)
		f->nsame = 0;
	f->same_packet = l->packet->nr;
	if (f->nsame < DETECT_SAME)
		f->same[f->nsame++] = rule;
}

static bool was_same(const struct look *l, uint32_t rule)
{
	const struct flow_detect *f = l->flow ? l->flow->detect : NULL;

	if (!f || !l->packet || f->same_packet != l->packet->nr)
		return false;
	for (int i = 0; i < f->nsame; i++)
		if (f->same[i] == rule)
			return true;
	return false;
}

static void once(struct look *l)
{
	struct detect *d = l->d;
	struct flow_detect *f = l->flow ? state_flow(d, l->flow) : NULL;
	bool first = !f || !f->once[l->dir];
	bool app = f && l->flow->app != PROTO_UNKNOWN && !f->once_app[l->dir];

	if (!d->once || (!first && !app))
		return;
	if (f) {
		f->once[l->dir] = true;
		f->once_app[l->dir] |= app;
	}
	once_ask(l, first, app);
}

static bool only_stream(const struct detect *d, uint32_t rule)
{
	const struct rule_row *row = &d->image->rules[rule];

	return row->kind == RULE_STREAM && row->flow & RULE_FLOW_ONLY_STREAM;
}

void detect_packet(
    struct detect *d, const struct packet *packet, struct flow *flow, enum flow_dir dir)
{
	struct look l = detect_look(d, packet, flow, NULL, dir);
	bool wrong =
	    packet->events[0] | packet->events[1] | packet->events[2] | packet->events[3];

	if (flow && flow->detect && flow->detect->passed)
		return;
	arena_clear(d->arena);
	candidate_begin(d);
	l.payload = packet->payload;
	if (packet->family && !packet->fragment) {
		if (packet->stray && flow)
			scan_ports(&l, 2 + (int)dir, flow->sport, 0, l.payload);
		if (packet->proto == 6)
			scan_ports(&l, 0, packet->dport, packet->sport, l.payload);
		else if (packet->proto == 17)
			scan_ports(&l, 1, packet->dport, packet->sport, l.payload);
		else if (d->other)
			candidate_group(d, d->other - 1, l.payload);
	}
	if (packet->family)
		once(&l);
	if (d->indicators && flow && flow->side[0].packets + flow->side[1].packets == 1)
		indicator_flow(&l);
	if (wrong && d->decode)
		candidate_group(d, d->decode - 1, span_of(NULL, 0));
	candidate_sort(d);
	for (uint32_t i = 0; i < d->ncandidates; i++)
		if (!only_stream(d, d->candidates[i]) && !was_same(&l, d->candidates[i]) &&
		    rule_holds(&l, d->candidates[i])) {
			remember_same(&l, d->candidates[i]);
			hits_take(&l, d->candidates[i]);
		}
	hits_tell(&l);
}

static void keep_tail(struct flow_detect *f, enum flow_dir dir, struct span all)
{
	size_t n = MIN(all.n, DETECT_WINDOW);

	if (!f->tail[dir])
		f->tail[dir] = mem_alloc(DETECT_WINDOW);
	memmove(f->tail[dir], all.p + all.n - n, n);
	f->ntail[dir] = (uint16_t)n;
}

static void piece(struct detect *d, const struct packet *packet, struct flow *flow,
    enum flow_dir dir, struct span data, uint64_t at)
{
	struct look l = detect_look(d, packet, flow, NULL, dir);
	struct flow_detect *f = state_flow(d, flow);
	size_t old = at ? f->ntail[dir] : 0;

	l.stream = true;
	l.payload = data;
	l.old = old;
	if (old) {
		memcpy(d->join, f->tail[dir], old);
		memcpy(d->join + old, data.p, data.n);
		l.payload = span_of(d->join, old + data.n);
	}
	l.base = at - old;
	candidate_begin(d);
	scan_ports(&l, 2 + (int)dir, flow->sport, 0, l.payload);
	candidate_sort(d);
	for (uint32_t i = 0; i < d->ncandidates; i++) {
		uint32_t rule = d->candidates[i];

		/* What lies in the old bytes alone was told with them. */
		if (d->image->rules[rule].kind == RULE_STREAM && !was_same(&l, rule) &&
		    rule_holds(&l, rule) && (l.reach > old || (!l.reach && !old))) {
			remember_same(&l, rule);
			hits_take(&l, rule);
		}
	}
	hits_tell(&l);
	keep_tail(f, dir, l.payload);
}

void detect_stream(struct detect *d, const struct packet *packet, struct flow *flow,
    enum flow_dir dir, struct span data, uint64_t at)
{
	if (flow->detect && flow->detect->passed)
		return;
	if (!d->ports[2 + (int)dir][0] && !d->ports[2 + (int)dir][flow->sport])
		return;
	arena_clear(d->arena);
	while (data.n) {
		struct span part = span_sub(data, 0, DETECT_PIECE);

		piece(d, packet, flow, dir, part, at);
		at += part.n;
		data = span_sub(data, part.n, data.n);
	}
}
