#include "desk/alert_cve.h"

#include "base/map.h"
#include "codec/json.h"
#include "model/tracked.h"
#include "store/bulk.h"

#include <ctype.h>

enum { CVE_MIN = 13, CVE_MAX = 24, PREFIX = 4, YEAR = 4 };

const char *alert_cve_read(const char *text, struct arena *arena)
{
	size_t n = text ? strlen(text) : 0, digits = 0;
	char *out;

	if (!n || n > CVE_MAX)
		return NULL;
	out = arena_strdup(arena, text);
	for (char *c = out; *c; c++)
		*c = (char)(*c == '_' ? '-' : toupper((unsigned char)*c));
	if (isdigit((unsigned char)out[0]))
		out = arena_printf(arena, "CVE-%s", out);
	if (strlen(out) < CVE_MIN || strncmp(out, "CVE-", PREFIX) != 0 ||
	    out[PREFIX + YEAR] != '-')
		return NULL;
	for (const char *c = out + PREFIX; *c; c++, digits++)
		if (!isdigit((unsigned char)*c) && digits != YEAR)
			return NULL;
	return out;
}

static void add(struct text_list *to, const char *text, struct arena *arena)
{
	const char *cve = to->n < ALERT_CVES ? alert_cve_read(text, arena) : NULL;

	if (cve && !text_list_has(to, cve))
		text_list_add(to, arena, cve);
}

void alert_cve_of(const struct event *e, struct arena *arena, struct text_list *ret)
{
	struct json *detail = NULL;

	add(ret, e->indicator, arena);
	/* Most name none: the text is looked at before it is parsed. */
	if (e->detail && strstr(e->detail, "\"cve\"") &&
	    json_parse(span_str(e->detail), arena, &detail, NULL) == 0)
		add(ret, json_text(json_get(detail, "cve"), NULL), arena);
}

/* Cases of one system of one organisation: a chain of them. */
struct chain {
	struct alert_cve_case *one;
	struct chain *next;
};

struct search {
	struct arena *arena;
	struct map systems; /* to struct chain */
	struct text_list orgs, assets;
};

static const char *key_of(struct arena *arena, const char *org, const char *asset)
{
	return arena_printf(arena, "%s %s", org, asset);
}

static void add_case(struct search *f, struct alert_cve_case *one)
{
	const char *key = key_of(f->arena, one->alert->org, one->alert->asset);
	struct chain *c = ARENA_NEW(f->arena, struct chain);

	*c = (struct chain){one, map_get(&f->systems, key)};
	if (!map_set(&f->systems, key, c))
		return;
	text_list_add(&f->orgs, f->arena, one->alert->org);
	text_list_add(&f->assets, f->arena, one->alert->asset);
}

/* Whether the list as it is stored (JSON: numbers, or lines of model/affected.h) has the CVE.
 * What is only possible counts nowhere. */
static bool has(const char *cves, const char *cve)
{
	static const char possible[] = " possible ";
	size_t n = strlen(cve);

	for (const char *at = cves; (at = strstr(at, cve)); at += n) {
		const char *end = at + n;

		if (at > cves && at[-1] == '"' && (*end == '"' || *end == ' ') &&
		    strncmp(end, possible, sizeof(possible) - 1) != 0)
			return true;
	}
	return false;
}

/* A finding of the system: whose alerts name a CVE of it? */
static void match(struct search *f, const char *system, const char *id, const char *cves)
{
	for (struct chain *c = map_get(&f->systems, system); c; c = c->next)
		for (size_t i = 0; i < c->one->cves.n; i++) {
			const char *cve = c->one->cves.items[i];

			if (!has(cves, cve) || text_list_has(&c->one->findings, id) ||
			    c->one->findings.n == ALERT_SAMES)
				continue;
			if (!c->one->cve)
				c->one->cve = cve;
			text_list_add(&c->one->findings, f->arena, arena_strdup(f->arena, id));
		}
}

/* What an audit saw, as its run states it; and what testers and their tools wrote. */
static int read_rows(struct db *db, struct search *f)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT t.\"id\", t.\"org\", t.\"addr\", t.\"subject\", f.\"cves\" FROM "
	    "tracked_finding AS t JOIN finding AS f ON f.\"run\" = t.\"run\" AND f.\"type\" = "
	    "t.\"type\" AND f.\"key\" = t.\"key\" WHERE t.\"org\" IN (SELECT \"value\" FROM "
	    "@texts($1)) AND (t.\"addr\" IN (SELECT \"value\" FROM @texts($2)) OR "
	    "t.\"subject\" IN (SELECT \"value\" FROM @texts($2))) AND " ALERT_CVE_OPEN
	    " AND f.\"cves\" <> '[]' UNION ALL SELECT t.\"id\", t.\"org\", t.\"addr\", "
	    "t.\"subject\", p.\"cves\" FROM tracked_finding AS t JOIN pentest_finding AS p ON "
	    "p.\"tracked\" = t.\"id\" WHERE t.\"org\" IN (SELECT \"value\" FROM @texts($1)) "
	    "AND " ALERT_CVE_OPEN " AND p.\"cves\" <> '[]' UNION ALL SELECT t.\"id\", "
	    "t.\"org\", t.\"addr\", t.\"subject\", i.\"cves\" FROM tracked_finding AS t JOIN "
	    "tool_finding AS i ON i.\"finding\" = t.\"id\" WHERE t.\"org\" IN (SELECT "
	    "\"value\" FROM @texts($1)) AND " ALERT_CVE_OPEN " AND i.\"cves\" <> '[]' ORDER "
	    "BY 1",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, bulk_texts(f->orgs.items, f->orgs.n, f->arena));
	db_bind_text(stmt, 2, bulk_texts(f->assets.items, f->assets.n, f->arena));
	while ((r = db_step(stmt)) == 1) {
		const char *org = db_text(stmt, 1), *addr = db_text(stmt, 2);
		const char *subject = db_text(stmt, 3), *cves = db_text(stmt, 4);

		if (addr)
			match(f, key_of(f->arena, org, addr), db_text(stmt, 0), cves);
		if (subject && (!addr || strcmp(subject, addr) != 0))
			match(f, key_of(f->arena, org, subject), db_text(stmt, 0), cves);
	}
	return r;
}

int alert_cve_find(struct db *db, struct alert_cve_cases *cases, struct arena *arena)
{
	struct search f = {.arena = arena};

	map_init(&f.systems, arena);
	vec_foreach (one, &cases->all)
		if (one->cves.n)
			add_case(&f, one);
	return f.orgs.n ? read_rows(db, &f) : 0;
}
