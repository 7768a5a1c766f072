#include "desk/article_seed_case.h"

#include "desk/id.h"
#include "event_place.h"
#include "incident_place.h"
#include "model/ioc.h"
#include "store/desk.h"

static const struct audience_viewer analyst = {
    .person = "p1", .cert_roles = 1u << ROLE_ANALYST};
static const struct audience_viewer nobody = {.person = "p2"};

/* Says which language it was asked for. */
static const char *say(const char *lang, const char *text)
{
	static char out[4][4096];
	static unsigned n;
	char *to = out[n++ % 4];

	(void)snprintf(to, sizeof(out[0]), "%s:%s", lang, text);
	return to;
}

static const char *echo(const char *lang, const char *text)
{
	(void)lang;
	return text;
}

static const struct article_seed_words words = {.kind = -1, .lang = "fr", .say = echo};

static void add_ioc(struct db *db, const char *incident, const char *value, int state, int tlp)
{
	struct ioc i = {.id = value,
	    .type = IOC_DOMAIN,
	    .value = value,
	    .state = state,
	    .tlp = tlp,
	    .source = "s",
	    .published = NOW};
	struct incident_observable o = {
	    .id = value, .incident = incident, .value = value, .ioc = value, .time = NOW};

	assert_int_equal(desk_insert(db, &ioc_type, &i), 0);
	assert_int_equal(desk_insert(db, &incident_observable_type, &o), 0);
}

static const struct article_text *text_in(const struct article_document *d, const char *lang)
{
	vec_foreach (t, &d->texts)
		if (strcmp(t->lang, lang) == 0)
			return t;
	fail_msg("no %s", lang);
	return NULL;
}

TEST(lines_that_name_somebody_are_left_out)
{
	struct arena *a = arena_new();
	static const char *names[] = {"Haukeland", "chu.example", "192.0.2.7"};
	const struct text_list list = {names, 3};

	assert_string_equal(article_seed_without("Backups were offline.\nAt HAUKELAND they "
						 "were not.\nmail.chu.example fell\n"
						 "192.0.2.7 too\nTest restores.\n",
				&list, a),
	    "Backups were offline.\nTest restores.\n");
	assert_string_equal(article_seed_without(NULL, &list, a), "");
	arena_free(a);
}

TEST_STORE(a_case_teaches_without_saying_whose_it_was)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	struct article_document d = {0};
	static const char *secrets[] = {"Site A", "anna", "Anna", "site-a.example", "Files are",
	    "Ransom at", "198.51.100", "own.example", "amber.example"};
	const struct article_text *t;

	(void)event_item(place, w.db, w.a, "198.51.100.0/24");
	assert_int_equal(
	    desk_exec(w.db,
		"UPDATE incident SET \"title\" = 'Ransom at Site A', \"class\" = "
		"'malicious-code', \"tlp\" = 'green', \"summary\" = 'Site A is down', "
		"\"lessons\" = $1",
		DESK_PARAMS(DESK_TEXT("Keep a copy offline.\nanna@site-a.example pressed the "
				      "button.\n198.51.100.0/24 was cut off.\nTest it.")),
		NULL),
	    0);
	add_ioc(w.db, p.incident, "evil.example", IOC_ACTIVE, TLP_GREEN);
	add_ioc(w.db, p.incident, "own.example", IOC_CANDIDATE, TLP_GREEN);
	add_ioc(w.db, p.incident, "amber.example", IOC_ACTIVE, TLP_AMBER);
	assert_int_equal(
	    article_seed_fill(w.db, &nobody, "incident", p.incident, &words, place->arena, &d),
	    ERR_NOTFOUND);
	assert_int_equal(
	    article_seed_fill(w.db, &analyst, "incident", p.incident, &words, place->arena, &d),
	    0);
	assert_int_equal(d.article.kind, ARTICLE_REFLEX_CARD);
	assert_int_equal(d.article.tlp, TLP_GREEN);
	assert_string_equal(d.article.title, "malicious-code");
	assert_int_equal(d.texts.n, 3);
	t = text_in(&d, "fr");
	assert_non_null(strstr(t->body, "Keep a copy offline."));
	assert_non_null(strstr(t->body, "Test it."));
	vec_foreach (one, &d.texts) {
		assert_non_null(strstr(one->body, "`evil.example`"));
		for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
			if (strstr(one->title, secrets[i]) || strstr(one->lead, secrets[i]) ||
			    strstr(one->body, secrets[i]))
				fail_msg("%s says %s: %s", one->lang, secrets[i], one->body);
	}
	/* Lessons are in one language. */
	assert_null(strstr(text_in(&d, "nb")->body, "Test it."));
	(void)db_close(w.db);
}

TEST_STORE(an_exercise_teaches_nobody)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, true);
	struct article_document d = {0};

	assert_int_equal(
	    article_seed_fill(w.db, &analyst, "incident", p.incident, &words, place->arena, &d),
	    ERR_NOTFOUND);
	(void)db_close(w.db);
}

TEST_STORE(an_alert_becomes_what_its_kind_says)
{
	struct db *db = place_open(place);
	const struct article_seed_words both = {.kind = -1, .lang = "nb", .say = say};
	struct article_document d = {0};
	struct actor actor = {.person = "p1"};
	const char *id = NULL, *again = NULL;
	struct alert a;

	(void)event_scene(place, db);
	(void)event_takes(place, db, "scan_rdp",
	    arena_printf(
		place->arena, EVENT_HEAD "%s", event_row(place, NOW - 5, "192.0.2.7", 3389)),
	    NOW);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(
	    article_seed_fill(db, &nobody, "alert", a.id, &words, place->arena, &d),
	    ERR_NOTFOUND);
	assert_int_equal(
	    article_seed_fill(db, &analyst, "alert", a.id, &both, place->arena, &d), 0);
	assert_int_equal(d.article.kind, ARTICLE_VULN_ALERT);
	assert_int_equal(d.article.tlp, TLP_AMBER);
	assert_int_equal(d.article.tags.n, 0);
	vec_foreach (t, &d.texts) {
		assert_null(strstr(t->body, "192.0.2"));
		assert_null(strstr(t->body, "Hospital"));
	}
	assert_int_equal(article_seed_make(db, &actor, &analyst, "alert", a.id, &words, NOW,
			     place->arena, &id),
	    0);
	assert_int_equal(article_seed_make(db, &actor, &analyst, "alert", a.id, &words, NOW,
			     place->arena, &again),
	    0);
	assert_string_equal(id, again);
	(void)db_close(db);
}
