/* What encrypted mails hold, and for whom. */
#include "notify/content.h"

#include "desk/advisory.h"
#include "desk/notice.h"
#include "notify/texts.h"
#include "notify_place.h"

struct world {
	struct place *place;
	struct db *db;
	const char *org, *other, *anna, *eve, *advisory;
};

/* An advisory that went out to one organisation. */
static const char *published(struct world *w, enum tlp label)
{
	struct arena *a = w->place->arena;
	struct advisory_document d = {.advisory = {.title = "Flaw in v:p",
					  .state = ADVISORY_PUBLISHED,
					  .audience = ADVISORY_FOR_LIST,
					  .tlp = label,
					  .lang = "en",
					  .revision = 1,
					  .published = NOW,
					  .revised = NOW}};
	struct advisory_text text = {.lang = "en",
	    .title = "Flaw in v:p",
	    .summary = "It is bad.",
	    .remedy = "Update it."};
	struct advisory_revision v = {
	    .number = 1, .time = NOW, .summary = "first", .title = "t"};
	STR_AUTO(document, 1 << 16);

	d.advisory.id = arena_printf(a, "adv%d", (int)label);
	d.advisory.ref = arena_printf(a, "ADV-2026-000%d", (int)label);
	text.id = arena_printf(a, "text%d", (int)label);
	text.advisory = d.advisory.id;
	text_list_add(&d.advisory.orgs, a, w->org);
	vec_push(a, &d.texts, text);
	assert_int_equal(desk_insert(w->db, &advisory_type, &d.advisory), 0);
	advisory_document_write(&d, &document);
	v.id = arena_printf(a, "rev%d", (int)label);
	v.advisory = d.advisory.id;
	v.tlp = label;
	v.audience = ADVISORY_FOR_LIST;
	v.document = str_text(&document);
	assert_int_equal(desk_insert(w->db, &advisory_revision_type, &v), 0);
	assert_int_equal(
	    desk_insert(w->db, &advisory_delivery_type,
		&(struct advisory_delivery){.id = arena_printf(a, "del%d", (int)label),
		    .advisory = d.advisory.id,
		    .org = w->org,
		    .revision = 1,
		    .told = NOW}),
	    0);
	return d.advisory.id;
}

static struct world world(struct place *place)
{
	struct world w = {.place = place, .db = place_open(place)};

	w.org = desk_place_org(place, w.db, "CHU", ORG_HOSPITAL, NULL);
	w.other = desk_place_org(place, w.db, "CH", ORG_HOSPITAL, NULL);
	w.anna = desk_place_person(place, w.db, "anna");
	w.eve = desk_place_person(place, w.db, "eve");
	(void)desk_place_role(place, w.db, w.anna, ROLE_OFFICER, w.org);
	(void)desk_place_role(place, w.db, w.eve, ROLE_OFFICER, w.other);
	return w;
}

static const struct json *load(
    struct world *w, const char *template, const char *object, const char *person)
{
	const struct outgoing m = {.template = template, .object = object, .org = w->org};
	struct json *got = NULL;

	assert_int_equal(
	    content_load(w->db, &m, person, i18n_lang("fr"), NOW + 1, w->place->arena, &got),
	    0);
	assert_int_equal(got->type, JSON_ARRAY);
	return got;
}

static const char *text_of(const struct json *all, size_t i)
{
	assert_true(i < all->array.n);
	return json_text(json_get(&all->array.items[i], "text"), "");
}

TEST_STORE(an_advisory_is_told_to_those_who_may_read_it)
{
	struct world w = world(place);
	const char *amber = published(&w, TLP_AMBER), *red = published(&w, TLP_RED);
	const struct json *got = load(&w, "advisory", amber, w.anna);

	assert_int_equal(got->array.n, 3);
	assert_non_null(
	    strstr(json_text(json_get(&got->array.items[0], "title"), ""), "TLP:AMBER"));
	assert_string_equal(text_of(got, 0), "Flaw in v:p");
	assert_string_equal(text_of(got, 1), "It is bad.");
	assert_string_equal(text_of(got, 2), "Update it.");
	assert_int_equal(load(&w, "advisory_urgent", amber, w.anna)->array.n, 3);
	/* Of another organisation, and not named. */
	assert_int_equal(load(&w, "advisory", amber, w.eve)->array.n, 0);
	assert_int_equal(load(&w, "advisory", red, w.anna)->array.n, 0);
	(void)db_close(w.db);
}

TEST_STORE(what_is_gone_or_nobodys_is_not_told)
{
	struct world w = world(place);

	assert_int_equal(load(&w, "advisory", "none", w.anna)->array.n, 0);
	assert_int_equal(load(&w, "advisory", NULL, w.anna)->array.n, 0);
	assert_int_equal(load(&w, "retest_done", "none", w.anna)->array.n, 0);
	assert_int_equal(load(&w, "findings_due", NULL, w.eve)->array.n, 0);
	assert_int_equal(load(&w, "general", NULL, w.anna)->array.n, 0);
	assert_int_equal(
	    people_state(w.db, &desk_place_actor, w.anna, PERSON_SUSPENDED, NOW), 0);
	assert_int_equal(load(&w, "advisory", published(&w, TLP_GREEN), w.anna)->array.n, 0);
	(void)db_close(w.db);
}

/* A notice of a label at the first organisation, with one item of it and one that is RED. */
static const char *told(struct world *w, enum tlp label)
{
	const struct notice_item items[] = {
	    {.key = "1", .text = "192.0.2.7:3389  scan_rdp", .time = NOW, .tlp = (int)label},
	    {.key = "2", .text = "Anna's laptop", .time = NOW, .tlp = TLP_RED},
	};
	const struct notice_new new = {.org = w->org,
	    .cause = "alert",
	    .object = arena_printf(w->place->arena, "open-rdp-%d", (int)label),
	    .severity = CRIT_HIGH,
	    .tlp = label,
	    .title = "Remote desktop open to the Internet",
	    .advice = "Close it.",
	    .items = items,
	    .nitems = 2};
	struct notice_opened opened;

	assert_int_equal(db_begin(w->db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(w->db, notice_open(w->db, NULL, &new, NOW, w->place->arena, &opened)), 0);
	return opened.id;
}

TEST_STORE(a_notice_is_told_whole_to_whom_it_is_for)
{
	struct world w = world(place);
	const char *strict = told(&w, TLP_AMBER_STRICT);
	const struct json *got = load(&w, "notice", strict, w.anna), *items;

	assert_int_equal(got->array.n, 1);
	assert_string_equal(json_text(json_get(&got->array.items[0], "title"), ""),
	    "Remote desktop open to the Internet");
	items = json_get(&got->array.items[0], "items");
	assert_int_equal(items->array.n, 1);
	assert_string_equal(json_text(json_get(&items->array.items[0], "text"), ""),
	    "192.0.2.7:3389  scan_rdp");
	assert_int_equal(load(&w, "notice_urgent", strict, w.anna)->array.n, 1);
	assert_int_equal(load(&w, "notice_reminder", strict, w.anna)->array.n, 1);
	assert_int_equal(load(&w, "notice", strict, w.eve)->array.n, 0);
	assert_int_equal(load(&w, "notice", "none", w.anna)->array.n, 0);
	/* Who has left meanwhile is not told any more. */
	assert_int_equal(desk_exec(w.db, "UPDATE membership SET \"until\" = $1",
			     DESK_PARAMS(DESK_INT(NOW)), NULL),
	    0);
	assert_int_equal(load(&w, "notice", strict, w.anna)->array.n, 0);
	(void)db_close(w.db);
}

TEST_STORE(an_encrypted_notice_says_what_an_open_one_only_points_to)
{
	struct world w = world(place);
	const char *strict = told(&w, TLP_AMBER_STRICT);
	const struct json *content = load(&w, "notice", strict, w.anna);
	const struct outgoing m = {.template = "notice",
	    .object = strict,
	    .org = w.org,
	    .values = "{\"content\":false,\"reference\":\"VARDE#1\",\"title\":\"t\"}"};
	const struct settings s = {.name = "CERT", .url = "https://varde.test"};
	struct texts_reader reader = {.lang = "en", .name = "Anna"};
	struct template_set *set = NULL;
	struct texts_filled filled;
	struct msg msg = {0};

	assert_int_equal(texts_load(&set, &msg), 0);
	assert_int_equal(texts_fill(set, &s, &m, &reader, place->arena, &filled), 0);
	assert_null(strstr(filled.body, "192.0.2.7"));
	assert_null(strstr(filled.subject, "Remote desktop"));
	assert_non_null(strstr(filled.body, "behind the link"));
	reader.sealed = true;
	reader.content = content;
	assert_int_equal(texts_fill(set, &s, &m, &reader, place->arena, &filled), 0);
	assert_non_null(strstr(filled.body, "192.0.2.7:3389"));
	assert_non_null(strstr(filled.body, "Close it."));
	assert_non_null(strstr(filled.subject, "Remote desktop"));
	assert_null(strstr(filled.body, "behind the link"));
	assert_null(strstr(filled.body, "Anna's laptop"));
	template_set_free(set);
	(void)db_close(w.db);
}
