#include "desk/article_starter.h"

#include "base/parse.h"
#include "codec/sha256.h"
#include "desk/article_publish.h"
#include "desk/id.h"
#include "store/desk.h"

enum { MONTHS_MAX = 60 };

/* --- reading --- */

struct reading {
	struct arena *arena;
	struct article_document *to;
	struct article_text *text; /* being read; NULL: the head */
	struct span body;          /* of it, from its first line */
	bool in_body;
	int line;
};

static int wrong(const struct reading *in, struct msg *msg)
{
	if (msg) {
		msg_what(msg, "an article of the starter set cannot be read");
		msg_detail(msg, "line %d", in->line);
		msg_hint(msg, "see kb/README.md");
	}
	return ERR_SYNTAX;
}

static int name_in(const char *const *names, struct span name)
{
	for (int i = 0; names[i]; i++)
		if (span_eq(name, names[i]))
			return i;
	return -1;
}

static const char *text_of(const struct reading *in, struct span s)
{
	s = span_trim(s);
	return arena_strndup(in->arena, s.p, s.n);
}

static int take_tags(struct reading *in, struct span value)
{
	struct span tag;

	while (span_split(&value, ',', &tag)) {
		const char *one = text_of(in, tag);

		if (!article_tag_valid(one))
			return ERR_SYNTAX;
		text_list_add(&in->to->article.tags, in->arena, one);
	}
	return 0;
}

static int take_head(struct reading *in, struct span name, struct span value)
{
	struct article *a = &in->to->article;

	value = span_trim(value);
	if (span_eq(name, "kind")) {
		a->kind = name_in(article_kind_names, value);
		return a->kind < 0 ? ERR_SYNTAX : 0;
	}
	if (span_eq(name, "tags"))
		return take_tags(in, value);
	if (span_eq(name, "months"))
		return parse_int(value, 0, MONTHS_MAX, &a->review_months);
	return ERR_SYNTAX;
}

static int take_text(struct reading *in, struct span name, struct span value)
{
	if (span_eq(name, "title"))
		in->text->title = text_of(in, value);
	else if (span_eq(name, "lead"))
		in->text->lead = text_of(in, value);
	else
		return ERR_SYNTAX;
	return 0;
}

static void end_text(struct reading *in, const uint8_t *end)
{
	if (!in->text || !in->in_body)
		return;
	in->body.n = (size_t)(end - in->body.p);
	in->text->body = text_of(in, in->body);
}

static int begin_text(struct reading *in, struct span lang)
{
	int i = name_in(article_langs, span_trim(lang));

	if (i < 0)
		return ERR_SYNTAX;
	vec_push(in->arena, &in->to->texts, (struct article_text){.lang = article_langs[i]});
	in->text = &in->to->texts.items[in->to->texts.n - 1];
	in->in_body = false;
	return 0;
}

static int take_line(struct reading *in, struct span line, struct span rest)
{
	ptrdiff_t colon = span_find(line, ":");

	if (span_starts(line, "== ")) {
		end_text(in, line.p);
		return begin_text(in, span_sub(line, 3, line.n));
	}
	if (in->in_body)
		return 0;
	if (!line.n && in->text) {
		in->in_body = true;
		in->body = rest;
		return 0;
	}
	if (!line.n)
		return 0;
	if (colon < 0)
		return ERR_SYNTAX;
	return in->text ? take_text(in, span_sub(line, 0, (size_t)colon),
			      span_sub(line, (size_t)colon + 1, line.n))
			: take_head(in, span_sub(line, 0, (size_t)colon),
			      span_sub(line, (size_t)colon + 1, line.n));
}

int article_starter_read(
    struct span text, struct arena *arena, struct article_document *ret, struct msg *msg)
{
	struct article_document out = {.article = {.kind = -1, .tlp = TLP_CLEAR}};
	struct reading in = {.arena = arena, .to = &out};
	const uint8_t *end = text.p + text.n;
	struct span line;

	while (span_line(&text, &line)) {
		in.line++;
		if (take_line(&in, line, text.p ? text : span_of(end, 0)) < 0)
			return wrong(&in, msg);
	}
	end_text(&in, end);
	if (out.article.kind < 0 || !out.texts.n)
		return wrong(&in, msg);
	out.article.lang = out.texts.items[0].lang;
	out.article.title = out.texts.items[0].title;
	vec_foreach (t, &out.texts)
		if (!t->title || !t->lead || !t->body || !*t->body)
			return wrong(&in, msg);
	*ret = out;
	return 0;
}

/* --- loading --- */

/* "ransomware.md" is "starter:ransomware". */
static const char *source_of(const struct embed_file *f, struct arena *arena)
{
	size_t n = strcspn(f->name, ".");

	return arena_printf(arena, "starter:%.*s", (int)n, f->name);
}

static int publish(
    struct db *db, struct article_document *d, bool known, int64_t now, struct arena *arena)
{
	static const struct text_list nobody = {0};
	static const struct article_step step = {.action = ARTICLE_DO_PUBLISH};
	struct article *a = &d->article;
	int was = known ? a->state : ARTICLE_DRAFT, r = 0;
	struct msg msg = {0};

	if (!known) {
		a->id = id_make(arena);
		a->created = now;
		r = ref_next(db, ARTICLE_PREFIX, now, arena, &a->ref);
	}
	a->state = ARTICLE_PUBLISHED;
	a->revision++;
	a->changed = a->revised = now;
	a->published = a->published ? a->published : now;
	a->review_due = article_due_after(a, now);
	if (r == 0 && (r = article_complete(d, &msg)) < 0)
		return db_refuse(db, r, &msg);
	if (r == 0)
		r = known ? desk_update(db, &article_type, a)
			  : desk_insert(db, &article_type, a);
	if (r == 0)
		r = article_put_texts(db, d, arena);
	if (r == 0)
		r = article_publish_within(db, NULL, d, &nobody, &step, now, arena);
	if (r == 0)
		r = article_note(db, NULL, a, was, NULL, now);
	return r < 0 ? r
		     : log_append(db, NULL, "article.publish", NULL, a->id, NULL, NULL, now);
}

/* Nobody of this house has touched it. */
static bool is_ours(struct db *db, const struct article *a)
{
	int64_t touched = 1;

	if (a->state != ARTICLE_PUBLISHED || a->author || a->reviewer || a->authors.n)
		return false;
	return desk_number(db,
		   "SELECT count(*) FROM article_event WHERE \"article\" = $1 AND \"actor\" IS "
		   "NOT NULL AND \"was\" <> \"becomes\"",
		   DESK_PARAMS(DESK_TEXT(a->id)), &touched) == 0 &&
	       touched == 0;
}

static int load_one(struct db *db, const struct embed_file *f, int64_t now,
    struct article_starter_done *done, struct arena *arena)
{
	struct article_document d = {0};
	const char *source = source_of(f, arena);
	char sum[SHA256_HEX];
	struct msg msg = {0};
	struct article was;
	int r = article_starter_read(f->bytes, arena, &d, &msg);

	if (r < 0)
		return db_refuse(db, r, &msg);
	d.article.source = source;
	d.article.source_digest = arena_strdup(arena, sha256_hex(f->bytes, sum));
	r = desk_find(db, &article_type, "WHERE \"source\" = $1 ORDER BY \"created\", \"id\"",
	    DESK_PARAMS(DESK_TEXT(source)), arena, &was);
	if (r == ERR_NOTFOUND) {
		done->published++;
		return publish(db, &d, false, now, arena);
	}
	if (r < 0)
		return r;
	if (!is_ours(db, &was) || strcmp(was.source_digest, d.article.source_digest) == 0) {
		done->kept++;
		return 0;
	}
	done->updated++;
	was.kind = d.article.kind;
	was.tags = d.article.tags;
	was.lang = d.article.lang;
	was.title = d.article.title;
	was.review_months = d.article.review_months;
	was.source_digest = d.article.source_digest;
	d.article = was;
	return publish(db, &d, true, now, arena);
}

int article_starter_load(struct db *db, int64_t now, struct article_starter_done *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct article_starter_done done = {0};
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	for (const struct embed_file *f = embed_watch_starter; r == 0 && f->name; f++)
		r = load_one(db, f, now, &done, arena);
	r = db_end(db, r);
	/* Another server did it at the same moment. */
	if (r == ERR_EXISTS)
		return 0;
	if (r == 0)
		*ret = done;
	return r;
}
