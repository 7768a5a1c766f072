/* What organisations report of an incident, and who is in the case (desk/incident.h). */
#include "desk/id.h"
#include "desk/incident.h"
#include "desk/incident_tell.h"
#include "desk/obligation.h"
#include "store/desk.h"

static bool blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

static int refuse(struct msg *msg, const char *what, const char *hint)
{
	msg_what(msg, "%s", what);
	msg_hint(msg, "%s", hint);
	return ERR_RANGE;
}

static bool in_names(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

int incident_report_check(const struct incident_party *p, int64_t now, struct msg *msg)
{
	if (blank(p->what))
		return refuse(msg, "what happened is missing", "say it in a few words");
	if (p->aware <= 0 || p->aware > now)
		return refuse(msg, "when you became aware is missing or lies ahead",
		    "give the day and time at which you became aware");
	if (blank(p->contact))
		return refuse(msg, "nobody is named who can be reached now",
		    "give a name and a telephone number");
	if (p->class && !in_names(incident_class_names, p->class))
		return refuse(
		    msg, "there is no such class", "choose one of the classes, or none");
	if (p->degraded_until && p->degraded_until < p->degraded_since)
		return refuse(msg, "the degraded mode ends before it begins",
		    "correct the two times, or leave the end open");
	if (p->tlp == TLP_RED || p->tlp < TLP_AMBER)
		return refuse(
		    msg, "a report has no such label", "choose TLP:AMBER or TLP:AMBER+STRICT");
	return 0;
}

static int load_live(struct db *db, const char *id, struct arena *arena, struct incident *ret)
{
	int r = desk_get(db, &incident_type, id, arena, ret);

	if (r == 0 && !incident_is_live(ret->state))
		return db_fail(db, ERR_UNSUPPORTED, "the incident has ended",
		    "reopen it, or report a new one", "%s is %-s", ret->ref,
		    incident_state_names[ret->state]);
	return r;
}

static int open_case(struct db *db, const struct actor *actor,
    const struct incident_party *report, const struct incident_origin *origin, int64_t now,
    struct arena *arena, struct incident *ret)
{
	struct incident i = {.id = id_make(arena),
	    .title = origin->title,
	    .severity = INCIDENT_MEDIUM,
	    .class = report->class,
	    .tlp = TLP_AMBER,
	    .pap = TLP_AMBER,
	    .exercise = origin->exercise,
	    .created = now,
	    .changed = now,
	    .created_by = actor->person};
	int r = ref_next(db, INCIDENT_PREFIX, now, arena, &i.ref);

	if (!i.title)
		i.title = arena_printf(arena, "%.120s", report->what);
	if (report->impact >= IMPACT_DEGRADED)
		i.severity = report->impact >= IMPACT_HARM ? INCIDENT_CRITICAL : INCIDENT_HIGH;
	if (r == 0)
		r = desk_insert(db, &incident_type, &i);
	if (r == 0)
		*ret = i;
	return r;
}

/* Enters the party into the case. Its number is its own: that of the case would tell parties
 * of each other that they are in the same one. */
static int enter(struct db *db, const struct incident *i, struct incident_party *p, int64_t now,
    struct arena *arena)
{
	int64_t n = 0;
	struct org org = {0};
	int r = desk_get(db, &org_type, p->org, arena, &org);

	if (r == 0)
		r = desk_number(db,
		    "SELECT count(*) FROM incident_party WHERE \"incident\" = $1",
		    DESK_PARAMS(DESK_TEXT(i->id)), &n);
	if (r == 0 && n >= INCIDENT_PARTIES)
		return db_fail(db, ERR_LIMIT, "these are too many parties",
		    "tell others by an advisory, or open a second case", "%s", i->ref);
	p->id = id_make(arena);
	p->incident = i->id;
	p->joined = p->changed = now;
	p->left = p->said = 0;
	p->version = 0;
	if (r == 0)
		r = ref_next(db, PARTY_PREFIX, now, arena, &p->ref);
	return r < 0 ? r : desk_insert(db, &incident_party_type, p);
}

static int report(struct db *db, const struct actor *actor, struct incident_party *p,
    const struct incident_origin *origin, int64_t now, struct arena *arena)
{
	struct incident i = {0};
	struct msg msg = {0};
	int r = incident_report_check(p, now, &msg);

	if (r < 0)
		return db_refuse(db, r, &msg);
	r = origin->incident ? load_live(db, origin->incident, arena, &i)
			     : open_case(db, actor, p, origin, now, arena, &i);
	p->person = actor->person;
	if (r == 0)
		r = enter(db, &i, p, now, arena);
	if (r == 0)
		r = obligation_open(db, p, now, arena);
	if (r == 0 && !origin->quiet)
		r = incident_tell_cert(
		    db, actor, &i, "incident_reported", p->id, i.exercise, now, arena);
	if (r == 0)
		r = incident_note_party(db, actor, p, "report", NULL, now);
	return r;
}

int incident_report(struct db *db, const struct actor *actor, struct incident_party *p,
    const struct incident_origin *origin, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, report(db, actor, p, origin, now, arena));
}

/* --- parties --- */

static int add(struct db *db, const struct actor *actor, struct incident_party *p, int64_t now,
    struct arena *arena)
{
	struct incident i = {0};
	int64_t there = 0;
	int r = load_live(db, p->incident, arena, &i);

	if (r == 0)
		r = desk_number(db,
		    "SELECT count(*) FROM incident_party WHERE \"incident\" = $1 AND \"org\" = "
		    "$2 "
		    "AND \"left\" = 0",
		    DESK_PARAMS(DESK_TEXT(i.id), DESK_TEXT(p->org)), &there);
	if (r == 0 && there)
		return db_fail(db, ERR_EXISTS, "the organisation is in the case already",
		    "look at the list of parties", "%s", i.ref);
	p->channel = CHANNEL_CERT;
	p->person = actor->person;
	if (r == 0)
		r = enter(db, &i, p, now, arena);
	if (r == 0)
		r = incident_tell_party(
		    db, actor, p, "incident_news", i.exercise, p->id, now, arena);
	if (r == 0)
		r = incident_note_party(
		    db, actor, p, "party_add", party_role_names[p->role], now);
	return r;
}

int incident_party_add(struct db *db, const struct actor *actor, struct incident_party *party,
    int64_t now, struct arena *arena)
{
	struct incident_party out = {.incident = party->incident,
	    .org = party->org,
	    .role = party->role,
	    .view = party->view,
	    .tlp = TLP_AMBER,
	    .class = NULL};
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = db_end(db, add(db, actor, &out, now, arena));
	if (r == 0)
		*party = out;
	return r;
}

/* What of a party is not its report. */
static void keep(const struct incident_party *was, struct incident_party *p)
{
	p->ref = was->ref;
	p->incident = was->incident;
	p->org = was->org;
	p->role = was->role;
	p->status = was->status;
	p->said = was->said;
	p->said_by = was->said_by;
	p->view = was->view;
	p->channel = was->channel;
	p->person = was->person;
	p->caller = was->caller;
	p->joined = was->joined;
	p->left = was->left;
}

static int save(struct db *db, const struct actor *actor, struct incident_party *p, int64_t now,
    struct arena *arena)
{
	struct incident_party was = {0};
	struct incident i = {0};
	struct msg msg = {0};
	int r = desk_get(db, &incident_party_type, p->id, arena, &was);

	if (r == 0)
		r = load_live(db, was.incident, arena, &i);
	if (r < 0)
		return r;
	keep(&was, p);
	p->changed = now;
	if ((r = incident_report_check(p, now, &msg)) < 0)
		return db_refuse(db, r, &msg);
	r = desk_update(db, &incident_party_type, p);
	if (r == 0)
		r = obligation_open(db, p, now, arena);
	if (r == 0)
		r = incident_tell_cert(
		    db, actor, &i, "incident_reported", p->id, i.exercise, now, arena);
	if (r == 0)
		r = incident_note_party(db, actor, p, "report_changed", NULL, now);
	return r;
}

int incident_report_save(struct db *db, const struct actor *actor, struct incident_party *p,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, save(db, actor, p, now, arena));
}

static int set(struct db *db, const struct actor *actor, struct incident_party *p, bool left,
    int64_t now, struct arena *arena)
{
	struct incident_party was = {0};
	struct incident i = {0};
	int r = desk_get(db, &incident_party_type, p->id, arena, &was);

	if (r == 0)
		r = load_live(db, was.incident, arena, &i);
	if (r < 0)
		return r;
	if (was.left)
		return db_fail(db, ERR_UNSUPPORTED, "the party was taken out",
		    "add the organisation again", "%s", was.ref);
	was.role = p->role;
	was.view = p->view;
	was.left = left ? now : 0;
	was.version = p->version;
	r = desk_update(db, &incident_party_type, &was);
	if (r == 0 && !left)
		r = obligation_open(db, &was, now, arena);
	if (r == 0)
		r = incident_note_party(db, actor, &was, left ? "party_left" : "party_set",
		    party_role_names[was.role], now);
	if (r == 0)
		*p = was;
	return r;
}

int incident_party_set(struct db *db, const struct actor *actor, struct incident_party *party,
    bool left, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, set(db, actor, party, left, now, arena));
}

static int say(struct db *db, const struct actor *actor, const char *id, int status,
    int64_t now, struct arena *arena)
{
	struct incident_party p = {0};
	struct incident i = {0};
	int r = desk_get(db, &incident_party_type, id, arena, &p);

	if (r == 0)
		r = load_live(db, p.incident, arena, &i);
	if (r < 0)
		return r;
	if (status < 0 || status > PARTY_RECOVERED || p.left)
		return db_fail(db, ERR_RANGE, "there is no such status", "choose one of them",
		    "%s", p.ref);
	if (!incident_status_allows(p.status, status))
		return db_fail(db, ERR_UNSUPPORTED, "this does not follow what was said before",
		    "say first that you are affected", "%s: %-s", p.ref,
		    party_status_names[p.status]);
	p.status = status;
	p.said = now;
	p.said_by = actor->person;
	r = desk_update(db, &incident_party_type, &p);
	if (r == 0)
		r = incident_note_party(
		    db, actor, &p, "status", party_status_names[status], now);
	return r;
}

int incident_party_say(struct db *db, const struct actor *actor, const char *party, int status,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, say(db, actor, party, status, now, arena));
}
