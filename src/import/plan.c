#include "import/plan.h"

#include "base/map.h"
#include "codec/idn.h"
#include "import/mapping.h"
#include "wire/ip.h"

/* --- inside --- */

static bool in_net(const struct text_list *nets, const char *addr)
{
	struct ip_net net;
	struct ip ip;

	if (!addr || ip_parse(span_str(addr), &ip) < 0)
		return false;
	for (size_t i = 0; i < nets->n; i++)
		if (ip_net_parse(span_str(nets->items[i]), &net, NULL) == 0 &&
		    ip_net_has(&net, &ip))
			return true;
	return false;
}

static bool in_name(const struct text_list *names, const char *name)
{
	for (size_t i = 0; name && i < names->n; i++)
		if (idn_within(name, names->items[i]))
			return true;
	return false;
}

bool plan_inside(const struct plan_scope *scope, const char *name, const char *addr)
{
	if (in_name(&scope->excluded, name) || in_net(&scope->excluded, addr))
		return false;
	return in_name(&scope->names, name) || (name && text_list_has(&scope->hosts, name)) ||
	       in_net(&scope->nets, addr);
}

/* --- the same --- */

static bool same_text(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static bool share(const struct text_list *a, const struct text_list *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (text_list_has(b, a->items[i]))
			return true;
	return false;
}

/* A port that one of them does not know is no difference. */
static bool same_place(const struct tool_finding *f, const struct plan_known *k)
{
	if (f->port && k->port && f->port != k->port)
		return false;
	if (f->addr && k->addr && strcmp(f->addr, k->addr) == 0)
		return true;
	return same_text(f->host, k->subject) || same_text(f->addr, k->subject);
}

static bool same_weakness(const struct tool_finding *f, const struct plan_known *k)
{
	if (same_text(f->key, k->key))
		return true;
	if (!same_place(f, k))
		return false;
	/* The type for the rest says nothing: of those the key tells, or a number. */
	if (strcmp(f->type, MAPPING_OTHER) != 0 && same_text(f->type, k->type))
		return true;
	return share(&f->cves, &k->cves);
}

/* --- deciding --- */

/* What surveillance calls it: of pages the name, of services the address. */
static const char *subject_of(const struct tool_finding *f)
{
	bool page = strncmp(f->type, "http-", 5) == 0;

	return (page && f->host) || !f->addr ? f->host : f->addr;
}

static const char *key_of(const struct tool_finding *f, struct arena *arena)
{
	const char *subject = subject_of(f);

	if (strcmp(f->type, MAPPING_OTHER) == 0)
		return arena_printf(arena, "%s|%s|%s|%d|%s %.300s", f->type, subject,
		    f->addr ? f->addr : "", (int)f->port, tool_kind_names[f->tool], f->rule);
	return arena_printf(
	    arena, "%s|%s|%s|%d", f->type, subject, f->addr ? f->addr : "", (int)f->port);
}

/* A check of ours is a weakness when the tool says so, and an open service is by its type. */
static bool is_information(const struct tool_finding *f, const char *type)
{
	bool service = f->tool == TOOL_NMAP && strncmp(f->rule, "service ", 8) == 0;

	return f->severity == CRIT_INFO && !f->cves.n &&
	       !(type && (service || f->tool == TOOL_ZAP || f->tool == TOOL_NUCLEI ||
			     f->tool == TOOL_BURP));
}

static const struct plan_known *find(
    const struct tool_finding *f, const struct plan_knowns *known)
{
	vec_foreach (k, &known->all)
		if (same_weakness(f, k))
			return k;
	return NULL;
}

/* By address and by name: of all that is known only these can be at the finding's place. */
struct index {
	struct arena *arena;
	struct map places; /* address or name -> struct plan_knowns */
};

static void put(struct index *x, const char *place, const struct plan_known *k)
{
	struct plan_knowns *at;

	if (!place || !*place)
		return;
	at = map_get(&x->places, place);
	if (!at) {
		at = ARENA_NEW(x->arena, struct plan_knowns);
		(void)map_set(&x->places, place, at);
	}
	vec_push(x->arena, &at->all, *k);
}

static void put_all(struct index *x, const struct plan_known *k)
{
	put(x, k->addr, k);
	if (!same_text(k->addr, k->subject))
		put(x, k->subject, k);
}

static const struct plan_known *look(const struct index *x, const struct tool_finding *f)
{
	const struct plan_knowns *by_addr = f->addr ? map_get(&x->places, f->addr) : NULL;
	const struct plan_knowns *by_host = f->host ? map_get(&x->places, f->host) : NULL;
	const struct plan_known *k = by_addr ? find(f, by_addr) : NULL;

	return k || !by_host ? k : find(f, by_host);
}

static struct plan_known as_known(const struct tool_finding *f)
{
	return (struct plan_known){.id = "",
	    .type = f->type,
	    .key = f->key,
	    .subject = f->host ? f->host : f->addr,
	    .addr = f->addr,
	    .port = f->port,
	    .cves = f->cves};
}

static void decide(struct tool_finding *f, const struct plan_scope *scope, struct index *known,
    struct index *said)
{
	const char *type = mapping_type(f);
	const struct plan_known *k;

	f->type = type ? type : MAPPING_OTHER;
	f->key = key_of(f, known->arena);
	f->known = NULL;
	if (!plan_inside(scope, f->host, f->addr)) {
		f->verdict = TOOL_OUTSIDE;
	} else if (is_information(f, type)) {
		f->verdict = TOOL_INFO;
	} else if ((k = look(known, f)) != NULL) {
		f->verdict = TOOL_KNOWN;
		f->known = k->id;
	} else if (look(said, f)) {
		f->verdict = TOOL_TWICE;
	} else {
		struct plan_known mine = as_known(f);

		f->verdict = TOOL_NEW;
		put_all(said, &mine);
	}
}

void plan_make(struct tool_findings *findings, const struct plan_scope *scope,
    const struct plan_knowns *known, struct arena *arena, struct plan_counts *ret)
{
	struct index followed = {.arena = arena}, said = {.arena = arena};
	struct plan_counts counts = {0};

	map_init(&followed.places, arena);
	map_init(&said.places, arena);
	vec_foreach (k, &known->all)
		put_all(&followed, k);
	vec_foreach (f, &findings->all) {
		decide(f, scope, &followed, &said);
		counts.of[f->verdict]++;
	}
	*ret = counts;
}
