#include "rule/image_write.h"

#include "rule/indicator_list.h"
#include "rule/range.h"

uint32_t image_put(struct image_writer *w, int table, const void *rows, uint32_t n)
{
	struct str *s = &w->tables[table];
	uint32_t first = (uint32_t)(s->n / rule_image_sizes[table]);

	str_put(s, rows, (size_t)n * rule_image_sizes[table]);
	return first;
}

/* Keys of maps are text: bytes are spelled. */
static const char *spelled(struct arena *arena, struct span bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *out = arena_alloc(arena, bytes.n * 2 + 1);

	for (size_t i = 0; i < bytes.n; i++) {
		out[2 * i] = digits[bytes.p[i] >> 4];
		out[2 * i + 1] = digits[bytes.p[i] & 15];
	}
	return out;
}

static uint32_t number_of(void *value)
{
	return (uint32_t)(uintptr_t)value;
}

static void *value_of(uint32_t number)
{
	union {
		uintptr_t n;
		void *p;
	} u = {.n = number};

	return u.p;
}

uint32_t image_pool(struct image_writer *w, struct span bytes)
{
	const char *key;
	uint32_t at;

	if (!bytes.n)
		return 0;
	if (bytes.n > 256) {
		at = image_put(w, RT_POOL, bytes.p, (uint32_t)bytes.n);
		str_char(&w->tables[RT_POOL], '\0');
		return at;
	}
	key = spelled(w->arena, bytes);
	at = number_of(map_get(&w->pool, key));
	if (at)
		return at;
	at = image_put(w, RT_POOL, bytes.p, (uint32_t)bytes.n);
	str_char(&w->tables[RT_POOL], '\0');
	(void)map_set(&w->pool, key, value_of(at));
	return at;
}

static uint32_t low32(const uint8_t v[16])
{
	return (uint32_t)v[12] << 24 | (uint32_t)v[13] << 16 | (uint32_t)v[14] << 8 | v[15];
}

static uint32_t range_row(struct image_writer *w, const struct range_set *set, bool ports)
{
	const char *key;
	struct rule_range_set row = {0};
	uint32_t at;

	if (!set)
		return 0;
	key = arena_printf(w->arena, "%d%p", ports, (const void *)set);
	at = number_of(map_get(&w->sets, key));
	if (at)
		return at;
	row.v4 = (uint32_t)(w->tables[RT_RANGES4].n / sizeof(struct rule_range4));
	row.v6 = (uint32_t)(w->tables[RT_RANGES6].n / sizeof(struct rule_range6));
	for (size_t i = 0; i < set->v4.v.n; i++) {
		struct rule_range4 r = {
		    low32(set->v4.v.items[i].low), low32(set->v4.v.items[i].high)};

		(void)image_put(w, RT_RANGES4, &r, 1);
	}
	for (size_t i = 0; i < set->v6.v.n; i++) {
		struct rule_range6 r;

		memcpy(r.low, set->v6.v.items[i].low, 16);
		memcpy(r.high, set->v6.v.items[i].high, 16);
		(void)image_put(w, RT_RANGES6, &r, 1);
	}
	row.nv4 = (uint32_t)set->v4.v.n;
	row.nv6 = (uint32_t)set->v6.v.n;
	at = image_put(w, ports ? RT_PORT_SETS : RT_ADDRESS_SETS, &row, 1);
	(void)map_set(&w->sets, key, value_of(at));
	return at;
}

static uint32_t pcre_row(struct image_writer *w, const struct rule_step *s)
{
	struct rule_pcre row = s->pcre;
	const char *key =
	    arena_printf(w->arena, "pcre %u %s", s->pcre.options, spelled(w->arena, s->bytes));
	uint32_t at = number_of(map_get(&w->named, key));

	if (at)
		return at - 1;
	row.text = image_pool(w, s->bytes);
	row.n = (uint32_t)s->bytes.n;
	at = image_put(w, RT_PCRES, &row, 1);
	(void)map_set(&w->named, key, value_of(at + 1));
	return at;
}

static uint32_t set_row(struct image_writer *w, const struct rule_step *s)
{
	struct rule_set row = *s->set;

	row.name = image_pool(w, s->bytes);
	row.n = (uint32_t)s->bytes.n;
	row.load = image_pool(w, s->chop);
	row.nload = (uint32_t)s->chop.n;
	return image_put(w, RT_SETS, &row, 1);
}

static void step(struct image_writer *w, const struct rule_step *s)
{
	struct rule_op op = s->op;

	switch (op.kind) {
	case OP_CONTENT:
	case OP_RANGES:
	case OP_XOR:
		op.data = image_pool(w, s->bytes);
		op.n = (uint32_t)s->bytes.n;
		break;
	case OP_PCRE:
	case OP_PCREXFORM:
		op.data = pcre_row(w, s);
		break;
	case OP_DATASET:
	case OP_DATASET_IP:
	case OP_IPREP:
		op.data = set_row(w, s);
		break;
	case OP_IP_ADDR:
		op.data = range_row(w, s->addr, false);
		break;
	case OP_FLOWBIT:
	case OP_XBIT:
		op.data = image_put(w, RT_LISTS, s->bits.items, (uint32_t)s->bits.n);
		op.n = (uint32_t)s->bits.n;
		break;
	default:
		break;
	}
	(void)image_put(w, RT_OPS, &op, 1);
}

static uint32_t steps(struct image_writer *w, const struct rule_steps *list, uint32_t *ret_n)
{
	uint32_t first = (uint32_t)(w->tables[RT_OPS].n / sizeof(struct rule_op));

	vec_foreach (s, &list->v)
		step(w, s);
	*ret_n = (uint32_t)list->v.n;
	return first;
}

uint16_t image_buffer(struct image_writer *w, const struct rule_part *part)
{
	struct rule_buffer row = {.buffer = (uint16_t)part->buffer};
	const char *key = arena_printf(w->arena, "%d", part->buffer);
	uint32_t at;

	vec_foreach (s, &part->changes.v)
		key = arena_printf(w->arena, "%s/%d.%d.%d.%d.%u.%s", key, s->op.kind,
		    s->op.mode, s->op.a, s->op.b, s->pcre.options, spelled(w->arena, s->bytes));
	at = number_of(map_get(&w->buffers, key));
	if (at)
		return (uint16_t)(at - 1);
	row.op = steps(w, &part->changes, &row.nop);
	at = image_put(w, RT_BUFFERS, &row, 1);
	(void)map_set(&w->buffers, key, value_of(at + 1));
	return (uint16_t)at;
}

static uint32_t text(struct image_writer *w, const char *s)
{
	return s && *s ? image_pool(w, span_str(s)) : 0;
}

/* Texts are offsets into the pool here; they become distances when all sizes are known. */
static uint32_t meta_row(struct image_writer *w, const struct rule *rule)
{
	struct rule_meta m = {.sid = rule->sid,
	    .gid = rule->gid,
	    .rev = rule->rev,
	    .priority = rule->priority,
	    .action = (uint8_t)rule->action,
	    .target = rule->target};

	m.msg = text(w, rule->text.msg);
	m.classtype = text(w, rule->text.classtype);
	m.category = text(w, rule->text.category);
	m.references = text(w, rule->text.references);
	m.metadata = text(w, rule->text.metadata);
	m.raw = text(w, rule->raw);
	return image_put(w, RT_META, &m, 1);
}

static void rule_row(struct image_writer *w, const struct rule *rule)
{
	struct rule_row row = {.action = (uint8_t)rule->action,
	    .kind = (uint8_t)rule->kind,
	    .family = rule->family,
	    .l4 = rule->l4,
	    .apps = rule->apps,
	    .flow = rule->flow,
	    .flags = rule->flags};
	struct rule_section *sections =
	    ARENA_ARRAY(w->arena, rule->parts.n + 1, struct rule_section);

	row.meta = meta_row(w, rule);
	row.src = range_row(w, rule->src, false);
	row.dst = range_row(w, rule->dst, false);
	row.sport = range_row(w, rule->sport, true);
	row.dport = range_row(w, rule->dport, true);
	row.head = steps(w, &rule->head, &row.nhead);
	row.after = steps(w, &rule->after, &row.nafter);
	row.limit = steps(w, &rule->limit, &row.nlimit);
	for (size_t i = 0; i < rule->parts.n; i++) {
		const struct rule_part *part = &rule->parts.items[i];

		if (!part->steps.v.n)
			continue;
		sections[row.nsection].buffer = (uint16_t)part->buffer;
		sections[row.nsection].list = image_buffer(w, part);
		sections[row.nsection].op = steps(w, &part->steps, &sections[row.nsection].nop);
		row.nsection++;
	}
	row.section = image_put(w, RT_SECTIONS, sections, row.nsection);
	(void)image_put(w, RT_RULES, &row, 1);
}

static void distances(struct image_writer *w, const struct rule_image_head *head)
{
	union {
		char *p;
		struct rule_meta *rows;
	} u = {.p = w->tables[RT_META].p};

	for (uint64_t i = 0; i < head->n[RT_META]; i++) {
		struct rule_meta *m = &u.rows[i];
		uint64_t row = head->at[RT_META] + i * sizeof(*m);
		uint32_t *texts[] = {&m->msg, &m->classtype, &m->category, &m->references,
		    &m->metadata, &m->raw};

		for (size_t t = 0; t < ARRAY_LEN(texts); t++)
			if (*texts[t])
				*texts[t] = (uint32_t)(head->at[RT_POOL] + *texts[t] - row);
	}
}

static int assemble(struct image_writer *w, struct str *ret)
{
	static const char zeros[8];
	struct rule_image_head head = {.magic = RULE_IMAGE_MAGIC,
	    .version = RULE_IMAGE_VERSION,
	    .layout = rule_image_layout(),
	    .tables = RT_TABLES};
	uint64_t at = sizeof(head);
	size_t begin = ret->n;

	str_char(&w->tables[RT_POOL], '\0');
	for (int t = 0; t < RT_TABLES; t++) {
		if (str_ok(&w->tables[t]) < 0)
			return ERR_LIMIT;
		head.at[t] = at;
		head.n[t] = w->tables[t].n / rule_image_sizes[t];
		at += (w->tables[t].n + 7) / 8 * 8;
	}
	head.bytes = at;
	distances(w, &head);
	str_put(ret, &head, sizeof(head));
	for (int t = 0; t < RT_TABLES; t++) {
		str_put(ret, w->tables[t].p, w->tables[t].n);
		str_put(ret, zeros, (8 - w->tables[t].n % 8) % 8);
	}
	if (str_ok(ret) < 0)
		return ERR_LIMIT;
	head.crc = rule_image_crc(head, span_sub(str_bytes(ret), begin + sizeof(head), ret->n));
	memcpy(ret->p + begin, &head, sizeof(head));
	return 0;
}

int rule_image_write(struct rule *const *rules, size_t n, struct indicator_list *indicators,
    struct arena *arena, struct str *ret, struct msg *msg)
{
	struct image_writer w = {.arena = arena, .msg = msg};
	static const struct rule_range_set none;
	int r;

	for (int t = 0; t < RT_TABLES; t++)
		str_init(&w.tables[t], RULE_IMAGE_MAX);
	map_init(&w.pool, arena);
	map_init(&w.sets, arena);
	map_init(&w.buffers, arena);
	map_init(&w.groups, arena);
	map_init(&w.named, arena);
	str_char(&w.tables[RT_POOL], '\0');
	(void)image_put(&w, RT_ADDRESS_SETS, &none, 1);
	(void)image_put(&w, RT_PORT_SETS, &none, 1);
	for (size_t i = 0; i < n; i++)
		rule_row(&w, rules[i]);
	r = image_groups(&w, rules, n);
	if (r == 0 && indicators)
		r = indicator_list_write(indicators, &w);
	if (r == 0)
		r = assemble(&w, ret);
	if (r == ERR_LIMIT)
		msg_what(msg, "the rules become too large");
	for (int t = 0; t < RT_TABLES; t++)
		str_done(&w.tables[t]);
	return r;
}
