#include "feed/starter.h"

#include "base/time.h"
#include "codec/version.h"
#include "pack/kb_starter.h"

#include <stdio.h>

/* What one run carries along. */
struct run {
	const struct pack *kb; /* borrowed */
	struct arena *arena;   /* borrowed */
	int (*emit)(void *context, const struct knowledge *k);
	void *context;
	const struct starter_gaps *gaps; /* borrowed; NULL: everything is given */
};

static int64_t day(const char *text)
{
	int64_t ms = 0;

	return text && time_parse(span_str(text), &ms) == 0 ? ms : 0;
}

/* "a:vendor:product": the reader made sure of both colons. */
static void name(struct arena *arena, const char *cpe, struct vuln_criterion *c)
{
	const char *product = strchr(cpe + 2, ':');

	c->naming = NAMED_CPE;
	c->part = cpe[0];
	c->vendor = product ? arena_strndup(arena, cpe + 2, (size_t)(product - cpe - 2)) : "";
	c->product = product ? product + 1 : "";
}

static void add_exact(struct run *r, struct vuln_node *node, struct vuln_criterion c,
    const struct kb_starter_range *range)
{
	for (size_t i = 0; i < range->versions.n; i++) {
		const char *version = range->versions.items[i], *colon = strchr(version, ':');

		c.version = colon ? arena_strndup(r->arena, version, (size_t)(colon - version))
				  : version;
		c.update = colon ? colon + 1 : NULL;
		vec_push(r->arena, &node->criteria, c);
	}
}

static void add_range(struct run *r, struct vuln_node *node,
    const struct kb_starter_product *product, const struct kb_starter_range *range)
{
	struct vuln_criterion c = {.vulnerable = true,
	    .range = range->range,
	    .scheme = range->scheme,
	    .sw_edition = range->edition,
	    .target_sw = range->target,
	    .start = range->from ? range->from : range->after,
	    .end = range->to ? range->to : range->below,
	    .start_excluded = range->after != NULL,
	    .end_excluded = range->below != NULL};

	name(r->arena, product->cpe, &c);
	if (range->range == RANGE_EXACT)
		add_exact(r, node, c, range);
	else
		vec_push(r->arena, &node->criteria, c);
}

/* A product that must run on one of several platforms is a configuration of its own. */
static void add_product(
    struct run *r, struct vuln_configs *configs, const struct kb_starter_product *product)
{
	struct vuln_config config = {.operator= product->on.n ? VULN_AND : VULN_OR };
	struct vuln_node node = {.operator= VULN_OR }, platforms = {.operator= VULN_OR };

	vec_foreach (range, &product->ranges)
		add_range(r, &node, product, range);
	vec_push(r->arena, &config.nodes, node);
	for (size_t i = 0; i < product->on.n; i++) {
		struct vuln_criterion c = {.range = RANGE_ANY};

		name(r->arena, product->on.items[i], &c);
		vec_push(r->arena, &platforms.criteria, c);
	}
	if (product->on.n)
		vec_push(r->arena, &config.nodes, platforms);
	vec_push(r->arena, &configs->all, config);
}

enum { SAID_MAX = 96 };

/* What the record says, as a key in to; false for kinds that the starter does not have. */
static bool said(const struct knowledge *k, char to[SAID_MAX])
{
	if (k->kind == KNOW_VULN)
		(void)snprintf(to, SAID_MAX, "%s", k->vuln->id);
	else if (k->kind == KNOW_EXPLOITED)
		(void)snprintf(to, SAID_MAX, "%s %s", k->exploited->id, k->exploited->list);
	else
		return false;
	return true;
}

/* Emits what no feed has said. A feed that says less of the products than the entry (.less
 * tells why) leaves the gap open. */
static int give(struct run *r, const struct kb_starter *entry, const struct knowledge *k)
{
	char key[SAID_MAX];

	if (r->gaps && !(entry && entry->less) && said(k, key) && map_has(&r->gaps->said, key))
		return 0;
	return r->emit(r->context, k);
}

static int emit_vuln(
    struct run *r, const struct kb_starter *entry, const struct kb_starter_cve *cve)
{
	struct vuln *v = ARENA_NEW(r->arena, struct vuln);
	struct knowledge k = {.kind = KNOW_VULN,
	    .source = STARTER_SOURCE,
	    .id = cve->id,
	    .origin = entry->id,
	    .modified = day(cve->published)};

	v->id = cve->id;
	v->published = v->modified = day(cve->published);
	v->title = kb_starter_text(r->kb, entry->id, "en", KB_STARTER_TITLE);
	v->text = kb_starter_text(r->kb, entry->id, "en", KB_STARTER_WHAT);
	v->references = entry->references;
	v->cwes = cve->cwes;
	if (cve->cvss)
		text_list_add(&v->cvss, r->arena, cve->cvss);
	vec_foreach (product, &entry->products) {
		if (!product->only.n || text_list_has(&product->only, cve->id))
			add_product(r, &v->configs, product);
	}
	k.vuln = v;
	return give(r, entry, &k);
}

static int emit_exploited(struct run *r, const struct kb_starter *entry,
    const struct kb_starter_cve *cve, const char *list, const char *added)
{
	struct know_exploited *x;
	struct knowledge k = {.kind = KNOW_EXPLOITED,
	    .source = STARTER_SOURCE,
	    .origin = entry->id,
	    .modified = day(added)};

	if (!added)
		return 0;
	x = ARENA_NEW(r->arena, struct know_exploited);
	x->id = cve->id;
	x->list = list;
	x->added = day(added);
	x->ransomware = cve->ransomware != NULL;
	x->vendor =
	    entry->products.items[0].names.n ? entry->products.items[0].names.items[0] : "";
	x->product = x->vendor;
	k.id = arena_printf(r->arena, "%s %s", cve->id, list);
	k.exploited = x;
	return give(r, NULL, &k);
}

static int emit_entry(struct run *r, const struct kb_starter *entry)
{
	vec_foreach (cve, &entry->cves) {
		int err = emit_vuln(r, entry, cve);

		if (err == 0)
			err = emit_exploited(r, entry, cve, "cisa", cve->cisa);
		if (err == 0)
			err = emit_exploited(r, entry, cve, "eu", cve->eu);
		if (err < 0)
			return err;
	}
	return 0;
}

static int give_all(struct run *r, struct msg *msg)
{
	struct pack_iter it = kb_starter_iter(r->kb);
	const char *id;

	while (kb_starter_next(&it, &id)) {
		struct kb_starter entry;
		int err = kb_starter_get(r->kb, id, r->arena, &entry);

		if (err < 0) {
			msg_what(msg, "The built-in knowledge does not hold together");
			msg_detail(msg, "%s", id);
			msg_hint(msg, "Install Varde again");
			return err;
		}
		err = emit_entry(r, &entry);
		if (err < 0)
			return err;
	}
	return 0;
}

int starter_records(const struct pack *kb, struct arena *arena,
    int (*emit)(void *context, const struct knowledge *k), void *context, struct msg *msg)
{
	struct run r = {.kb = kb, .arena = arena, .emit = emit, .context = context};

	return give_all(&r, msg);
}

void starter_gaps_init(struct starter_gaps *gaps, struct arena *arena)
{
	map_init(&gaps->said, arena);
}

void starter_gaps_note(struct starter_gaps *gaps, const struct knowledge *k)
{
	char key[SAID_MAX];

	if (k->kind == KNOW_VULN && !k->vuln->configs.all.n)
		return;
	if (said(k, key))
		(void)map_set(&gaps->said, key, NULL);
}

int starter_gaps_records(const struct starter_gaps *gaps, const struct pack *kb,
    struct arena *arena, int (*emit)(void *context, const struct knowledge *k), void *context,
    struct msg *msg)
{
	struct run r = {
	    .kb = kb, .arena = arena, .emit = emit, .context = context, .gaps = gaps};

	return give_all(&r, msg);
}
