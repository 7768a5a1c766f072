#include "desk/advisory.h"

#include "codec/json.h"
#include "desk/id.h"
#include "store/desk.h"

#define S(state) (1u << ADVISORY_##state)

/* clang-format off */
const struct advisory_row advisory_rows[ADVISORY_ACTIONS] = {
	[ADVISORY_DO_ASSESS] = {"assess", S(SIGNAL) | S(DISMISSED), ADVISORY_ASSESSING, MAY_REVIEW, false},
	[ADVISORY_DO_DISMISS] = {"dismiss", S(SIGNAL) | S(ASSESSING) | S(DRAFTING), ADVISORY_DISMISSED, MAY_REVIEW, true},
	[ADVISORY_DO_DRAFT] = {"draft", S(ASSESSING), ADVISORY_DRAFTING, MAY_REVIEW, false},
	[ADVISORY_DO_SUBMIT] = {"submit", S(DRAFTING) | S(UPDATING), ADVISORY_REVIEW, MAY_REVIEW, false},
	[ADVISORY_DO_RETURN] = {"return", S(REVIEW) | S(APPROVED), ADVISORY_BACK, MAY_REVIEW, true},
	[ADVISORY_DO_APPROVE] = {"approve", S(REVIEW), ADVISORY_APPROVED, MAY_REVIEW, false},
	[ADVISORY_DO_PUBLISH] = {"publish", S(APPROVED), ADVISORY_PUBLISHED, MAY_REVIEW, true},
	[ADVISORY_DO_UPDATE] = {"update", S(PUBLISHED), ADVISORY_UPDATING, MAY_REVIEW, false},
	[ADVISORY_DO_DROP] = {"drop", S(UPDATING), ADVISORY_PUBLISHED, MAY_REVIEW, false},
	[ADVISORY_DO_WITHDRAW] = {"withdraw", S(PUBLISHED) | S(UPDATING), ADVISORY_WITHDRAWN, MAY_DECIDE, true},
};
/* clang-format on */

bool advisory_allows(int state, int action, int role)
{
	return (advisory_rows[action].from & 1u << state) != 0 &&
	       role_of_cert((enum role)role) &&
	       role_has((enum role)role, (enum permission)advisory_rows[action].who);
}

bool advisory_is_written(int state)
{
	return state == ADVISORY_ASSESSING || state == ADVISORY_DRAFTING ||
	       state == ADVISORY_UPDATING;
}

static bool may_any(const struct advisory_step *step)
{
	const struct advisory_row *row = &advisory_rows[step->action];

	for (int role = 0; role <= ROLE_AUDITOR; role++)
		if ((step->roles & 1u << role) && role_of_cert((enum role)role) &&
		    role_has((enum role)role, (enum permission)row->who))
			return true;
	return false;
}

static int refuse(struct msg *msg, int err, const char *what, const char *hint)
{
	msg_what(msg, "%s", what);
	msg_hint(msg, "%s", hint);
	return err;
}

static int check_eyes(const struct advisory *a, const struct advisory_step *step,
    const struct actor *actor, struct msg *msg)
{
	const char *person = actor ? actor->person : NULL;

	if (step->action == ADVISORY_DO_APPROVE &&
	    (!person || text_list_has(&a->authors, person)))
		return refuse(msg, ERR_DENIED, "four eyes are needed",
		    "let somebody review it who has not written at it");
	if (step->action != ADVISORY_DO_PUBLISH)
		return 0;
	if (!a->reviewer)
		return refuse(msg, ERR_DENIED, "it is not approved",
		    "let somebody review it who has not written at it");
	if (step->recipients > ADVISORY_ALONE &&
	    (!person || text_list_has(&a->authors, person)))
		return refuse(msg, ERR_DENIED, "four eyes are needed to send it to so many",
		    "let somebody publish it who has not written at it");
	return 0;
}

static int check(const struct advisory *a, const struct advisory_step *step,
    const struct actor *actor, int64_t now, struct msg *msg)
{
	const struct advisory_row *row = &advisory_rows[step->action];

	msg_detail(msg, "%s is %-s", a->ref, advisory_state_names[a->state]);
	if (!may_any(step))
		return refuse(msg, ERR_DENIED, "your role does not allow this",
		    "ask an analyst or coordinator of the CERT");
	if (!(row->from & 1u << a->state))
		return refuse(msg, ERR_UNSUPPORTED, "this cannot be done to the advisory now",
		    "look at it as it is now: it may have gone on meanwhile");
	if (row->note && (!step->note || !step->note[0]))
		return refuse(msg, ERR_RANGE, "a reason is missing", "say why");
	if (step->action == ADVISORY_DO_PUBLISH && a->embargo > now)
		return refuse(msg, ERR_UNSUPPORTED, "it is under embargo",
		    "wait until the embargo has ended, or return it and change the day");
	if (step->action == ADVISORY_DO_PUBLISH && !step->recipients && a->tlp != TLP_CLEAR)
		return refuse(msg, ERR_UNSUPPORTED, "nobody would get it",
		    "look at the audience: no organisation is in it");
	return check_eyes(a, step, actor, msg);
}

static void add_author(struct advisory *a, const struct actor *actor, struct arena *arena)
{
	a->author = actor->person;
	if (actor->person)
		text_list_add(&a->authors, arena, actor->person);
}

int advisory_apply(const struct advisory *a, const struct advisory_step *step,
    const struct actor *actor, int64_t now, struct advisory *ret, struct msg *msg)
{
	struct advisory after = *a;
	int to = advisory_rows[step->action].to;
	int r = check(a, step, actor, now, msg);

	if (r < 0)
		return r;
	after.state = to;
	if (to == ADVISORY_BACK)
		after.state = a->revision ? ADVISORY_UPDATING : ADVISORY_DRAFTING;
	after.changed = now;
	if (step->note)
		after.note = step->note;
	switch (step->action) {
	case ADVISORY_DO_RETURN:
	case ADVISORY_DO_SUBMIT:
		after.reviewer = NULL;
		break;
	case ADVISORY_DO_APPROVE:
		after.reviewer = actor->person;
		break;
	case ADVISORY_DO_PUBLISH:
	case ADVISORY_DO_WITHDRAW:
		after.revision = a->revision + 1;
		after.revised = now;
		after.published = a->published ? a->published : now;
		after.authors = (struct text_list){0};
		break;
	default:
		break;
	}
	*ret = after;
	return 0;
}

static bool blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

int advisory_complete(const struct advisory_document *document, struct msg *msg)
{
	const struct advisory *a = &document->advisory;
	const struct advisory_text *own = NULL;

	vec_foreach (t, &document->texts)
		if (a->lang && strcmp(t->lang, a->lang) == 0)
			own = t;
	msg_detail(msg, "%s", a->ref);
	if (!own || blank(own->title) || blank(own->summary) || blank(own->remedy))
		return refuse(msg, ERR_RANGE, "the text is not complete",
		    "say in the first language what it is and what is to be done");
	if (a->tlp == TLP_RED && !a->persons.n)
		return refuse(msg, ERR_RANGE, "nobody is named who may read it",
		    "under TLP:RED name the persons");
	if ((a->audience == ADVISORY_FOR_GROUPS || a->audience == ADVISORY_FOR_LIST) &&
	    !a->orgs.n)
		return refuse(msg, ERR_RANGE, "no organisation is chosen",
		    "choose the groups or organisations that get it");
	if (a->audience == ADVISORY_FOR_MATCH && !a->products.n && !a->cves.n)
		return refuse(msg, ERR_RANGE, "there is nothing to match",
		    "name the products or the CVE numbers");
	return 0;
}

/* --- in the database --- */

static int store_event(struct db *db, const struct actor *actor, const struct advisory *a,
    int was, const char *note, int64_t now)
{
	char id[ID_TEXT];
	int64_t last = 0;
	/* Each step has a time of its own, so that the history has one order; the caller's
	 * change of the advisory has locked its row. */
	int r =
	    desk_number(db, "SELECT max(\"time\") FROM advisory_event WHERE \"advisory\" = $1",
		DESK_PARAMS(DESK_TEXT(a->id)), &last);
	struct advisory_event e = {.id = id_new(id),
	    .advisory = a->id,
	    .time = MAX(now, last + 1),
	    .actor = actor ? actor->person : NULL,
	    .was = was,
	    .becomes = a->state,
	    .note = note};

	return r < 0 ? r : desk_insert(db, &advisory_event_type, &e);
}

static int log_step(struct db *db, const struct actor *actor, const struct advisory *a, int was,
    const char *name, const char *note, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 8192);
	STR_AUTO(action, 64);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "ref", a->ref);
	json_member_text(&w, "was", advisory_state_names[was]);
	json_member_text(&w, "becomes", advisory_state_names[a->state]);
	json_member_int(&w, "revision", a->revision);
	if (note)
		json_member_text(&w, "note", note);
	json_write_object_end(&w);
	str_addf(&action, "advisory.%s", name);
	return log_append(
	    db, actor, str_text(&action), NULL, a->id, NULL, str_text(&detail), now);
}

int advisory_step_within(struct db *db, const struct actor *actor, struct advisory *a,
    const struct advisory_step *step, int64_t now)
{
	struct advisory after;
	struct msg msg = {0};
	int was = a->state;
	int r = advisory_apply(a, step, actor, now, &after, &msg);

	if (r < 0)
		return db_refuse(db, r, &msg);
	r = desk_update(db, &advisory_type, &after);
	if (r == 0)
		r = store_event(db, actor, &after, was, step->note, now);
	if (r == 0)
		r = log_step(
		    db, actor, &after, was, advisory_rows[step->action].name, step->note, now);
	if (r == 0)
		*a = after;
	return r;
}

int advisory_note(struct db *db, const struct actor *actor, const struct advisory *a,
    const char *note, int64_t now)
{
	return store_event(db, actor, a, a->state, note, now);
}

int advisory_put_texts(struct db *db, struct advisory_document *document, struct arena *arena)
{
	int r = desk_exec(db, "DELETE FROM advisory_text WHERE \"advisory\" = $1",
	    DESK_PARAMS(DESK_TEXT(document->advisory.id)), NULL);

	vec_foreach (t, &document->texts) {
		if (r < 0)
			break;
		t->id = id_make(arena);
		t->advisory = document->advisory.id;
		r = desk_insert(db, &advisory_text_type, t);
	}
	return r;
}

static int create(struct db *db, const struct actor *actor, struct advisory_document *document,
    int64_t now, struct arena *arena)
{
	struct advisory *a = &document->advisory;
	int r = ref_next(db, ADVISORY_PREFIX, now, arena, &a->ref);

	if (r == 0)
		r = desk_insert(db, &advisory_type, a);
	if (r == 0)
		r = advisory_put_texts(db, document, arena);
	if (r == 0)
		r = store_event(db, actor, a, a->state, NULL, now);
	if (r == 0)
		r = log_step(db, actor, a, a->state, "create", NULL, now);
	return r;
}

int advisory_create(struct db *db, const struct actor *actor,
    struct advisory_document *document, int64_t now, struct arena *arena)
{
	struct advisory *a = &document->advisory;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	a->id = id_make(arena);
	a->state = ADVISORY_DRAFTING;
	a->revision = 0;
	a->created = a->changed = now;
	a->published = a->revised = 0;
	a->reviewer = NULL;
	a->authors = (struct text_list){0};
	a->version = 0;
	add_author(a, actor, arena);
	return db_end(db, create(db, actor, document, now, arena));
}

/* What stays as it is when an advisory is written. */
static void keep(const struct advisory *was, struct advisory *a)
{
	a->ref = was->ref;
	a->state = was->state;
	a->source = was->source;
	a->source_id = was->source_id;
	a->source_url = was->source_url;
	a->source_modified = was->source_modified;
	a->authors = was->authors;
	a->reviewer = was->reviewer;
	a->revision = was->revision;
	a->created = was->created;
	a->published = was->published;
	a->revised = was->revised;
	a->note = was->note;
}

static int save(struct db *db, const struct actor *actor, struct advisory_document *document,
    int64_t now, struct arena *arena)
{
	struct advisory was, *a = &document->advisory;
	int r = desk_get(db, &advisory_type, a->id, arena, &was);

	if (r < 0)
		return r;
	if (!advisory_is_written(was.state))
		return db_fail(db, ERR_UNSUPPORTED, "the advisory cannot be written now",
		    "look at it as it is now: it may have gone on meanwhile", "%s is %-s",
		    was.ref, advisory_state_names[was.state]);
	keep(&was, a);
	a->changed = now;
	add_author(a, actor, arena);
	r = desk_update(db, &advisory_type, a);
	if (r == 0)
		r = advisory_put_texts(db, document, arena);
	if (r == 0)
		r = log_step(db, actor, a, a->state, "write", NULL, now);
	return r;
}

int advisory_save(struct db *db, const struct actor *actor, struct advisory_document *document,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, save(db, actor, document, now, arena));
}

static int load_texts(
    struct db *db, const char *id, struct arena *arena, struct advisory_document *ret)
{
	struct desk_records found = {0};
	int r = desk_list(db, &advisory_text_type,
	    "WHERE \"advisory\" = $1 ORDER BY \"lang\" LIMIT 20", DESK_PARAMS(DESK_TEXT(id)),
	    arena, &found);

	vec_foreach (t, &found.all)
		vec_push(arena, &ret->texts, *(const struct advisory_text *)*t);
	return r;
}

static int load_revisions(
    struct db *db, const char *id, struct arena *arena, struct advisory_document *ret)
{
	struct desk_records found = {0};
	int r = desk_list(db, &advisory_revision_type,
	    "WHERE \"advisory\" = $1 ORDER BY \"number\" LIMIT 10000",
	    DESK_PARAMS(DESK_TEXT(id)), arena, &found);

	vec_foreach (v, &found.all)
		vec_push(arena, &ret->revisions, *(const struct advisory_revision *)*v);
	return r;
}

int advisory_load(
    struct db *db, const char *id, struct arena *arena, struct advisory_document *ret)
{
	struct advisory_document out = {0};
	int r = desk_get(db, &advisory_type, id, arena, &out.advisory);

	if (r == 0)
		r = load_texts(db, id, arena, &out);
	if (r == 0)
		r = load_revisions(db, id, arena, &out);
	if (r == 0)
		*ret = out;
	return r;
}

int advisory_load_published(
    struct db *db, const char *id, struct arena *arena, struct advisory_document *ret)
{
	struct advisory_document out = {0};
	struct advisory now;
	int r = desk_get(db, &advisory_type, id, arena, &now);

	if (r == 0)
		r = load_revisions(db, id, arena, &out);
	if (r == 0 && !out.revisions.n)
		return db_fail(db, ERR_NOTFOUND, "the advisory is not published",
		    "look at the list of advisories", "%.40s", id);
	if (r == 0)
		r = advisory_document_read(
		    out.revisions.items[out.revisions.n - 1].document, arena, &out);
	if (r < 0)
		return r;
	out.advisory.state = now.state;
	out.advisory.note = now.note;
	out.advisory.version = now.version;
	*ret = out;
	return 0;
}

/* An update that is given up: the text is again what went out. */
static int restore(struct db *db, struct advisory *a, struct arena *arena)
{
	struct advisory_document out = {0};
	struct advisory now = *a;
	int r = advisory_load_published(db, a->id, arena, &out);

	if (r < 0)
		return r;
	*a = out.advisory;
	keep(&now, a);
	a->id = now.id;
	a->changed = now.changed;
	a->authors = (struct text_list){0};
	a->version = now.version;
	r = desk_update(db, &advisory_type, a);
	out.advisory.id = now.id;
	return r < 0 ? r : advisory_put_texts(db, &out, arena);
}

static int act(struct db *db, const struct actor *actor, struct advisory *a,
    const struct advisory_step *step, int64_t now, struct arena *arena)
{
	struct advisory_document document = {0};
	struct msg msg = {0};
	int r = 0;

	if (step->action == ADVISORY_DO_SUBMIT) {
		r = advisory_load(db, a->id, arena, &document);
		if (r == 0 && (r = advisory_complete(&document, &msg)) < 0)
			return db_refuse(db, r, &msg);
	}
	/* What is drafted has a number of ours; that of a signal ends here. */
	if (r == 0 && step->action == ADVISORY_DO_DRAFT && a->ref[0] == 'S')
		r = ref_next(db, ADVISORY_PREFIX, now, arena, &a->ref);
	if (r == 0)
		r = advisory_step_within(db, actor, a, step, now);
	if (r == 0 && step->action == ADVISORY_DO_DROP)
		r = restore(db, a, arena);
	return r;
}

int advisory_act(struct db *db, const struct actor *actor, const char *id,
    const struct advisory_step *step, int64_t now, struct arena *arena, struct advisory *ret)
{
	struct advisory a;
	int r;

	if (step->action == ADVISORY_DO_PUBLISH || step->action == ADVISORY_DO_WITHDRAW)
		return db_fail(db, ERR_UNSUPPORTED, "it goes out in another way",
		    "this is an error of Varde: please report it", "%s",
		    advisory_rows[step->action].name);
	r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = desk_get(db, &advisory_type, id, arena, &a);
	if (r == 0)
		r = act(db, actor, &a, step, now, arena);
	r = db_end(db, r);
	if (r == 0 && ret)
		*ret = a;
	return r;
}
