#include "desk/article_seed_case.h"

#include "assess/redact.h"
#include "desk/alert.h"
#include "desk/incident_sight.h"
#include "model/event_kind.h"
#include "model/ioc.h"
#include "model/scope.h"
#include "store/desk.h"

#include <strings.h>

enum { BODY_MAX = 60000, LINE_MAX = 2000, WORD_MIN = 4, INDICATORS = 100, WORDS = 20000 };

static const char *const langs[] = {"en", "fr", "nb"};

static const char *in(const char *lang, const char *const *texts)
{
	for (size_t i = 0; i < ARRAY_LEN(langs); i++)
		if (strcmp(langs[i], lang) == 0)
			return texts[i];
	return texts[0];
}

/* --- what names somebody --- */

/* A letter outside of ASCII has two cases that strcasestr does not know: what follows it is
 * looked for. */
static void add_word(struct text_list *to, const char *word, struct arena *arena)
{
	while (*word && ((unsigned char)*word & 0x80))
		word++;
	if (strlen(word) >= WORD_MIN && !text_list_has(to, word))
		text_list_add(to, arena, word);
}

/* A name, and each of its words. */
static void add_name(struct text_list *to, const char *name, struct arena *arena)
{
	struct span rest = span_str(name ? name : "");
	size_t from = 0;

	for (size_t i = 0; i <= rest.n; i++) {
		bool ends = i == rest.n || strchr(" \t-_.,;:/()'\"@", (char)rest.p[i]) != NULL;

		if (ends && i > from)
			add_word(to,
			    arena_strndup(arena, (const char *)rest.p + from, i - from), arena);
		from = ends ? i + 1 : from;
	}
	if (name && *name)
		text_list_add(to, arena, name);
}

static int add_column(struct db *db, const char *sql, const char *org, bool words,
    struct text_list *to, struct arena *arena)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql, &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, org);
	while ((r = db_step(stmt)) == 1) {
		const char *text = db_text(stmt, 0);

		if (!text || !*text || to->n >= WORDS)
			continue;
		if (words)
			add_name(to, arena_strdup(arena, text), arena);
		else
			text_list_add(to, arena, arena_strdup(arena, text));
	}
	return r;
}

/* Names of the organisation and its people, what it has declared, what was reported of it. */
static int add_party(struct db *db, const char *org, struct text_list *to, struct arena *arena)
{
	static const struct {
		const char *sql;
		bool words;
	} rows[] = {
	    {"SELECT \"name\" FROM org WHERE \"id\" = $1", true},
	    {"SELECT \"abbreviation\" FROM org WHERE \"id\" = $1", false},
	    {"SELECT \"value\" FROM perimeter_item WHERE \"org\" = $1", false},
	    {"SELECT p.\"name\" FROM person AS p JOIN membership AS r ON r.\"person\" = "
	     "p.\"id\" WHERE "
	     "r.\"org\" = $1",
		true},
	    {"SELECT p.\"mail\" FROM person AS p JOIN membership AS r ON r.\"person\" = "
	     "p.\"id\" WHERE "
	     "r.\"org\" = $1",
		false},
	    {"SELECT \"caller\" FROM incident_party WHERE \"org\" = $1", true},
	    {"SELECT \"ref\" FROM incident_party WHERE \"org\" = $1", false},
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(rows); i++)
		r = add_column(db, rows[i].sql, org, rows[i].words, to, arena);
	return r;
}

static bool names_any(const char *line, const struct text_list *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (strcasestr(line, words->items[i]))
			return true;
	return false;
}

const char *article_seed_without(
    const char *text, const struct text_list *words, struct arena *arena)
{
	struct span rest = span_str(text ? text : ""), line;
	STR_AUTO(out, BODY_MAX);

	while (span_line(&rest, &line)) {
		const char *one = arena_strndup(arena, (const char *)line.p, line.n);

		if (!names_any(one, words))
			str_addf(&out, "%s\n", redact_text(arena, span_str(one), LINE_MAX));
	}
	return str_dup(&out, arena);
}

/* --- a case --- */

static int load_case(struct db *db, const char *id, const struct audience_viewer *viewer,
    struct arena *arena, struct incident_case *ret)
{
	const struct incident_part part = incident_part_cert();
	int r = incident_case_load(db, id, arena, ret);

	if (r == 0 && (ret->incident.exercise || !incident_sees(ret, viewer, &part)))
		r = ERR_NOTFOUND;
	return r;
}

static int lessons_of(
    struct db *db, const struct incident_case *c, struct arena *arena, const char **ret)
{
	struct text_list words = {0};
	int r = 0;

	text_list_add(&words, arena, c->incident.ref);
	vec_foreach (p, &c->parties)
		if (r == 0)
			r = add_party(db, p->org, &words, arena);
	if (r == 0)
		*ret = article_seed_without(c->incident.lessons, &words, arena);
	return r;
}

/* Indicators of the case that everybody has already who gets the blocklist. */
static int indicators_of(
    struct db *db, const struct incident_case *c, struct arena *arena, struct str *out)
{
	struct desk_records found = {0};
	int r = desk_list(db, &ioc_type,
	    "WHERE \"state\" = 'active' AND \"tlp\" IN ('clear', 'green') AND \"published\" > "
	    "0 "
	    "AND (\"id\" IN (SELECT \"ioc\" FROM incident_observable WHERE \"incident\" = $1) "
	    "OR "
	    "\"id\" IN (SELECT \"object\" FROM incident_link WHERE \"incident\" = $1 AND "
	    "\"kind\" "
	    "= 'ioc')) ORDER BY \"value\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(c->incident.id), DESK_INT(INDICATORS)), arena, &found);

	vec_foreach (i, &found.all)
		str_addf(out, "- `%s`\n", ((const struct ioc *)*i)->value);
	return r;
}

static const char *body_of(
    const char *lang, const char *lessons, const struct str *indicators, struct arena *arena)
{
	static const char *const learnt[] = {
	    "What was learnt", "Ce qui a été appris", "Hva vi har lært"};
	static const char *const signs[] = {"Indicators", "Indicateurs", "Indikatorer"};
	STR_AUTO(body, BODY_MAX);

	if (lessons && span_trim(span_str(lessons)).n)
		str_addf(&body, "## %s\n\n%s\n", in(lang, learnt), lessons);
	if (indicators->n)
		str_addf(&body, "## %s\n\n%s\n", in(lang, signs), str_text(indicators));
	return str_dup(&body, arena);
}

int article_seed_incident(struct db *db, const char *id, const struct audience_viewer *viewer,
    const struct article_seed_words *words, struct arena *arena, struct article_document *ret)
{
	static const char *const leads[] = {"The CERT has worked on an incident of this kind "
					    "in the sector. This is what others "
					    "can learn from it.",
	    "Le CERT a traité un incident de ce type dans le secteur. Voici ce que les autres "
	    "peuvent en apprendre.",
	    "CERT-et har arbeidet med en hendelse av denne typen i sektoren. Dette kan andre "
	    "lære "
	    "av den."};
	struct incident_case c = {0};
	const char *lessons = NULL, *what;
	STR_AUTO(indicators, BODY_MAX);
	int r = load_case(db, id, viewer, arena, &c);

	if (r == 0)
		r = lessons_of(db, &c, arena, &lessons);
	if (r == 0)
		r = indicators_of(db, &c, arena, &indicators);
	if (r < 0)
		return r;
	what = c.incident.type    ? c.incident.type
	       : c.incident.class ? c.incident.class
				  : "incident";
	ret->article.kind = ARTICLE_REFLEX_CARD;
	ret->article.tlp = c.incident.tlp;
	ret->article.lang = words->lang;
	ret->article.title = words->say(words->lang, what);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++)
		/* Lessons are in the language they were written in, which the author reads. */
		vec_push(arena, &ret->texts,
		    (struct article_text){.lang = langs[i],
			.title = words->say(langs[i], what),
			.lead = in(langs[i], leads),
			.body = body_of(langs[i],
			    strcmp(langs[i], words->lang) == 0 ? lessons : NULL, &indicators,
			    arena)});
	return 0;
}

/* --- an alert --- */

int article_seed_alert(struct db *db, const char *id, const struct audience_viewer *viewer,
    const struct article_seed_words *words, struct arena *arena, struct article_document *ret)
{
	static const char *const todo[] = {"What to do", "Que faire", "Hva du gjør"};
	static const char *const leads[] = {"The CERT sees this in the sector.",
	    "Le CERT observe ceci dans le secteur.", "CERT-et ser dette i sektoren."};
	const struct event_kind *kind;
	struct audience audience;
	struct alert a = {0};
	int r = desk_get(db, &alert_type, id, arena, &a);

	if (r < 0)
		return r;
	/* Told or not: the CERT's readers alone make something of it. */
	alert_audience(&a, NULL, &audience);
	audience.published = true;
	audience.owner.id = NULL;
	kind = event_kind_of(a.type);
	if (!kind || !audience_sees(viewer, &audience))
		return ERR_NOTFOUND;
	ret->article.kind =
	    kind->class == RSIT_VULNERABLE ? ARTICLE_VULN_ALERT : ARTICLE_REFLEX_CARD;
	ret->article.tlp = a.tlp;
	ret->article.lang = words->lang;
	ret->article.title = words->say(words->lang, kind->title);
	/* A CVE number says nothing of whose it is; any other sign may. */
	if (a.indicator && strncasecmp(a.indicator, "cve-", 4) == 0)
		text_list_add(&ret->article.tags, arena, a.indicator);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++)
		vec_push(arena, &ret->texts,
		    (struct article_text){.lang = langs[i],
			.title = words->say(langs[i], kind->title),
			.lead = in(langs[i], leads),
			.body = arena_printf(arena, "## %s\n\n%s\n", in(langs[i], todo),
			    words->say(langs[i], kind->advice))});
	return 0;
}
