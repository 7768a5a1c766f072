#include "desk/alert_around.h"

#include "codec/json.h"
#include "desk/ioc.h"
#include "model/tracked.h"

#include <ctype.h>

enum { CVE_MIN = 13, CVE_MAX = 24, CVES = 10, VALUES = 30, PREFIX = 4, YEAR = 4 };

const char *alert_around_cve(const char *text, struct arena *arena)
{
	size_t n = text ? strlen(text) : 0, digits = 0;
	char *out;

	if (!n || n > CVE_MAX)
		return NULL;
	out = arena_strdup(arena, text);
	for (char *c = out; *c; c++)
		*c = *c == '_' ? '-' : (char)toupper((unsigned char)*c);
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

/* --- its events --- */

static void add_cve(struct alert_around *around, const char *text, struct arena *arena)
{
	const char *cve = alert_around_cve(text, arena);

	if (cve && around->cves.n < CVES && !text_list_has(&around->cves, cve))
		text_list_add(&around->cves, arena, cve);
}

/* Only what can be an indicator: not an inner address, not a name that everybody has. */
static void add_value(struct alert_around *around, const char *text, struct arena *arena)
{
	struct ioc ioc = {0};
	struct msg why;

	if (!text || around->values.n >= VALUES ||
	    ioc_parse(span_str(text), -1, arena, &ioc, &why) < 0)
		return;
	if (!text_list_has(&around->values, ioc.value))
		text_list_add(&around->values, arena, ioc.value);
}

static void read_event(
    struct alert_around *around, const struct alert *a, const struct event *e, struct arena *arena)
{
	static const char *const keys[] = {
	    "question", "host", "sni", "sha256", "md5", "ja4"};
	struct json *detail = NULL;

	add_cve(around, e->indicator, arena);
	if (e->peer && strcmp(e->peer, a->asset) != 0)
		add_value(around, e->peer, arena);
	if (!e->detail || json_parse(span_str(e->detail), arena, &detail, NULL) < 0)
		return;
	add_cve(around, json_text(json_get(detail, "cve"), NULL), arena);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const char *value = json_text(json_get(detail, keys[i]), NULL);

		/* The member's own server is what was attacked, not what attacks. */
		if (value && (!e->name || strcmp(value, e->name) != 0))
			add_value(around, value, arena);
	}
}

static int read_events(
    struct db *db, const struct alert *a, struct arena *arena, struct alert_around *around)
{
	int r = desk_list(db, &event_type,
	    "WHERE \"alert\" = $1 ORDER BY \"time\" DESC, \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(a->id), DESK_INT(ALERT_AROUND)), arena, &around->events);

	add_cve(around, a->indicator, arena);
	for (size_t i = 0; r == 0 && i < around->events.all.n; i++)
		read_event(around, a, around->events.all.items[i], arena);
	return r;
}

/* --- findings --- */

#define OPEN                                                                                 \
	"t.\"state\" IN ('triage', 'open', 'notified', 'acknowledged', 'in_progress', "      \
	"'claimed_fixed', 'verifying', 'accepted')"

/* Those of the system that are about the CVE, as a run saw them or a tester wrote. */
static int read_same(struct db *db, const struct alert *a, const char *cve, struct arena *arena,
    struct alert_around *around)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT t.\"id\" FROM tracked_finding AS t WHERE t.\"org\" = $1 AND (t.\"addr\" = "
	    "$2 OR t.\"subject\" = $2) AND " OPEN " AND (EXISTS (SELECT 1 FROM finding AS f "
	    "WHERE f.\"run\" = t.\"run\" AND f.\"type\" = t.\"type\" AND f.\"key\" = t.\"key\" "
	    "AND (f.\"cves\" LIKE $3 OR f.\"cves\" LIKE $4)) OR EXISTS (SELECT 1 FROM "
	    "pentest_finding AS p WHERE p.\"tracked\" = t.\"id\" AND p.\"cves\" LIKE $3)) "
	    "ORDER BY t.\"id\" LIMIT $5",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, a->org);
	db_bind_text(stmt, 2, a->asset);
	db_bind_text(stmt, 3, arena_printf(arena, "%%\"%s\"%%", cve));
	db_bind_text(stmt, 4, arena_printf(arena, "%%\"%s %%", cve));
	db_bind_int(stmt, 5, ALERT_AROUND);
	while ((r = db_step(stmt)) == 1)
		if (!text_list_has(&around->same, db_text(stmt, 0)))
			text_list_add(
			    &around->same, arena, arena_strdup(arena, db_text(stmt, 0)));
	return r;
}

static int read_findings(
    struct db *db, const struct alert *a, struct arena *arena, struct alert_around *around)
{
	int r = desk_list(db, &tracked_type,
	    "AS t WHERE t.\"org\" = $1 AND (t.\"addr\" = $2 OR t.\"subject\" = $2) AND " OPEN
	    " ORDER BY t.\"due\", t.\"id\" LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(a->org), DESK_TEXT(a->asset), DESK_INT(ALERT_AROUND)), arena,
	    &around->findings);

	for (size_t i = 0; r == 0 && i < around->cves.n; i++)
		r = read_same(db, a, around->cves.items[i], arena, around);
	for (size_t i = 0; r == 0 && i < around->findings.all.n; i++) {
		const struct tracked *t = around->findings.all.items[i];

		if (t->source && strcmp(t->source, "pentest") == 0)
			text_list_add(&around->tested, arena, t->id);
	}
	return r;
}

/* --- all of it --- */

int alert_around(struct db *db, const struct alert *a, const struct alert_around_view *view,
    struct arena *arena, struct alert_around *ret)
{
	struct alert_around around = {0};
	int r = read_events(db, a, arena, &around);

	if (r == 0 && a->org)
		r = read_findings(db, a, arena, &around);
	if (r == 0 && a->org)
		r = desk_list(db, &alert_type,
		    "WHERE \"org\" = $1 AND \"asset\" = $2 AND \"id\" <> $3 AND \"tlp\" <> "
		    "'red' AND (CAST($4 AS @int) = 1 OR \"told\" > 0) AND (CAST($5 AS @int) = 1 "
		    "OR \"tlp\" <> 'amber+strict') ORDER BY \"last\" DESC, \"id\" LIMIT $6",
		    DESK_PARAMS(DESK_TEXT(a->org), DESK_TEXT(a->asset), DESK_TEXT(a->id),
			DESK_INT(view->cert), DESK_INT(view->inside), DESK_INT(ALERT_AROUND)),
		    arena, &around.before);
	if (r == 0 && a->org)
		r = desk_list(db, &exposed_type,
		    "WHERE \"org\" = $1 AND \"type\" = 'service' AND \"gone\" = 0 AND (\"addr\" "
		    "= $2 OR \"parent\" = $2) ORDER BY \"port\", \"id\" LIMIT $3",
		    DESK_PARAMS(
			DESK_TEXT(a->org), DESK_TEXT(a->asset), DESK_INT(ALERT_AROUND)),
		    arena, &around.services);
	if (r == 0)
		*ret = around;
	return r;
}
