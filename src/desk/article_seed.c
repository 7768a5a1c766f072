#include "desk/article_seed.h"

#include "desk/advisory.h"
#include "desk/advisory_sight.h"
#include "desk/article_seed_case.h"
#include "store/desk.h"

enum { BODY_MAX = 100000, LEAD_MAX = 2000 };

static void section(
    struct str *out, const char *lang, const char *const *titles, const char *text)
{
	const char *title = titles[0];

	if (!text || !*text)
		return;
	if (strcmp(lang, "fr") == 0)
		title = titles[1];
	if (strcmp(lang, "nb") == 0)
		title = titles[2];
	str_addf(out, "## %s\n\n%s\n\n", title, text);
}

/* Not within a character. */
static const char *cut(const char *text, size_t max, struct arena *arena)
{
	size_t n = text ? strlen(text) : 0;

	if (n <= max)
		return text;
	for (n = max; n && ((unsigned char)text[n] & 0xc0) == 0x80;)
		n--;
	return arena_strndup(arena, text, n);
}

/* What an advisory says to those it concerns becomes a text for everybody; who is exposed stays
 * out. */
static int of_advisory(struct db *db, const char *id, const struct audience_viewer *viewer,
    const struct article_seed_words *words, struct arena *arena, struct article_document *ret)
{
	static const char *const remedy[] = {"What to do", "Que faire", "Hva du gjør"};
	static const char *const detection[] = {"How to see whether it was used",
	    "Comment voir si la faille a été utilisée", "Slik ser du om den er brukt"};
	static const char *const details[] = {"Details", "Détails", "Detaljer"};
	struct advisory_document d = {0};
	int r = advisory_load_published(db, id, arena, &d);

	(void)words; /* it says itself how it is called */
	if (r < 0)
		return r;
	r = advisory_seen_by(db, &d.advisory, viewer, arena);
	if (r <= 0)
		return r < 0 ? r : ERR_NOTFOUND;
	ret->article.kind = ARTICLE_VULN_ALERT;
	ret->article.tlp = d.advisory.tlp;
	ret->article.lang = d.advisory.lang;
	ret->article.title = d.advisory.title;
	vec_foreach (t, &d.texts) {
		STR_AUTO(body, BODY_MAX);

		section(&body, t->lang, remedy, t->remedy);
		section(&body, t->lang, detection, t->detection);
		section(&body, t->lang, details, t->details);
		vec_push(arena, &ret->texts,
		    (struct article_text){.lang = t->lang,
			.title = t->title,
			.lead = cut(t->summary, LEAD_MAX, arena),
			.body = str_dup(&body, arena)});
	}
	return 0;
}

const struct article_seed article_seeds[] = {
    {"advisory", of_advisory},
    {"alert", article_seed_alert},
    {"incident", article_seed_incident},
    {NULL, NULL},
};

static const struct article_seed *row_of(const char *name)
{
	for (const struct article_seed *s = article_seeds; s->name; s++)
		if (strcmp(s->name, name) == 0)
			return s;
	return NULL;
}

int article_seed_fill(struct db *db, const struct audience_viewer *viewer, const char *name,
    const char *id, const struct article_seed_words *words, struct arena *arena,
    struct article_document *ret)
{
	const struct article_seed *row = row_of(name);
	struct article_document d = {0};
	int r = row ? row->fill(db, id, viewer, words, arena, &d) : ERR_NOTFOUND;

	if (r == ERR_NOTFOUND)
		return db_fail(db, r, "there is nothing to make an article of",
		    "begin on the page of what it is to tell of", "%.20s %.40s", name, id);
	if (r == 0)
		*ret = d;
	return r;
}

int article_seed_make(struct db *db, const struct actor *actor,
    const struct audience_viewer *viewer, const char *name, const char *id,
    const struct article_seed_words *words, int64_t now, struct arena *arena, const char **ret)
{
	struct article_document d = {0};
	struct article was;
	int r = article_seed_fill(db, viewer, name, id, words, arena, &d);

	if (r < 0)
		return r;
	d.article.source = arena_printf(arena, "%s:%s", name, id);
	if (words->kind >= 0)
		d.article.kind = words->kind;
	r = desk_find(db, &article_type, "WHERE \"source\" = $1",
	    DESK_PARAMS(DESK_TEXT(d.article.source)), arena, &was);
	if (r == 0)
		*ret = was.id;
	if (r != ERR_NOTFOUND)
		return r;
	r = article_create(db, actor, &d, now, arena);
	if (r == 0)
		*ret = d.article.id;
	return r;
}
