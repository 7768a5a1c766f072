#include "desk/advisory_publish.h"

#include "codec/json.h"
#include "desk/id.h"
#include "desk/outbox.h"
#include "model/member.h"
#include "store/desk.h"

#include <stdlib.h>

enum { DOCUMENT_MAX = 1 << 20 };

/* --- to whom --- */

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static bool has(const struct text_list *sorted, const char *item)
{
	return sorted->n &&
	       bsearch(&item, sorted->items, sorted->n, sizeof(*sorted->items), by_text);
}

typedef VEC(const char *) ids;

/* Active organisations of constant SQL with one parameter. */
static int take_orgs(
    struct db *db, const char *sql, const char *param, struct arena *arena, ids *to)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql, &stmt);

	if (r < 0)
		return r;
	if (param)
		db_bind_text(stmt, 1, param);
	while ((r = db_step(stmt)) == 1)
		vec_push(arena, to, arena_strdup(arena, db_text(stmt, 0)));
	return r;
}

#define ACTIVE "SELECT o.\"id\" FROM org AS o WHERE o.\"state\" = 'active'"

static int of_list(struct db *db, const struct advisory *a, struct arena *arena, ids *to)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < a->orgs.n; i++) {
		struct org org;

		r = desk_get(db, &org_type, a->orgs.items[i], arena, &org);
		if (r == ERR_NOTFOUND) {
			r = 0;
			continue;
		}
		if (r == 0 && a->audience == ADVISORY_FOR_GROUPS)
			r = take_orgs(db, ACTIVE " AND o.\"path\" LIKE $1",
			    arena_printf(arena, "%s%%", org.path), arena, to);
		else if (r == 0)
			r = take_orgs(db, ACTIVE " AND o.\"id\" = $1", org.id, arena, to);
	}
	return r;
}

static int of_match(struct db *db, const struct advisory *a,
    const struct advisory_matches *matches, struct arena *arena, ids *to)
{
	int r = take_orgs(db,
	    ACTIVE " AND o.\"id\" IN (SELECT d.\"org\" FROM advisory_delivery AS d WHERE "
		   "d.\"advisory\" = $1)",
	    a->id, arena, to);

	vec_foreach (m, &matches->all)
		if (r == 0)
			r = take_orgs(db, ACTIVE " AND o.\"id\" = $1", m->org, arena, to);
	return r;
}

int advisory_recipients_find(struct db *db, const struct advisory *a,
    const struct advisory_matches *matches, struct arena *arena,
    struct advisory_recipients *ret)
{
	struct advisory_recipients out = {0};
	ids found = {0};
	size_t n = 0;
	int r;

	if (a->audience == ADVISORY_FOR_ALL)
		r = take_orgs(db, ACTIVE, NULL, arena, &found);
	else if (a->audience == ADVISORY_FOR_MATCH)
		r = of_match(db, a, matches, arena, &found);
	else
		r = of_list(db, a, arena, &found);
	if (r < 0)
		return r;
	if (found.n)
		qsort(found.items, found.n, sizeof(*found.items), by_text);
	for (size_t i = 0; i < found.n; i++)
		if (!n || strcmp(found.items[n - 1], found.items[i]) != 0)
			found.items[n++] = found.items[i];
	out.orgs = (struct text_list){found.items, n};
	vec_foreach (m, &matches->all)
		out.matched += has(&out.orgs, m->org);
	*ret = out;
	return 0;
}

/* --- deliveries and mails --- */

struct publishing {
	struct db *db;
	const struct actor *actor;
	const struct advisory *a; /* after the step */
	const struct advisory_matches *matches;
	const char *values; /* of the mail */
	int64_t now;
	struct arena *arena; /* of one organisation */
};

static int store_delivery(const struct publishing *p, const char *org)
{
	const struct advisory_match *m = advisory_match_of(p->matches, org);
	struct advisory_delivery d = {0};
	int r = desk_find(p->db, &advisory_delivery_type,
	    "WHERE \"advisory\" = $1 AND \"org\" = $2",
	    DESK_PARAMS(DESK_TEXT(p->a->id), DESK_TEXT(org)), p->arena, &d);
	bool is_new = r == ERR_NOTFOUND;

	if (r < 0 && !is_new)
		return r;
	if (is_new)
		d = (struct advisory_delivery){
		    .id = id_make(p->arena), .advisory = p->a->id, .org = org, .told = p->now};
	d.revision = p->a->revision;
	d.assets = m ? m->assets : (struct text_list){0};
	d.matches = m ? m->n : 0;
	return is_new ? desk_insert(p->db, &advisory_delivery_type, &d)
		      : desk_update(p->db, &advisory_delivery_type, &d);
}

/* Only something to be done at once comes at night. */
static const char *template_of(const struct advisory *a)
{
	bool urgent = advisory_urgency(a) == ADVISORY_HIGH && a->state != ADVISORY_WITHDRAWN;

	return urgent ? "advisory_urgent" : "advisory";
}

static int tell_org(const struct publishing *p, const char *org)
{
	const struct outbox_readers readers = {.org = org, .permission = MAY_ANSWER};
	struct outgoing message = {
	    .template = template_of(p->a), .org = org, .object = p->a->id, .values = p->values};

	message.unique_key = arena_printf(
	    p->arena, "advisory:%s:%lld:%s", p->a->id, (long long)p->a->revision, org);
	return outbox_put_all(p->db, &message, &readers, p->now, p->arena, NULL);
}

/* Under RED only those who are named hear of it, wherever they are. */
static int tell_persons(const struct publishing *p)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < p->a->persons.n; i++) {
		struct outgoing message = {.template = "advisory_named",
		    .person = p->a->persons.items[i],
		    .object = p->a->id,
		    .values = p->values};

		message.unique_key = arena_printf(p->arena, "advisory:%s:%lld:%s", p->a->id,
		    (long long)p->a->revision, message.person);
		r = outbox_put(p->db, &message, p->now, p->arena);
	}
	return r;
}

/* A mail says what its label allows in a mailbox: a title up to GREEN, else the number. */
static const char *values_of(const struct advisory *a, struct arena *arena)
{
	struct json_writer w;
	STR_AUTO(values, 2048);

	json_write_init(&w, &values, 0);
	json_write_object(&w);
	json_member_text(&w, "reference", a->ref);
	json_member_text(&w, "label", tlp_label((enum tlp)a->tlp));
	if (a->tlp <= TLP_GREEN)
		json_member_text(&w, "title", a->title);
	if (a->tlp == TLP_RED)
		json_member_bool(&w, "named", true);
	json_member_bool(&w, "updated", a->revision > 1 && a->state != ADVISORY_WITHDRAWN);
	json_member_bool(&w, "withdrawn", a->state == ADVISORY_WITHDRAWN);
	json_write_object_end(&w);
	return str_dup(&values, arena);
}

static int deliver(struct publishing *p, const struct advisory_recipients *to)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < to->orgs.n; i++) {
		arena_clear(p->arena);
		r = store_delivery(p, to->orgs.items[i]);
		if (r == 0 && p->a->tlp != TLP_RED)
			r = tell_org(p, to->orgs.items[i]);
	}
	arena_clear(p->arena);
	if (r == 0 && p->a->tlp == TLP_RED)
		r = tell_persons(p);
	return r;
}

static int store_revision(struct db *db, const struct actor *actor,
    const struct advisory_document *document, const struct advisory_step *step, int64_t now)
{
	STR_AUTO(text, DOCUMENT_MAX);
	char id[ID_TEXT];
	struct advisory_revision v = {.id = id_new(id),
	    .advisory = document->advisory.id,
	    .number = document->advisory.revision,
	    .time = now,
	    .person = actor ? actor->person : NULL,
	    .reviewer = document->advisory.reviewer,
	    .summary = step->note,
	    .title = document->advisory.title,
	    .tlp = document->advisory.tlp,
	    .audience = document->advisory.audience,
	    .persons = document->advisory.persons,
	    .recipients = step->recipients};

	advisory_document_write(document, &text);
	if (str_ok(&text) < 0)
		return db_fail(db, ERR_RANGE, "the advisory is too long", "shorten its texts",
		    "%s", document->advisory.ref);
	v.document = str_text(&text);
	return desk_insert(db, &advisory_revision_type, &v);
}

static int publish(struct db *db, const struct actor *actor, struct advisory_document *document,
    const struct advisory_matches *matches, struct advisory_step *step, int64_t now,
    struct arena *arena)
{
	struct arena *one CLEANUP(arena_freep) = arena_new();
	struct advisory_recipients to = {0};
	struct publishing p = {.db = db,
	    .actor = actor,
	    .a = &document->advisory,
	    .matches = matches,
	    .now = now,
	    .arena = one};
	int r = advisory_recipients_find(db, &document->advisory, matches, arena, &to);

	if (r < 0)
		return r;
	step->recipients = document->advisory.tlp == TLP_RED
			       ? (int64_t)document->advisory.persons.n
			       : (int64_t)to.orgs.n;
	r = advisory_step_within(db, actor, &document->advisory, step, now);
	if (r == 0)
		r = store_revision(db, actor, document, step, now);
	p.values = values_of(&document->advisory, arena);
	return r < 0 ? r : deliver(&p, &to);
}

/* What goes out: the text that was approved, or when it is withdrawn the one that stands. */
static int load(struct db *db, const char *id, int action, struct arena *arena,
    struct advisory_document *ret)
{
	struct msg msg = {0};
	struct advisory now;
	int r = desk_get(db, &advisory_type, id, arena, &now);

	if (r < 0)
		return r;
	if (action == ADVISORY_DO_WITHDRAW && now.revision) {
		r = advisory_load_published(db, id, arena, ret);
		ret->advisory.authors = now.authors;
		ret->advisory.reviewer = now.reviewer;
		return r;
	}
	r = advisory_load(db, id, arena, ret);
	if (r == 0 && (r = advisory_complete(ret, &msg)) < 0)
		return db_refuse(db, r, &msg);
	return r;
}

int advisory_publish(struct db *db, const struct knowledge_pack *known,
    const struct actor *actor, const char *id, struct advisory_step *step, int64_t now,
    struct arena *arena, struct advisory *ret)
{
	struct advisory_document document = {0};
	struct advisory_matches matches = {0};
	int r = load(db, id, step->action, arena, &document);

	if (r == 0)
		r = advisory_match_find(db, known, &document.advisory, NULL, arena, &matches);
	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	/* Its version tells when somebody has changed it since it was read. */
	r = db_end(db, publish(db, actor, &document, &matches, step, now, arena));
	if (r == 0 && ret)
		*ret = document.advisory;
	return r;
}
