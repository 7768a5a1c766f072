#include "desk/article_publish.h"

#include "codec/fold.h"
#include "desk/article_seat.h"
#include "desk/article_tell.h"
#include "desk/id.h"
#include "store/desk.h"

enum { DOCUMENT_MAX = 1 << 20, SEARCH_MAX = 130000 };

static int store_revision(struct db *db, const struct actor *actor,
    const struct article_document *document, const struct text_list *authors, const char *note,
    int64_t now)
{
	STR_AUTO(text, DOCUMENT_MAX);
	char id[ID_TEXT];
	struct article_revision v = {.id = id_new(id),
	    .article = document->article.id,
	    .number = document->article.revision,
	    .time = now,
	    .person = actor ? actor->person : NULL,
	    .authors = *authors,
	    .summary = note,
	    .title = document->article.title};

	article_document_write(document, &text);
	if (str_ok(&text) < 0)
		return db_fail(db, ERR_RANGE, "the article is too long", "shorten its texts",
		    "%s", document->article.ref);
	v.document = str_text(&text);
	return desk_insert(db, &article_revision_type, &v);
}

/* Everything that a reader may look for. */
static void put_search(const struct article *a, const struct article_text *t, struct str *out)
{
	const char *parts[] = {a->ref, t->title, t->lead, a->place, t->body};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		str_addf(out, "%s ", parts[i] ? parts[i] : "");
	for (size_t i = 0; i < a->tags.n; i++)
		str_addf(out, " %s", a->tags.items[i]);
}

static int put_out(struct db *db, const struct article_document *document, const char *lang,
    struct arena *arena)
{
	const struct article *a = &document->article;
	const struct article_text *t = article_text_in(document, lang);
	struct article_out row = {.id = arena_printf(arena, "%s:%s", a->id, lang),
	    .article = a->id,
	    .lang = lang,
	    .written = t->lang,
	    .kind = a->kind,
	    .tlp = a->tlp,
	    .title = t->title,
	    .lead = t->lead,
	    .tags = a->tags,
	    .published = a->published,
	    .revised = a->revised,
	    .starts = a->kind == ARTICLE_EVENT ? a->starts : 0,
	    .ends = a->kind == ARTICLE_EVENT ? a->ends : 0};
	STR_AUTO(search, SEARCH_MAX);

	put_search(a, t, &search);
	row.search = fold(arena, str_text(&search));
	return desk_insert(db, &article_out_type, &row);
}

static int clear_out(struct db *db, const struct article *a)
{
	return desk_exec(db, "DELETE FROM article_out WHERE \"article\" = $1",
	    DESK_PARAMS(DESK_TEXT(a->id)), NULL);
}

int article_publish_within(struct db *db, const struct actor *actor,
    const struct article_document *document, const struct text_list *authors,
    const struct article_step *step, int64_t now, struct arena *arena)
{
	int r = store_revision(db, actor, document, authors, step->note, now);

	if (r == 0)
		r = clear_out(db, &document->article);
	for (int i = 0; r == 0 && article_langs[i]; i++)
		r = put_out(db, document, article_langs[i], arena);
	if (r == 0 && step->tell)
		r = article_tell_subscribers(db, document, now);
	/* More seats than there were: who waits moves up. The article's row is held already. */
	if (r == 0 && document->article.kind == ARTICLE_EVENT && now <= document->article.ends)
		r = article_seats_fill(db, &document->article, now, arena);
	return r;
}

int article_withdraw_within(
    struct db *db, const struct article *a, int64_t now, struct arena *arena)
{
	int r = clear_out(db, a);

	return r < 0 ? r : article_tell_seats(db, a, "event_cancelled", now, arena);
}

int article_files_settle(struct db *db, const struct article *a)
{
	int r = desk_exec(db,
	    "DELETE FROM article_blob WHERE \"id\" IN (SELECT f.\"id\" FROM article_file AS f "
	    "WHERE f.\"article\" = $1 AND f.\"since\" > $2)",
	    DESK_PARAMS(DESK_TEXT(a->id), DESK_INT(a->revision)), NULL);

	if (r == 0)
		r = desk_exec(db,
		    "DELETE FROM article_file WHERE \"article\" = $1 AND \"since\" > $2",
		    DESK_PARAMS(DESK_TEXT(a->id), DESK_INT(a->revision)), NULL);
	return r < 0 ? r
		     : desk_exec(db,
			   "UPDATE article_file SET \"gone\" = 0 WHERE \"article\" = $1 AND "
			   "\"gone\" > $2",
			   DESK_PARAMS(DESK_TEXT(a->id), DESK_INT(a->revision)), NULL);
}
