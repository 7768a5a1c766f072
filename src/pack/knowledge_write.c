#include "pack/knowledge_write.h"

#include "codec/version.h"
#include "pack/knowledge_format.h"
#include "pack/knowledge_impl.h"

struct knowledge_writer *knowledge_write_new(void)
{
	struct knowledge_writer *w = mem_alloc(sizeof(*w));

	memset(w, 0, sizeof(*w));
	knowledge_intern_init(&w->strings, 0);
	knowledge_intern_init(&w->versions, sizeof(struct built_version));
	knowledge_intern_init(&w->attrs, KROW_ATTRS);
	knowledge_intern_init(&w->products, sizeof(struct built_product));
	knowledge_intern_init(&w->criteria, sizeof(struct built_criterion));
	for (size_t i = 0; i < KT_TABLES; i++)
		str_init(&w->t[i], UINT32_MAX / 2);
	w->blocks = knowledge_blocks_new();
	(void)knowledge_intern_row(&w->attrs, (const uint8_t[KROW_ATTRS]){0});
	return w;
}

struct knowledge_writer *knowledge_write_free(struct knowledge_writer *w)
{
	if (!w)
		return NULL;
	knowledge_blocks_free(w->blocks);
	knowledge_intern_done(&w->strings);
	knowledge_intern_done(&w->versions);
	knowledge_intern_done(&w->attrs);
	knowledge_intern_done(&w->products);
	knowledge_intern_done(&w->criteria);
	for (size_t i = 0; i < KT_TABLES; i++)
		str_done(&w->t[i]);
	return mem_free(w);
}

static uint32_t text(struct knowledge_writer *w, const char *s)
{
	return knowledge_intern_text(&w->strings, s);
}

static void put_text(struct knowledge_writer *w, struct str *t, const char *s)
{
	str_u32_le(t, text(w, s));
}

/* Whole seconds, as far as 32 bits reach. */
static void put_time(struct str *t, int64_t ms)
{
	int64_t s = ms / 1000;

	str_u32_le(t, s < 0 ? 0 : (uint32_t)MIN(s, (int64_t)UINT32_MAX));
}

static uint32_t id_of(struct knowledge_writer *w, const char *id)
{
	uint32_t n = knowledge_cve(id);

	if (n != KNOWLEDGE_NONE)
		return n;
	n = text(w, id);
	w->over |= n >= 1U << KID_SHIFT;
	return (uint32_t)KID_OTHER << KID_SHIFT | n;
}

static uint32_t rows(const struct knowledge_writer *w, enum knowledge_table t)
{
	return (uint32_t)(w->t[t].n / knowledge_row_size[t]);
}

/* A list's first item in KT_LISTS. */
static uint32_t list(struct knowledge_writer *w, const struct text_list *l, size_t max)
{
	uint32_t first = rows(w, KT_LISTS);

	for (size_t i = 0; i < MIN(l->n, max); i++)
		put_text(w, &w->t[KT_LISTS], l->items[i]);
	return first;
}

static uint32_t version(struct knowledge_writer *w, int scheme, const char *s)
{
	struct built_version v = {.scheme = (uint32_t)scheme};

	if (!s)
		return KNOWLEDGE_NONE;
	v.text = text(w, s);
	return knowledge_intern_row(&w->versions, &v);
}

static uint32_t attrs(struct knowledge_writer *w, const struct vuln_criterion *c)
{
	const char *const all[] = {c->update, c->edition, c->language, c->sw_edition,
	    c->target_sw, c->target_hw, c->other, c->model};
	uint8_t row[KROW_ATTRS] = {0};
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		uint32_t at = text(w, all[i]);

		any |= at != 0;
		for (size_t b = 0; b < 4; b++)
			row[i * 4 + b] = (uint8_t)(at >> (8 * b));
	}
	return any ? knowledge_intern_row(&w->attrs, row) : 0;
}

static uint32_t criterion(struct knowledge_writer *w, const struct vuln_criterion *c)
{
	struct built_product p = {
	    .naming = (uint8_t)c->naming, .part = c->part ? (uint8_t)c->part : '*'};
	struct built_criterion b = {
	    .version = KNOWLEDGE_NONE, .end = KNOWLEDGE_NONE, .scheme = (uint8_t)c->scheme};

	p.vendor = text(w, c->vendor);
	p.product = text(w, c->product);
	b.product = knowledge_intern_row(&w->products, &p);
	b.attrs = attrs(w, c);
	if (c->range == RANGE_EXACT)
		b.version = version(w, c->scheme, c->version ? c->version : "");
	if (c->range == RANGE_SPAN) {
		b.version = version(w, c->scheme, c->start);
		b.end = version(w, c->scheme, c->end);
	}
	b.flags = (uint8_t)(c->range & KCRIT_RANGE);
	b.flags |= c->vulnerable ? KCRIT_VULNERABLE : 0;
	b.flags |= c->start_excluded ? KCRIT_START_EXCLUDED : 0;
	b.flags |= c->end_excluded ? KCRIT_END_EXCLUDED : 0;
	b.flags |= c->fixed ? KCRIT_FIXED : 0;
	return knowledge_intern_row(&w->criteria, &b);
}

static void node(struct knowledge_writer *w, const struct vuln_config *config, size_t ordinal,
    const struct vuln_node *n, uint32_t owner)
{
	struct str *t = &w->t[KT_NODES];
	unsigned flags = 0;

	flags |= n->operator== VULN_AND ? KNODE_ALL : 0;
	flags |= n->negate ? KNODE_NEGATE : 0;
	flags |= config->operator== VULN_AND ? KNODE_CONFIG_ALL : 0;
	flags |= config->negate ? KNODE_CONFIG_NEGATE : 0;
	if (config->nodes.n == 1 && !n->negate && !config->negate &&
	    (n->operator== VULN_OR || n->criteria.n == 1))
		flags |= KNODE_ALONE;
	w->over |= ordinal > UINT16_MAX;
	str_u32_le(t, owner);
	str_u32_le(t, rows(w, KT_NODE_CRITERIA));
	str_u16_le(t, (uint16_t)ordinal);
	str_u16_le(t, (uint16_t)flags);
	vec_foreach (c, &n->criteria)
		str_u32_le(&w->t[KT_NODE_CRITERIA], criterion(w, c));
}

/* The nodes of the owner (its row before sorting); their first row. */
static uint32_t nodes(
    struct knowledge_writer *w, const struct vuln_configs *configs, uint32_t owner)
{
	uint32_t first = rows(w, KT_NODES);
	size_t ordinal = 0;

	vec_foreach (config, &configs->all) {
		vec_foreach (n, &config->nodes)
			node(w, config, ordinal, n, owner);
		ordinal++;
	}
	return first;
}

enum { LIST_MAX = 255 };

static void add_vuln(struct knowledge_writer *w, const struct vuln *v, uint8_t source)
{
	struct str *t = &w->t[KT_VULNS];
	const char *texts[LIST_MAX + 1] = {v->text ? v->text : ""};
	size_t ntexts = 1;
	struct vuln_configs none = {0};
	uint32_t first;

	for (size_t i = 0; i < v->references.n && ntexts < LIST_MAX; i++)
		texts[ntexts++] = v->references.items[i];
	first = nodes(w, v->status == VULN_REJECTED ? &none : &v->configs, rows(w, KT_VULNS));
	str_u32_le(t, id_of(w, v->id));
	put_time(t, v->published);
	put_time(t, v->modified);
	put_text(w, t, v->title);
	str_u32_le(t, list(w, &v->cvss, LIST_MAX));
	str_u32_le(t, list(w, &v->cwes, LIST_MAX));
	str_u32_le(t, first);
	str_u32_le(t, rows(w, KT_NODES) - first);
	str_u32_le(t, knowledge_blocks_add(w->blocks, texts, ntexts));
	str_u8(t, source);
	str_u8(t, (uint8_t)v->status);
	str_u8(t, (uint8_t)MIN(v->cvss.n, (size_t)LIST_MAX));
	str_u8(t, (uint8_t)MIN(v->cwes.n, (size_t)LIST_MAX));
	str_u32_le(t, (uint32_t)ntexts);
}

static void add_exploited(struct knowledge_writer *w, const struct know_exploited *e)
{
	struct str *t = &w->t[KT_EXPLOITED];

	str_u32_le(t, id_of(w, e->id));
	put_text(w, t, e->list);
	put_text(w, t, e->vendor);
	put_text(w, t, e->product);
	put_text(w, t, e->action);
	put_time(t, e->added);
	put_time(t, e->due);
	str_u32_le(t, e->ransomware);
}

static void add_ssvc(struct knowledge_writer *w, const struct know_ssvc *s)
{
	struct str *t = &w->t[KT_SSVC];

	str_u32_le(t, id_of(w, s->id));
	put_time(t, s->time);
	str_u8(t, (uint8_t)s->exploitation);
	str_u8(t, (uint8_t)(s->automatable | s->total << 1));
	str_u16_le(t, 0);
}

static void add_advisory(
    struct knowledge_writer *w, const struct know_advisory *a, uint8_t source)
{
	struct str *t = &w->t[KT_ADVISORIES];
	const char *texts[LIST_MAX + 1] = {a->text ? a->text : ""};
	size_t ntexts = 1;
	uint32_t first = nodes(w, &a->configs, rows(w, KT_ADVISORIES) | KNOWLEDGE_OF_ADVISORY);
	const char *const head[] = {
	    a->id, a->publisher, a->title, a->url, a->tlp, a->revision, a->state};

	for (size_t i = 0; i < a->remedies.n && ntexts < LIST_MAX; i++)
		texts[ntexts++] = a->remedies.items[i];
	for (size_t i = 0; i < ARRAY_LEN(head); i++)
		put_text(w, t, head[i]);
	str_u32_le(t, source);
	put_time(t, a->published);
	put_time(t, a->modified);
	str_u32_le(t, list(w, &a->cves, SIZE_MAX));
	str_u32_le(t, (uint32_t)a->cves.n);
	str_u32_le(t, list(w, &a->cvss, SIZE_MAX));
	str_u32_le(t, (uint32_t)a->cvss.n);
	str_u32_le(t, first);
	str_u32_le(t, rows(w, KT_NODES) - first);
	str_u32_le(t, knowledge_blocks_add(w->blocks, texts, ntexts));
	str_u32_le(t, (uint32_t)ntexts);
}

static void add_fix(struct knowledge_writer *w, const struct know_fix *f)
{
	struct str *t = &w->t[KT_FIXES];
	bool deb = strcmp(f->distro, "debian") == 0 || strcmp(f->distro, "ubuntu") == 0;

	put_text(w, t, f->package);
	put_text(w, t, f->distro);
	put_text(w, t, f->release);
	str_u32_le(t, id_of(w, f->id));
	str_u32_le(t, version(w, deb ? VERSION_DEB : VERSION_RPM, f->version));
	str_u32_le(t, (uint32_t)f->state);
}

/* Vendor or product of a CPE name or its beginning: the n-th part after the kind of part,
 * unescaped, in the arena of the text. */
static bool cpe_part(struct span rest, size_t n, struct str *ret)
{
	str_clear(ret);
	for (size_t i = 0; i < rest.n; i++) {
		if (rest.p[i] == ':') {
			if (!n)
				break;
			n--;
		} else if (!n && rest.p[i] == '\\' && i + 1 < rest.n) {
			str_char(ret, (char)rest.p[++i]);
		} else if (!n) {
			str_char(ret, (char)rest.p[i]);
		} else if (rest.p[i] == '\\') {
			i++;
		}
	}
	return ret->n > 0;
}

static void add_eol_name(struct knowledge_writer *w, const char *cpe, const char *product)
{
	STR_AUTO(vendor, 256);
	STR_AUTO(name, 256);
	struct span s = span_str(cpe);

	if (span_starts(s, "cpe:2.3:"))
		s = span_sub(s, 8, s.n);
	else if (span_starts(s, "cpe:/"))
		s = span_sub(s, 5, s.n);
	else
		return;
	if (!cpe_part(s, 1, &vendor) || !cpe_part(s, 2, &name))
		return;
	put_text(w, &w->t[KT_EOL_NAMES], str_text(&vendor));
	put_text(w, &w->t[KT_EOL_NAMES], str_text(&name));
	put_text(w, &w->t[KT_EOL_NAMES], product);
}

static void add_eol(struct knowledge_writer *w, const struct know_eol *e)
{
	struct str *t = &w->t[KT_EOL];

	put_text(w, t, e->product);
	put_text(w, t, e->title);
	put_text(w, t, e->cycle);
	put_text(w, t, e->latest);
	put_time(t, e->released);
	put_time(t, e->end);
	put_time(t, e->extended_end);
	str_u32_le(t, (uint32_t)(e->ended | e->lts << 1));
	for (size_t i = 0; i < e->cpes.n; i++)
		add_eol_name(w, e->cpes.items[i], e->product);
}

static void add_print(struct knowledge_writer *w, const struct know_print *p)
{
	uint32_t params = list(w, &p->params, LIST_MAX);
	struct str *t = &w->t[KT_PRINTS];

	put_text(w, t, p->id);
	put_text(w, t, p->field);
	put_text(w, t, p->pattern);
	str_u32_le(t, (uint32_t)p->flags);
	str_u32_le(t, params);
	str_u32_le(t, (uint32_t)MIN(p->params.n, (size_t)LIST_MAX));
}

/* The row of the source, which counts the record. */
static uint8_t source_of(struct knowledge_writer *w, const struct knowledge *k)
{
	uint32_t name = text(w, k->source);
	size_t i = 0;

	while (i < w->nsources && w->source_names[i] != name)
		i++;
	if (i == KNOWLEDGE_SOURCES) {
		w->over = true;
		return 0;
	}
	if (i == w->nsources)
		w->source_names[w->nsources++] = name;
	w->source_records[i][k->kind]++;
	w->source_newest[i] = MAX(w->source_newest[i], k->modified);
	return (uint8_t)i;
}

void knowledge_write_add(struct knowledge_writer *w, const struct knowledge *k)
{
	uint8_t source = source_of(w, k);
	uint32_t id;

	switch ((enum know_kind)k->kind) {
	case KNOW_VULN:
		add_vuln(w, k->vuln, source);
		break;
	case KNOW_EXPLOITED:
		add_exploited(w, k->exploited);
		break;
	case KNOW_EPSS:
		id = id_of(w, k->epss->id);
		str_u32_le(&w->t[KT_EPSS], id);
		str_u32_le(&w->t[KT_EPSS], (uint32_t)k->epss->likelihood);
		str_u32_le(&w->t[KT_EPSS], (uint32_t)k->epss->percentile);
		break;
	case KNOW_SSVC:
		add_ssvc(w, k->ssvc);
		break;
	case KNOW_ADVISORY:
		add_advisory(w, k->advisory, source);
		break;
	case KNOW_FIX:
		add_fix(w, k->fix);
		break;
	case KNOW_EOL:
		add_eol(w, k->eol);
		break;
	case KNOW_PRINT:
		add_print(w, k->print);
		break;
	case KNOW_KINDS:
		break;
	}
}

void knowledge_write_alias(struct knowledge_writer *w, const char *vendor, const char *product,
    const char *to_vendor, const char *to_product)
{
	const char *const all[] = {vendor, product, to_vendor, to_product};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		put_text(w, &w->t[KT_ALIASES], all[i]);
}

static void put_sources(struct knowledge_writer *w)
{
	struct str *t = &w->t[KT_SOURCES];

	for (size_t i = 0; i < w->nsources; i++) {
		str_u32_le(t, w->source_names[i]);
		for (size_t k = 0; k < KNOW_KINDS; k++)
			str_u32_le(t, w->source_records[i][k]);
		str_u32_le(t, (uint32_t)w->source_newest[i]);
		str_u32_le(t, (uint32_t)((uint64_t)w->source_newest[i] >> 32));
	}
}

static int too_much(struct msg *msg)
{
	msg_what(msg, "the knowledge does not fit into a pack");
	msg_detail(msg, "more texts, sources or configurations than its format holds");
	msg_hint(msg, "switch off feeds that you do not need, and compile again");
	return ERR_LIMIT;
}

int knowledge_write_end(struct knowledge_writer *w, const char *path, struct msg *msg)
{
	struct span tables[KT_TABLES], frames, index;
	int r;

	put_sources(w);
	knowledge_sort(w);
	r = knowledge_blocks_end(w->blocks, &frames, &index);
	if (r < 0 || w->over)
		return too_much(msg);
	for (int t = 0; t < KT_TABLES; t++) {
		if (str_ok(&w->t[t]) < 0)
			return too_much(msg);
		tables[t] = str_bytes(&w->t[t]);
	}
	tables[KT_STRINGS] = str_bytes(&w->strings.bytes);
	tables[KT_TEXTS] = frames;
	tables[KT_BLOCKS] = index;
	return knowledge_file_write(path, tables, msg);
}
