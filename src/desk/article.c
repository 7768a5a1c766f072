#include "desk/article.h"

#include "base/time.h"
#include "codec/json.h"
#include "desk/article_publish.h"
#include "desk/id.h"
#include "store/desk.h"

#define S(state) (1u << ARTICLE_##state)

/* clang-format off */
const struct article_row article_rows[ARTICLE_ACTIONS] = {
	[ARTICLE_DO_SUBMIT] = {"submit", S(DRAFT) | S(UPDATING), ARTICLE_REVIEW, MAY_REVIEW, false},
	[ARTICLE_DO_RETURN] = {"return", S(REVIEW), ARTICLE_BACK, MAY_REVIEW, true},
	[ARTICLE_DO_PUBLISH] = {"publish", S(REVIEW), ARTICLE_PUBLISHED, MAY_REVIEW, false},
	[ARTICLE_DO_UPDATE] = {"update", S(PUBLISHED), ARTICLE_UPDATING, MAY_REVIEW, false},
	[ARTICLE_DO_DROP] = {"drop", S(UPDATING), ARTICLE_PUBLISHED, MAY_REVIEW, false},
	[ARTICLE_DO_CONFIRM] = {"confirm", S(PUBLISHED), ARTICLE_PUBLISHED, MAY_REVIEW, false},
	[ARTICLE_DO_WITHDRAW] = {"withdraw", S(PUBLISHED) | S(UPDATING), ARTICLE_WITHDRAWN, MAY_REVIEW, true},
};
/* clang-format on */

bool article_allows(int state, int action, int role)
{
	return (article_rows[action].from & 1u << state) != 0 &&
	       role_of_cert((enum role)role) &&
	       role_has((enum role)role, (enum permission)article_rows[action].who);
}

bool article_is_written(int state)
{
	return state == ARTICLE_DRAFT || state == ARTICLE_UPDATING;
}

static bool may_any(const struct article_step *step)
{
	const struct article_row *row = &article_rows[step->action];

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

static int check(const struct article *a, const struct article_step *step,
    const struct actor *actor, struct msg *msg)
{
	const struct article_row *row = &article_rows[step->action];
	const char *person = actor ? actor->person : NULL;

	msg_detail(msg, "%s is %-s", a->ref, article_state_names[a->state]);
	if (!may_any(step))
		return refuse(msg, ERR_DENIED, "your role does not allow this",
		    "ask an analyst or coordinator of the CERT");
	if (!(row->from & 1u << a->state))
		return refuse(msg, ERR_UNSUPPORTED, "this cannot be done to the article now",
		    "look at it as it is now: it may have gone on meanwhile");
	if (row->note && (!step->note || !step->note[0]))
		return refuse(msg, ERR_RANGE, "a reason is missing", "say why");
	if (step->action == ARTICLE_DO_PUBLISH &&
	    (!person || text_list_has(&a->authors, person)))
		return refuse(msg, ERR_DENIED, "four eyes are needed",
		    "let somebody review it who has not written at it");
	return 0;
}

/* So many months later, at the same hour; the 31st of a short month is its last day. */
static int64_t months_later(int64_t time, int64_t months)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	static const int64_t day = 86400000;
	struct time_parts p = time_split(time);
	int64_t n = p.month - 1 + months;
	int year = p.year + (int)(n / 12), month = (int)(n % 12) + 1;

	return time_days(year, month, MIN(p.day, lengths[month - 1])) * day + time % day;
}

int64_t article_due_after(const struct article *a, int64_t now)
{
	return a->review_months ? months_later(now, a->review_months) : 0;
}

int article_apply(const struct article *a, const struct article_step *step,
    const struct actor *actor, int64_t now, struct article *ret, struct msg *msg)
{
	struct article after = *a;
	int to = article_rows[step->action].to;
	int r = check(a, step, actor, msg);

	if (r < 0)
		return r;
	after.state = to;
	if (to == ARTICLE_BACK)
		after.state = a->revision ? ARTICLE_UPDATING : ARTICLE_DRAFT;
	after.changed = now;
	if (step->note)
		after.note = step->note;
	if (step->action == ARTICLE_DO_CONFIRM)
		after.review_due = article_due_after(a, now);
	if (step->action == ARTICLE_DO_PUBLISH) {
		after.reviewer = actor->person;
		after.revision = a->revision + 1;
		after.revised = now;
		after.published = a->published ? a->published : now;
		after.review_due = article_due_after(a, now);
		after.note = NULL;
		after.authors = (struct text_list){0};
	}
	*ret = after;
	return 0;
}

static bool blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

int article_complete(const struct article_document *document, struct msg *msg)
{
	const struct article *a = &document->article;
	const struct article_text *own = NULL;

	vec_foreach (t, &document->texts)
		if (a->lang && strcmp(t->lang, a->lang) == 0)
			own = t;
	msg_detail(msg, "%s", a->ref);
	if (!own || blank(own->title) || blank(own->lead) || blank(own->body))
		return refuse(msg, ERR_RANGE, "the text is not complete",
		    "write title, lead and text in the first language");
	if (a->tlp == TLP_RED)
		return refuse(msg, ERR_RANGE, "nobody might read it",
		    "what is for named persons alone is an advisory");
	if (a->kind == ARTICLE_EVENT && (!a->starts || a->ends < a->starts))
		return refuse(msg, ERR_RANGE, "the event has no time",
		    "say when it begins, and that it ends later");
	return 0;
}

/* --- in the database --- */

int article_note(struct db *db, const struct actor *actor, const struct article *a, int was,
    const char *note, int64_t now)
{
	char id[ID_TEXT];
	int64_t last = 0;
	/* Each step has a time of its own, so that the history has one order; the caller's
	 * change of the article has locked its row. */
	int r =
	    desk_number(db, "SELECT max(\"time\") FROM article_event WHERE \"article\" = $1",
		DESK_PARAMS(DESK_TEXT(a->id)), &last);
	struct article_event e = {.id = id_new(id),
	    .article = a->id,
	    .time = MAX(now, last + 1),
	    .actor = actor ? actor->person : NULL,
	    .was = was,
	    .becomes = a->state,
	    .note = note};

	return r < 0 ? r : desk_insert(db, &article_event_type, &e);
}

static int log_step(struct db *db, const struct actor *actor, const struct article *a, int was,
    const char *name, const char *note, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 8192);
	STR_AUTO(action, 64);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "ref", a->ref);
	json_member_text(&w, "was", article_state_names[was]);
	json_member_text(&w, "becomes", article_state_names[a->state]);
	json_member_int(&w, "revision", a->revision);
	if (note)
		json_member_text(&w, "note", note);
	json_write_object_end(&w);
	str_addf(&action, "article.%s", name);
	return log_append(
	    db, actor, str_text(&action), NULL, a->id, NULL, str_text(&detail), now);
}

int article_put_texts(struct db *db, struct article_document *document, struct arena *arena)
{
	int r = desk_exec(db, "DELETE FROM article_text WHERE \"article\" = $1",
	    DESK_PARAMS(DESK_TEXT(document->article.id)), NULL);

	vec_foreach (t, &document->texts) {
		if (r < 0)
			break;
		t->id = id_make(arena);
		t->article = document->article.id;
		r = desk_insert(db, &article_text_type, t);
	}
	return r;
}

static void add_author(struct article *a, const struct actor *actor, struct arena *arena)
{
	a->author = actor ? actor->person : NULL;
	if (a->author)
		text_list_add(&a->authors, arena, a->author);
}

static int create(struct db *db, const struct actor *actor, struct article_document *document,
    int64_t now, struct arena *arena)
{
	struct article *a = &document->article;
	int r = ref_next(db, ARTICLE_PREFIX, now, arena, &a->ref);

	if (r == 0)
		r = desk_insert(db, &article_type, a);
	if (r == 0)
		r = article_put_texts(db, document, arena);
	if (r == 0)
		r = article_note(db, actor, a, a->state, NULL, now);
	if (r == 0)
		r = log_step(db, actor, a, a->state, "create", NULL, now);
	return r;
}

int article_create(struct db *db, const struct actor *actor, struct article_document *document,
    int64_t now, struct arena *arena)
{
	struct article *a = &document->article;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	a->id = id_make(arena);
	a->state = ARTICLE_DRAFT;
	a->revision = 0;
	a->created = a->changed = now;
	a->published = a->revised = a->review_due = 0;
	a->reviewer = NULL;
	a->authors = (struct text_list){0};
	a->version = 0;
	add_author(a, actor, arena);
	return db_end(db, create(db, actor, document, now, arena));
}

/* What stays as it is when an article is written. */
static void keep(const struct article *was, struct article *a)
{
	a->ref = was->ref;
	a->state = was->state;
	a->authors = was->authors;
	a->reviewer = was->reviewer;
	a->revision = was->revision;
	a->created = was->created;
	a->published = was->published;
	a->revised = was->revised;
	a->review_due = was->review_due;
	a->note = was->note;
	a->source = was->source;
	a->source_digest = was->source_digest;
}

static int save(struct db *db, const struct actor *actor, struct article_document *document,
    int64_t now, struct arena *arena)
{
	struct article was, *a = &document->article;
	int r = desk_get(db, &article_type, a->id, arena, &was);

	if (r < 0)
		return r;
	if (!article_is_written(was.state))
		return db_fail(db, ERR_UNSUPPORTED, "the article cannot be written now",
		    "look at it as it is now: it may have gone on meanwhile", "%s is %-s",
		    was.ref, article_state_names[was.state]);
	keep(&was, a);
	a->changed = now;
	add_author(a, actor, arena);
	r = desk_update(db, &article_type, a);
	if (r == 0)
		r = article_put_texts(db, document, arena);
	if (r == 0)
		r = log_step(db, actor, a, a->state, "write", NULL, now);
	return r;
}

int article_save(struct db *db, const struct actor *actor, struct article_document *document,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, save(db, actor, document, now, arena));
}

static int load_texts(
    struct db *db, const char *id, struct arena *arena, struct article_document *ret)
{
	struct desk_records found = {0};
	int r = desk_list(db, &article_text_type,
	    "WHERE \"article\" = $1 ORDER BY \"lang\" LIMIT 20", DESK_PARAMS(DESK_TEXT(id)),
	    arena, &found);

	vec_foreach (t, &found.all)
		vec_push(arena, &ret->texts, *(const struct article_text *)*t);
	return r;
}

static int load_revisions(
    struct db *db, const char *id, struct arena *arena, struct article_document *ret)
{
	struct desk_records found = {0};
	int r = desk_list(db, &article_revision_type,
	    "WHERE \"article\" = $1 ORDER BY \"number\" LIMIT 10000",
	    DESK_PARAMS(DESK_TEXT(id)), arena, &found);

	vec_foreach (v, &found.all)
		vec_push(arena, &ret->revisions, *(const struct article_revision *)*v);
	return r;
}

int article_load(
    struct db *db, const char *id, struct arena *arena, struct article_document *ret)
{
	struct article_document out = {0};
	int r = desk_get(db, &article_type, id, arena, &out.article);

	if (r == 0)
		r = load_texts(db, id, arena, &out);
	if (r == 0)
		r = load_revisions(db, id, arena, &out);
	if (r == 0)
		*ret = out;
	return r;
}

/* The label of the last revision that went out. */
static int last_label(const struct article_document *document, struct arena *arena, int *ret)
{
	struct article_document last = {0};
	int r = article_document_read(
	    document->revisions.items[document->revisions.n - 1].document, arena, &last);

	if (r == 0)
		*ret = last.article.tlp;
	return r;
}

int article_load_revision(struct db *db, const char *id, int64_t number, struct arena *arena,
    struct article_document *ret)
{
	struct article_document out = {0};
	const char *document = NULL;
	struct article now;
	int r = desk_get(db, &article_type, id, arena, &now), label = TLP_RED;

	if (r == 0)
		r = load_revisions(db, id, arena, &out);
	if (r < 0)
		return r;
	vec_foreach (v, &out.revisions)
		if (!number || v->number == number)
			document = v->document;
	if (!document)
		return db_fail(db, ERR_NOTFOUND, "the article is not published",
		    "look at the list of articles", "%.40s", id);
	r = article_document_read(document, arena, &out);
	if (r == 0)
		r = last_label(&out, arena, &label);
	if (r < 0)
		return r;
	/* What was for more people once is not any more. */
	out.article.tlp = MAX(out.article.tlp, label);
	out.article.state = now.state;
	out.article.note = now.note;
	out.article.review_due = now.review_due;
	out.article.version = now.version;
	*ret = out;
	return 0;
}

/* An update that is given up: the text is again what went out. */
static int restore(struct db *db, struct article *a, struct arena *arena)
{
	struct article_document out = {0};
	struct article now = *a;
	int r = article_load_revision(db, a->id, 0, arena, &out);

	if (r < 0)
		return r;
	*a = out.article;
	keep(&now, a);
	a->id = now.id;
	a->changed = now.changed;
	a->authors = (struct text_list){0};
	a->version = now.version;
	r = desk_update(db, &article_type, a);
	out.article.id = now.id;
	if (r == 0)
		r = article_put_texts(db, &out, arena);
	return r < 0 ? r : article_files_settle(db, a);
}

static int step_within(struct db *db, const struct actor *actor, struct article *a,
    const struct article_step *step, int64_t now, struct arena *arena)
{
	struct article_document document = {0};
	struct article after;
	struct msg msg = {0};
	int was = a->state;
	int r = article_apply(a, step, actor, now, &after, &msg);

	if (r < 0)
		return db_refuse(db, r, &msg);
	r = article_load(db, a->id, arena, &document);
	if (r == 0 && (step->action == ARTICLE_DO_SUBMIT || step->action == ARTICLE_DO_PUBLISH))
		if ((r = article_complete(&document, &msg)) < 0)
			return db_refuse(db, r, &msg);
	if (r == 0)
		r = desk_update(db, &article_type, &after);
	if (r < 0)
		return r;
	document.article = after;
	if (step->action == ARTICLE_DO_PUBLISH)
		r = article_publish_within(db, actor, &document, &a->authors, step, now, arena);
	if (step->action == ARTICLE_DO_WITHDRAW)
		r = article_withdraw_within(db, &after, now, arena);
	if (step->action == ARTICLE_DO_DROP)
		r = restore(db, &after, arena);
	if (r == 0)
		r = article_note(db, actor, &after, was, step->note, now);
	if (r == 0)
		r = log_step(
		    db, actor, &after, was, article_rows[step->action].name, step->note, now);
	*a = after;
	return r;
}

int article_act(struct db *db, const struct actor *actor, const char *id,
    const struct article_step *step, int64_t now, struct arena *arena, struct article *ret)
{
	struct article a;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_get(db, &article_type, id, arena, &a);
	if (r == 0)
		r = step_within(db, actor, &a, step, now, arena);
	r = db_end(db, r);
	if (r == 0 && ret)
		*ret = a;
	return r;
}
