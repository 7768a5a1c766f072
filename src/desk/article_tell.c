#include "desk/article_tell.h"

#include "codec/json.h"
#include "desk/advisory_sight.h"
#include "desk/article_sight.h"
#include "desk/outbox.h"
#include "desk/people.h"
#include "store/desk.h"

enum { BATCH = 500 };

int article_subscription_of(
    struct db *db, const char *person, struct arena *arena, struct article_subscription *ret)
{
	struct article_subscription none = {.id = arena_strdup(arena, person)};
	int r = desk_get(db, &article_subscription_type, person, arena, ret);

	if (r != ERR_NOTFOUND)
		return r;
	*ret = none;
	return 0;
}

static bool is_kind(const char *name)
{
	for (int i = 0; article_kind_names[i]; i++)
		if (strcmp(article_kind_names[i], name) == 0)
			return true;
	return false;
}

static int check(struct db *db, const struct article_subscription *s)
{
	for (size_t i = 0; i < s->kinds.n; i++)
		if (!is_kind(s->kinds.items[i]))
			return db_fail(db, ERR_RANGE, "there is no such kind of article",
			    "choose from the list", "%.40s", s->kinds.items[i]);
	for (size_t i = 0; i < s->tags.n; i++)
		if (!article_tag_valid(s->tags.items[i]) || i >= ARTICLE_TAGS)
			return db_fail(db, ERR_RANGE, "this cannot be a tag",
			    "write small letters, digits and hyphens, at most 20 tags", "%.40s",
			    s->tags.items[i]);
	return 0;
}

int article_subscribe(
    struct db *db, const struct actor *actor, struct article_subscription *s, int64_t now)
{
	int r = check(db, s);

	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	s->changed = now;
	r = desk_exec(db, "DELETE FROM article_subscription WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(s->id)), NULL);
	if (r == 0 && s->kinds.n)
		r = desk_insert(db, &article_subscription_type, s);
	if (r == 0)
		r = log_append(db, actor, "article.subscribe", NULL, s->id, NULL, NULL, now);
	return db_end(db, r);
}

bool article_wanted(const struct article_subscription *s, const struct article *a)
{
	if (!text_list_has(&s->kinds, article_kind_names[a->kind]))
		return false;
	for (size_t i = 0; i < s->tags.n; i++)
		if (text_list_has(&a->tags, s->tags.items[i]))
			return true;
	return s->tags.n == 0;
}

/* --- mails --- */

/* A mail says what its label allows in a mailbox: a title up to GREEN, else the number. The
 * title is that of the reader's language. */
static const char *values_of(
    const struct article *a, const char *title, const char *reason, struct arena *arena)
{
	struct json_writer w;
	STR_AUTO(values, 4096);

	json_write_init(&w, &values, 0);
	json_write_object(&w);
	json_member_text(&w, "reference", a->ref);
	json_member_text(&w, "kind", article_kind_names[a->kind]);
	json_member_text(&w, "label", tlp_label((enum tlp)a->tlp));
	if (a->tlp <= TLP_GREEN)
		json_member_text(&w, "title", title);
	if (reason && a->tlp <= TLP_GREEN)
		json_member_text(&w, "reason", reason);
	json_member_bool(&w, "updated", a->revision > 1);
	if (a->kind == ARTICLE_EVENT)
		json_member_int(&w, "starts", a->starts);
	json_write_object_end(&w);
	return str_dup(&values, arena);
}

static int tell_one(struct db *db, const struct article_document *document,
    const struct article_subscription *s, int64_t now, struct arena *arena)
{
	const struct article *a = &document->article;
	const struct article_text *t;
	struct audience_viewer viewer;
	struct who who = {0};
	struct outgoing message = {.template = "article", .person = s->id, .object = a->id};
	int r = people_who(db, s->id, now, arena, &who);

	if (r == ERR_NOTFOUND || r == ERR_DENIED)
		return 0; /* suspended or gone meanwhile */
	if (r < 0)
		return r;
	advisory_viewer(&who, arena, &viewer);
	if (!article_seen_by(a, &viewer))
		return 0;
	t = article_text_in(document, who.lang);
	message.values = values_of(a, t ? t->title : a->title, NULL, arena);
	message.unique_key =
	    arena_printf(arena, "article:%s:%lld:%s", a->id, (long long)a->revision, s->id);
	return outbox_put(db, &message, now, arena);
}

int article_tell_subscribers(
    struct db *db, const struct article_document *document, int64_t now)
{
	struct arena *all CLEANUP(arena_freep) = arena_new();
	struct arena *one CLEANUP(arena_freep) = arena_new();
	const char *last = "";
	size_t n = BATCH;
	int r = 0;

	while (r == 0 && n == BATCH) {
		struct desk_records found = {0};
		const char *from = arena_strdup(all, last);

		r = desk_list(db, &article_subscription_type,
		    "WHERE \"id\" > $1 ORDER BY \"id\" LIMIT 500", DESK_PARAMS(DESK_TEXT(from)),
		    all, &found);
		n = found.all.n;
		for (size_t i = 0; r == 0 && i < n; i++) {
			const struct article_subscription *s = found.all.items[i];

			last = s->id;
			if (article_wanted(s, &document->article))
				r = tell_one(db, document, s, now, one);
			arena_clear(one);
		}
	}
	return r;
}

int article_tell_seat(struct db *db, const struct article *a, const struct article_seat *seat,
    const char *template, int64_t now, struct arena *arena)
{
	struct outgoing message = {.template = template,
	    .person = seat->person,
	    .object = a->id,
	    .values = values_of(
		a, a->title, strcmp(template, "event_cancelled") == 0 ? a->note : NULL, arena)};

	message.unique_key =
	    arena_printf(arena, "%s:%s:%lld", template, seat->id, (long long)now);
	return outbox_put(db, &message, now, arena);
}

int article_tell_seats(struct db *db, const struct article *a, const char *template,
    int64_t now, struct arena *arena)
{
	struct desk_records found = {0};
	int r = desk_list(db, &article_seat_type,
	    "WHERE \"article\" = $1 AND \"state\" <> 'cancelled' ORDER BY \"asked\", \"id\" "
	    "LIMIT 10000",
	    DESK_PARAMS(DESK_TEXT(a->id)), arena, &found);

	vec_foreach (s, &found.all)
		if (r == 0)
			r = article_tell_seat(db, a, *s, template, now, arena);
	return r;
}
