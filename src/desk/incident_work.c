#include "desk/incident_work.h"

#include "desk/id.h"
#include "desk/incident.h"
#include "desk/incident_tell.h"
#include "desk/ioc.h"
#include "desk/obligation.h"
#include "store/desk.h"

enum { OBSERVABLES = 200, IOC_DAYS_HERE = 90 };

static bool blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

static int load(struct db *db, const char *id, struct arena *arena, struct incident_case *ret)
{
	int r = incident_case_load(db, id, arena, ret);

	if (r == 0 && !incident_is_live(ret->incident.state))
		return db_fail(db, ERR_UNSUPPORTED, "the incident has ended",
		    "reopen it, or report a new one", "%s is %-s", ret->incident.ref,
		    incident_state_names[ret->incident.state]);
	return r;
}

static int check_parties(
    struct db *db, const struct incident_case *c, const struct text_list *parties)
{
	for (size_t i = 0; i < parties->n; i++) {
		const struct incident_party *p = incident_case_party(c, parties->items[i]);

		if (!p || p->left)
			return db_fail(db, ERR_RANGE, "one of these is no party of the case",
			    "look at the list of parties", "%s", c->incident.ref);
	}
	return 0;
}

static const struct incident_party *party_of_org(const struct incident_case *c, const char *org)
{
	vec_foreach (p, &c->parties)
		if (org && !p->left && strcmp(p->org, org) == 0)
			return p;
	return NULL;
}

/* The line in the log: of a party's own doing it may read it, else the CERT alone. */
static int note(struct db *db, const struct actor *actor, const struct incident_case *c,
    const char *org, const char *action, const char *text, int64_t now)
{
	const struct incident_party *p = party_of_org(c, org);

	return p ? incident_note_party(db, actor, p, action, text, now)
		 : incident_note(db, actor, &c->incident, action, text, now);
}

/* --- posts --- */

static int tell_post(struct db *db, const struct actor *actor, const struct incident_case *c,
    const struct incident_post *post, int64_t now, struct arena *arena)
{
	bool exercise = c->incident.exercise;
	int r = 0;

	vec_foreach (p, &c->parties) {
		bool sees = post->tlp != TLP_RED && post->tlp <= p->view &&
			    text_list_has(&post->parties, p->id);

		if (r == 0 && sees && !p->left)
			r = incident_tell_party(
			    db, actor, p, "incident_news", exercise, post->id, now, arena);
		if (r == 0 && sees && post->kind == POST_ANSWER)
			r = obligation_answered(db, actor, p->id, post->text, now, arena);
	}
	if (r == 0 && post->org)
		r = incident_tell_cert(db, actor, &c->incident, "incident_reported", post->id,
		    exercise, now, arena);
	return r;
}

static int put_post(struct db *db, const struct actor *actor, struct incident_post *post,
    int64_t now, struct arena *arena)
{
	struct incident_case c = {0};
	int r = load(db, post->incident, arena, &c);

	if (r == 0)
		r = check_parties(db, &c, &post->parties);
	if (r < 0)
		return r;
	if (blank(post->text))
		return db_fail(db, ERR_RANGE, "there is nothing to say", "write something",
		    "%s", c.incident.ref);
	if (post->tlp == TLP_RED && !post->persons.n)
		return db_fail(db, ERR_RANGE, "nobody is named who may read it",
		    "under TLP:RED name the persons", "%s", c.incident.ref);
	if (post->kind == POST_ANSWER && !post->parties.n)
		return db_fail(db, ERR_RANGE, "an answer needs somebody who gets it",
		    "choose the party", "%s", c.incident.ref);
	post->id = id_make(arena);
	post->time = now;
	post->author = actor->person;
	r = desk_insert(db, &incident_post_type, post);
	if (r == 0)
		r = tell_post(db, actor, &c, post, now, arena);
	if (r == 0)
		r = note(db, actor, &c, post->org,
		    post->kind == POST_ANSWER ? "answer" : "post",
		    tlp_label((enum tlp)post->tlp), now);
	return r;
}

int incident_post_put(struct db *db, const struct actor *actor, struct incident_post *post,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, put_post(db, actor, post, now, arena));
}

/* --- tasks --- */

static int put_task(struct db *db, const struct actor *actor, struct incident_task *task,
    int64_t now, struct arena *arena)
{
	struct incident_case c = {0};
	const struct incident_party *p;
	int r = load(db, task->incident, arena, &c);

	if (r < 0)
		return r;
	p = incident_case_party(&c, task->party);
	if ((task->party && (!p || p->left)) || blank(task->title))
		return db_fail(db, ERR_RANGE, "the task has no title, or no such party",
		    "say what is to be done, and choose a party of the case", "%s",
		    c.incident.ref);
	task->id = id_make(arena);
	task->created = now;
	task->created_by = actor->person;
	r = desk_insert(db, &incident_task_type, task);
	if (r == 0 && p)
		r = incident_tell_party(
		    db, actor, p, "incident_news", c.incident.exercise, task->id, now, arena);
	return r < 0 ? r : note(db, actor, &c, NULL, "task", task->title, now);
}

int incident_task_put(struct db *db, const struct actor *actor, struct incident_task *task,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, put_task(db, actor, task, now, arena));
}

static int next_situation(
    struct db *db, const struct incident_case *c, int64_t now, struct arena *arena)
{
	struct incident_task t = {.id = id_make(arena),
	    .incident = c->incident.id,
	    .kind = TASK_SITUATION,
	    .title = "situation_report",
	    .assignee = c->incident.lead,
	    .due = now + c->incident.every * OBLIGATION_HOUR,
	    .created = now};

	return c->incident.major ? desk_insert(db, &incident_task_type, &t) : 0;
}

static int end_task(struct db *db, const struct actor *actor, const char *incident,
    const char *id, int state, int64_t now, struct arena *arena)
{
	struct incident_case c = {0};
	struct incident_task t = {0};
	const struct incident_party *p;
	int r = load(db, incident, arena, &c);

	if (r == 0)
		r = desk_get(db, &incident_task_type, id, arena, &t);
	if (r == 0 && strcmp(t.incident, incident) != 0)
		r = ERR_NOTFOUND;
	if (r < 0)
		return r;
	if (t.state != TASK_OPEN || state == TASK_OPEN)
		return db_fail(db, ERR_UNSUPPORTED, "the task has ended already",
		    "look at the list of tasks", "%s", c.incident.ref);
	t.state = state;
	t.ended = now;
	t.ended_by = actor->person;
	r = desk_update(db, &incident_task_type, &t);
	if (r == 0 && t.kind == TASK_SITUATION)
		r = next_situation(db, &c, now, arena);
	p = incident_case_party(&c, t.party);
	return r < 0 ? r
		     : note(db, actor, &c, p ? p->org : NULL,
			   state == TASK_DONE ? "task_done" : "task_dropped", t.title, now);
}

int incident_task_end(struct db *db, const struct actor *actor, const char *incident,
    const char *task, int state, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, end_task(db, actor, incident, task, state, now, arena));
}

/* --- the timeline --- */

static int put_entry(struct db *db, const struct actor *actor, struct incident_entry *entry,
    int64_t now, struct arena *arena)
{
	struct incident_case c = {0};
	int r = load(db, entry->incident, arena, &c);

	if (r == 0)
		r = check_parties(db, &c, &entry->parties);
	if (r < 0)
		return r;
	if (blank(entry->text) || (entry->kind == ENTRY_DECISION && blank(entry->why)))
		return db_fail(db, ERR_RANGE, "the text is missing, or why it was decided",
		    "say what, and of a decision why", "%s", c.incident.ref);
	if (entry->tlp == TLP_RED || entry->kind == ENTRY_STEP || entry->time > now)
		return db_fail(db, ERR_RANGE, "a timeline has no such entry",
		    "choose another label, or a time that is past", "%s", c.incident.ref);
	entry->id = id_make(arena);
	entry->entered = now;
	entry->person = actor->person;
	if (!entry->time)
		entry->time = now;
	r = desk_insert(db, &incident_entry_type, entry);
	return r < 0 ? r
		     : note(db, actor, &c, entry->org, entry_kind_names[entry->kind],
			   entry->org ? NULL : entry->text, now);
}

int incident_entry_put(struct db *db, const struct actor *actor, struct incident_entry *entry,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, put_entry(db, actor, entry, now, arena));
}

/* --- what was seen --- */

static int put_observables(struct db *db, const struct actor *actor,
    const struct incident_observable *like, const struct text_list *values, int64_t now,
    struct arena *arena)
{
	struct incident_case c = {0};
	const struct incident_party *p;
	int r = load(db, like->incident, arena, &c);

	if (r < 0)
		return r;
	p = incident_case_party(&c, like->party);
	if (!values->n || values->n > OBSERVABLES || (like->party && !p))
		return db_fail(db, ERR_RANGE, "there is nothing to enter, or too much",
		    "write up to 200 values, one a line", "%s", c.incident.ref);
	for (size_t i = 0; r == 0 && i < values->n; i++) {
		struct incident_observable o = *like;

		o.id = id_make(arena);
		o.value = values->items[i];
		o.ioc = NULL;
		o.time = now;
		o.person = actor->person;
		o.version = 0;
		r = desk_insert(db, &incident_observable_type, &o);
	}
	return r < 0 ? r : note(db, actor, &c, p ? p->org : NULL, "observables", NULL, now);
}

int incident_observables_put(struct db *db, const struct actor *actor,
    const struct incident_observable *like, const struct text_list *values, int64_t now,
    struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, put_observables(db, actor, like, values, now, arena));
}

/* The indicator that stands for the value now. */
static int find_ioc(struct db *db, const struct ioc *ioc, struct arena *arena, struct ioc *ret)
{
	return desk_find(db, &ioc_type,
	    "WHERE \"value\" = $1 AND \"list\" = $2 AND \"type\" = $3 LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(ioc->value), DESK_TEXT(ioc_list_names[ioc->list]),
		DESK_TEXT(ioc_kind_names[ioc->type])),
	    arena, ret);
}

static int make_ioc(struct db *db, const struct actor *actor, const struct incident_case *c,
    const char *value, int64_t now, struct arena *arena, struct ioc *ret)
{
	struct ioc_lines lines = {0};
	struct ioc_counts counts;
	struct msg why = {0};
	struct ioc_line line = {.number = 1,
	    .text = value,
	    .ioc = {.list = IOC_LIST_DEFAULT,
		.confidence = IOC_MEDIUM,
		.impact = IOC_MEDIUM,
		.fp_rate = IOC_FP_LOW,
		.kill_chain = IOC_PHASE_UNKNOWN,
		.category = IOC_CATEGORY_UNKNOWN,
		/* The label of a case says how its story is passed on; a bare value names
		   nobody, but is not wider than AMBER unless the CERT says so. */
		.tlp = (int)tlp_stricter(TLP_AMBER, (enum tlp)c->incident.tlp),
		.source = c->incident.ref,
		.expires = now + (int64_t)IOC_DAYS_HERE * 24 * OBLIGATION_HOUR}};
	int r = ioc_parse(span_str(value), -1, arena, &line.ioc, &why);

	if (r < 0)
		return db_fail(db, ERR_RANGE, "this is no indicator",
		    "correct the value, or keep it as a remark", "%.200s", value);
	vec_push(arena, &lines.all, line);
	r = ioc_add(db, actor, &lines, arena, now, &counts);
	return r < 0 ? r : find_ioc(db, &lines.all.items[0].ioc, arena, ret);
}

static int link_candidate(struct db *db, const struct actor *actor,
    const struct incident_case *c, struct incident_observable *o, const char *ioc, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	o->ioc = ioc;
	r = desk_update(db, &incident_observable_type, o);
	if (r == 0)
		r = note(db, actor, c, NULL, "candidate", o->value, now);
	return db_end(db, r);
}

int incident_observable_candidate(struct db *db, const struct actor *actor,
    const char *incident, const char *observable, int64_t now, struct arena *arena)
{
	struct incident_case c = {0};
	struct incident_observable o = {0};
	struct ioc ioc = {0};
	int r = load(db, incident, arena, &c);

	if (r == 0)
		r = desk_get(db, &incident_observable_type, observable, arena, &o);
	if (r == 0 && strcmp(o.incident, incident) != 0)
		r = ERR_NOTFOUND;
	if (r < 0)
		return r;
	if (c.incident.exercise)
		return db_fail(db, ERR_UNSUPPORTED, "this is an exercise",
		    "nothing of an exercise goes into the blocklist", "%s", c.incident.ref);
	r = make_ioc(db, actor, &c, o.value, now, arena, &ioc);
	return r < 0 ? r : link_candidate(db, actor, &c, &o, ioc.id, now);
}
