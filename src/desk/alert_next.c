#include "desk/alert_next.h"

#include "desk/alert_around.h"
#include "desk/authorise.h"
#include "desk/incident.h"
#include "desk/incident_work.h"
#include "desk/ioc.h"
#include "model/event_kind.h"

enum { DAYS = 90 };

#define DAY_MS INT64_C(86400000)

/* It is somebody's, and no penetration test answers for it: the organisation would learn of the
 * test by what is made of the alert. */
static int check(struct db *db, const struct alert *a)
{
	if (!a->org)
		return db_fail(db, ERR_RANGE, "the alert is nobody's", "say first whose it is",
		    "%s", a->ref);
	if (a->ask && a->state == ALERT_SUPPRESSED)
		return db_fail(db, ERR_DENIED, "somebody at the CERT answers for this alert",
		    "wait for the answer", "%s", a->ref);
	return 0;
}

/* --- an incident --- */

/* The one that was opened of it and goes on. */
static int find_case(
    struct db *db, const struct alert *a, struct arena *arena, const char **ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT i.\"id\" FROM incident_link AS l JOIN incident AS i ON i.\"id\" = "
	    "l.\"incident\" WHERE l.\"kind\" = 'alert' AND l.\"object\" = $1 AND i.\"state\" "
	    "NOT IN ('closed', 'none', 'merged') ORDER BY l.\"time\" DESC LIMIT 1",
	    &stmt);

	*ret = NULL;
	if (r < 0)
		return r;
	db_bind_text(stmt, 1, a->id);
	r = db_step(stmt);
	if (r == 1)
		*ret = arena_strdup(arena, db_text(stmt, 0));
	return r < 0 ? r : 0;
}

/* Who is reached there: an officer, else any technician; the alert's number when nobody is. */
static int contact_of(
    struct db *db, const struct alert *a, struct arena *arena, const char **ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT p.\"name\", p.\"mail\" FROM membership AS m JOIN person AS p ON p.\"id\" = "
	    "m.\"person\" WHERE m.\"org\" = $1 AND m.\"role\" IN ('officer', 'technician') AND "
	    "p.\"state\" = 'active' ORDER BY m.\"role\", p.\"name\", p.\"id\" LIMIT 1",
	    &stmt);

	*ret = a->ref;
	if (r < 0)
		return r;
	db_bind_text(stmt, 1, a->org);
	r = db_step(stmt);
	if (r == 1)
		*ret =
		    arena_printf(arena, "%.100s, %.150s", db_text(stmt, 0), db_text(stmt, 1));
	return r < 0 ? r : 0;
}

/* Others with an open alert of the same kind and indicator. */
static int others_of(
    struct db *db, const struct alert *a, struct arena *arena, struct text_list *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT DISTINCT \"org\" FROM alert WHERE \"type\" = $1 AND \"indicator\" = $2 AND "
	    "\"org\" IS NOT NULL AND \"org\" <> $3 AND \"tlp\" <> 'red' AND \"state\" IN "
	    "('triage', 'notified', 'acknowledged', 'answered') ORDER BY \"org\" LIMIT $4",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, a->type);
	db_bind_text(stmt, 2, a->indicator);
	db_bind_text(stmt, 3, a->org);
	db_bind_int(stmt, 4, ALERT_NEXT_PARTIES);
	while ((r = db_step(stmt)) == 1)
		text_list_add(ret, arena, arena_strdup(arena, db_text(stmt, 0)));
	return r;
}

static int open_case(struct db *db, const struct actor *actor, const struct alert *a,
    int64_t now, struct arena *arena, const char **ret)
{
	const struct event_kind *kind = event_kind_of(a->type);
	struct incident_party p = {.org = a->org,
	    .role = PARTY_VICTIM,
	    .status = PARTY_NOT_KNOWN,
	    .view = TLP_AMBER_STRICT,
	    .channel = CHANNEL_CERT,
	    .tlp = a->tlp == TLP_AMBER_STRICT ? TLP_AMBER_STRICT : TLP_AMBER,
	    /* It becomes aware when it is told. */
	    .aware = a->told ? a->told : now,
	    .class = kind ? rsit_class_names[kind->class] : NULL};
	/* Of no language: the class says what it is in the reader's. */
	const struct incident_origin origin = {
	    .title = arena_printf(
		arena, "%s: %.150s", a->ref, a->indicator ? a->indicator : a->asset)};
	int r = contact_of(db, a, arena, &p.contact);

	p.what = origin.title;
	p.systems =
	    a->port > 0 ? arena_printf(arena, "%s, %d", a->asset, (int)a->port) : a->asset;
	if (r == 0)
		r = incident_report(db, actor, &p, &origin, now, arena);
	if (r == 0)
		*ret = p.incident;
	return r;
}

static int add_parties(struct db *db, const struct actor *actor, const struct text_list *others,
    const char *incident, int64_t now, struct arena *arena)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < others->n; i++) {
		struct incident_party p = {.incident = incident,
		    .org = others->items[i],
		    .role = PARTY_SUSPECTED,
		    .view = TLP_AMBER};

		r = incident_party_add(db, actor, &p, now, arena);
		if (r == ERR_EXISTS)
			r = 0;
	}
	return r;
}

int alert_next_incident(struct db *db, const struct actor *actor, const struct alert *a,
    int64_t now, struct arena *arena, const char **ret)
{
	const struct alert_around_view view = {.cert = true, .inside = true};
	const struct incident_observable like = {.note = a->ref};
	struct alert_around around = {0};
	struct text_list others = {0};
	struct incident_link link = {.kind = INCIDENT_LINK_ALERT};
	const char *id = NULL;
	int r = desk_may(db, actor, MAY_REVIEW, NULL, arena, now);

	if (r == 0)
		r = check(db, a);
	if (r == 0)
		r = find_case(db, a, arena, &id);
	if (r == 0 && id) {
		*ret = id;
		return 0;
	}
	if (r == 0)
		r = alert_around(db, a, &view, arena, &around);
	if (r == 0 && a->indicator)
		r = others_of(db, a, arena, &others);
	if (r == 0)
		r = open_case(db, actor, a, now, arena, &id);
	/* The link first: whoever asks again finds the case. */
	link.incident = id;
	if (r == 0)
		r = incident_link_put(db, actor, &link, a->id, now, arena);
	if (r == 0)
		r = add_parties(db, actor, &others, id, now, arena);
	if (r == 0 && around.values.n) {
		struct incident_observable one = like;

		one.incident = id;
		r = incident_observables_put(db, actor, &one, &around.values, now, arena);
	}
	if (r == 0)
		*ret = id;
	return r;
}

/* --- indicators --- */

int alert_next_indicators(struct db *db, const struct actor *actor, const struct alert *a,
    const struct text_list *values, int64_t now, struct arena *arena, size_t *ret)
{
	struct ioc_lines lines = {0};
	struct ioc_counts counts = {0};
	int r;

	for (size_t i = 0; i < values->n; i++) {
		struct msg why = {0};
		struct ioc_line line = {.number = i + 1,
		    .text = values->items[i],
		    .ioc = {.list = IOC_LIST_DEFAULT,
			.confidence = IOC_MEDIUM,
			.impact = IOC_MEDIUM,
			.fp_rate = IOC_FP_LOW,
			.kill_chain = IOC_PHASE_UNKNOWN,
			.category = IOC_CATEGORY_UNKNOWN,
			.tlp = (int)tlp_stricter(TLP_AMBER, (enum tlp)a->tlp),
			.source = a->ref,
			.expires = now + DAYS * DAY_MS}};

		if (ioc_parse(span_str(values->items[i]), -1, arena, &line.ioc, &why) == 0)
			vec_push(arena, &lines.all, line);
	}
	if (!lines.all.n)
		return db_fail(db, ERR_RANGE, "none of these is an indicator",
		    "choose at least one value", "%s", a->ref);
	r = ioc_add(db, actor, &lines, arena, now, &counts);
	if (r == 0)
		*ret = counts.added;
	return r;
}

/* --- a targeted audit --- */

int alert_next_order(struct db *db, const struct order_house *house, const struct actor *actor,
    unsigned roles, const struct alert *a, int64_t now, struct arena *arena,
    struct audit_order *ret)
{
	struct audit_order wish = {
	    .org = a->org, .type = ORDER_OF_TARGETED, .alert = a->id, .reason = a->ref};
	struct order_list made = {0};
	struct authorisation auth = {0};
	int r = check(db, a);

	if (r < 0)
		return r;
	r = authorise_current(db, a->org, now, arena, &auth);
	if (r == ERR_NOTFOUND)
		return db_fail(db, ERR_DENIED, "the organisation has not authorised audits",
		    "ask it to sign the authorisation", "%s", a->ref);
	if (r < 0)
		return r;
	wish.profile = MIN(auth.profile, (int)PROFILE_STANDARD);
	r = order_submit(db, house, actor, roles, &wish, now, arena, &made);
	if (r == 0)
		*ret = made.all.items[0];
	return r;
}
