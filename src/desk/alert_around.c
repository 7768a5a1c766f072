#include "desk/alert_around.h"

#include "codec/json.h"
#include "desk/alert_cve.h"
#include "desk/ioc.h"
#include "model/tracked.h"

enum { VALUES = 30 };

/* --- its events --- */

/* Only what can be an indicator: not an inner address, not a name that everybody has. */
static void add_value(struct alert_around *around, const char *text, struct arena *arena)
{
	struct ioc ioc = {0};
	struct msg why = {0};

	if (!text || around->values.n >= VALUES ||
	    ioc_parse(span_str(text), -1, arena, &ioc, &why) < 0)
		return;
	if (!text_list_has(&around->values, ioc.value))
		text_list_add(&around->values, arena, ioc.value);
}

static void read_event(struct alert_around *around, const struct alert *a,
    const struct event *e, struct arena *arena)
{
	static const char *const keys[] = {"question", "host", "sni", "sha256", "md5", "ja4"};
	struct json *detail = NULL;

	alert_cve_of(e, arena, &around->cves);
	if (e->peer && strcmp(e->peer, a->asset) != 0)
		add_value(around, e->peer, arena);
	if (!e->detail || json_parse(span_str(e->detail), arena, &detail, NULL) < 0)
		return;
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

	for (size_t i = 0; r == 0 && i < around->events.all.n; i++)
		read_event(around, a, around->events.all.items[i], arena);
	return r;
}

/* --- findings --- */

/* Those that have a CVE of its events; the one that stood there when the alert was made too. */
static int read_same(
    struct db *db, const struct alert *a, struct arena *arena, struct alert_around *around)
{
	struct alert_cve_cases cases = {0};
	struct alert_cve_case one = {.alert = a, .cves = around->cves};
	int r;

	if (a->cve && !text_list_has(&one.cves, a->cve))
		text_list_add(&one.cves, arena, a->cve);
	vec_push(arena, &cases.all, one);
	r = alert_cve_find(db, &cases, arena);
	if (r == 0)
		around->same = cases.all.items[0].findings;
	return r;
}

static bool is_among(const struct desk_records *findings, const char *id)
{
	vec_foreach (t, &findings->all)
		if (strcmp(((const struct tracked *)*t)->id, id) == 0)
			return true;
	return false;
}

/* What explains it is shown, however many others there are. */
static int add_same(struct db *db, struct arena *arena, struct alert_around *around)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < around->same.n && i < ALERT_AROUND; i++) {
		struct tracked *t = ARENA_NEW(arena, struct tracked);

		if (is_among(&around->findings, around->same.items[i]))
			continue;
		r = desk_get(db, &tracked_type, around->same.items[i], arena, t);
		if (r == 0)
			vec_push(arena, &around->findings.all, t);
	}
	return r;
}

static int read_findings(
    struct db *db, const struct alert *a, struct arena *arena, struct alert_around *around)
{
	int r = desk_list(db, &tracked_type,
	    "AS t WHERE t.\"org\" = $1 AND (t.\"addr\" = $2 OR t.\"subject\" = $2) "
	    "AND " ALERT_CVE_OPEN " ORDER BY t.\"due\", t.\"id\" LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(a->org), DESK_TEXT(a->asset), DESK_INT(ALERT_AROUND)), arena,
	    &around->findings);

	if (r == 0)
		r = read_same(db, a, arena, around);
	if (r == 0)
		r = add_same(db, arena, around);
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
		    "'red' AND (CAST($4 AS @int) = 1 OR \"told\" > 0) AND (CAST($5 AS @int) = "
		    "1 "
		    "OR \"tlp\" <> 'amber+strict') ORDER BY \"last\" DESC, \"id\" LIMIT $6",
		    DESK_PARAMS(DESK_TEXT(a->org), DESK_TEXT(a->asset), DESK_TEXT(a->id),
			DESK_INT(view->cert), DESK_INT(view->inside), DESK_INT(ALERT_AROUND)),
		    arena, &around.before);
	if (r == 0 && a->org)
		r = desk_list(db, &exposed_type,
		    "WHERE \"org\" = $1 AND \"type\" = 'service' AND \"gone\" = 0 AND "
		    "(\"addr\" "
		    "= $2 OR \"parent\" = $2) ORDER BY \"port\", \"id\" LIMIT $3",
		    DESK_PARAMS(DESK_TEXT(a->org), DESK_TEXT(a->asset), DESK_INT(ALERT_AROUND)),
		    arena, &around.services);
	if (r == 0)
		*ret = around;
	return r;
}
