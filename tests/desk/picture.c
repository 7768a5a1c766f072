#include "desk/picture.h"

#include "codec/json.h"
#include "desk/figures.h"
#include "desk_place.h"
#include "model/event.h"
#include "model/incident.h"
#include "model/tracked.h"
#include "store/desk.h"

/* An organisation with so many findings of a category, first seen so many days ago. */
static void org(struct place *place, struct db *db, int n, const char *region, int findings,
    int category, int days)
{
	struct org o = {.id = arena_printf(place->arena, "o%d", n),
	    .name = "Org",
	    .type = ORG_HOSPITAL,
	    .path = arena_printf(place->arena, "o%d/", n),
	    .region = region,
	    .criticality = 1,
	    .state = ORG_ACTIVE};

	assert_int_equal(desk_insert(db, &org_type, &o), 0);
	for (int i = 0; i < findings; i++) {
		struct tracked t = {.id = arena_printf(place->arena, "f%d-%d", n, i),
		    .ref = arena_printf(place->arena, "F-%d-%d", n, i),
		    .org = o.id,
		    .type = "tls-old-version",
		    .key = "k",
		    .category = category,
		    .subject = "s",
		    .state = TRACKED_OPEN,
		    .first_seen = NOW - days * (int64_t)DAY_MS,
		    .last_seen = NOW};

		assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
	}
}

static const struct json *cell(const struct json *v, const char *dimension, const char *key)
{
	const struct json *cells = json_get(&json_get(v, "sources")->array.items[0], dimension);

	for (size_t i = 0; i < cells->array.n; i++)
		if (strcmp(json_text(json_get(&cells->array.items[i], "key"), ""), key) == 0)
			return &cells->array.items[i];
	fail_msg("no %s %s", dimension, key);
	return NULL;
}

static int64_t count(const struct json *c)
{
	return json_int(json_get(c, "count"), FIGURES_HIDDEN);
}

TEST_STORE(the_picture_counts_and_hides)
{
	struct db *db = place_open(place);
	struct picture p, kept;
	struct json *v;
	bool made = true;

	for (int i = 0; i < 6; i++)
		org(place, db, i, "North", 2, 1, 1);
	for (int i = 6; i < 12; i++)
		org(place, db, i, "South", 1, 1, 40);
	org(place, db, 12, NULL, 5, 2, 1);
	assert_int_equal(picture_get(db, PICTURE_NOW, NOW, place->arena, &p), 0);
	assert_int_equal(json_parse(span_str(p.document), place->arena, &v, NULL), 0);
	assert_int_equal(count(json_get(&json_get(v, "sources")->array.items[0], "total")), 23);
	/* One without a region is too few; the next smallest goes with it, so that nothing can
	   be computed from the sum. */
	assert_int_equal(count(cell(v, "region", "")), FIGURES_HIDDEN);
	assert_int_equal(count(cell(v, "region", "North")) == FIGURES_HIDDEN ||
			     count(cell(v, "region", "South")) == FIGURES_HIDDEN,
	    1);
	assert_int_equal(count(cell(v, "type", "hospital")), 23);
	assert_int_equal(count(cell(v, "month", "2026-11")), 17);
	assert_int_equal(count(cell(v, "month", "2026-10")), 6);
	assert_int_equal(count(cell(v, "month", "2025-11")), 0);
	/* It is kept for a day. */
	org(place, db, 13, "North", 1, 1, 1);
	assert_int_equal(picture_get(db, PICTURE_NOW, NOW + 1000, place->arena, &kept), 0);
	assert_string_equal(kept.document, p.document);
	assert_int_equal(picture_keep(db, NOW + 1000, &made), 0);
	assert_false(made);
	assert_int_equal(picture_keep(db, NOW + DAY_MS, &made), 0);
	assert_true(made);
	(void)db_close(db);
}

TEST(periods_are_years_and_the_last_months)
{
	int64_t since, until;

	/* 18 November 2026. */
	assert_int_equal(picture_period(PICTURE_NOW, NOW, &since, &until), 0);
	assert_int_equal(since, 1761955200000); /* 1 November 2025 */
	assert_int_equal(until, 1796083200000); /* 1 December 2026 */
	assert_int_equal(picture_period("2026", NOW, &since, &until), 0);
	assert_int_equal(since, 1767225600000);
	assert_int_equal(until, 1798761600000);
	assert_int_equal(picture_period("2027", NOW, &since, &until), ERR_RANGE);
	assert_int_equal(picture_period("2019", NOW, &since, &until), ERR_RANGE);
	assert_int_equal(picture_period("26", NOW, &since, &until), ERR_SYNTAX);
	assert_int_equal(picture_period("x", NOW, &since, &until), ERR_SYNTAX);
}

TEST_STORE(every_source_asks_what_both_databases_answer)
{
	struct db *db = place_open(place);
	const char *document = NULL;

	assert_int_equal(
	    picture_make(db, NOW - 400LL * DAY_MS, NOW, NOW, place->arena, &document), 0);
	assert_non_null(strstr(document, "\"k\":5"));
	(void)db_close(db);
}

static const struct json *source(const struct json *v, const char *name)
{
	const struct json *all = json_get(v, "sources");

	for (size_t i = 0; i < all->array.n; i++)
		if (strcmp(json_text(json_get(&all->array.items[i], "name"), ""), name) == 0)
			return &all->array.items[i];
	fail_msg("no source %s", name);
	return NULL;
}

static int64_t in_class(const struct json *v, const char *name, const char *key)
{
	const struct json *cells = json_get(source(v, name), "class");

	for (size_t i = 0; i < cells->array.n; i++)
		if (strcmp(json_text(json_get(&cells->array.items[i], "key"), ""), key) == 0)
			return count(&cells->array.items[i]);
	return 0;
}

static void add_alert(struct place *place, struct db *db, int n, const char *type, int state)
{
	struct alert a = {.id = arena_printf(place->arena, "a%d%s", n, type),
	    .type = type,
	    .asset = "192.0.2.7",
	    .feed = "f",
	    .report = "r",
	    .tlp = TLP_AMBER,
	    .state = state,
	    .first = NOW - DAY_MS};

	a.ref = a.slot = a.id;
	a.org = arena_printf(place->arena, "o%d", n);
	assert_int_equal(desk_insert(db, &alert_type, &a), 0);
}

/* One case that has hit organisations first to last. */
static void add_case(
    struct place *place, struct db *db, const char *id, int first, int last, bool exercise)
{
	struct incident i = {.id = id,
	    .ref = id,
	    .title = "t",
	    .class = "malicious-code",
	    .exercise = exercise,
	    .state = INCIDENT_OPEN,
	    .created = NOW - DAY_MS};

	assert_int_equal(desk_insert(db, &incident_type, &i), 0);
	for (int n = first; n <= last; n++) {
		struct incident_party p = {.id = arena_printf(place->arena, "%s-%d", id, n),
		    .incident = id,
		    .org = arena_printf(place->arena, "o%d", n),
		    .role = n == last ? PARTY_INFORMED : PARTY_VICTIM,
		    .impact = IMPACT_DEGRADED};

		p.ref = p.id;
		assert_int_equal(desk_insert(db, &incident_party_type, &p), 0);
	}
}

TEST_STORE(alerts_and_incidents_are_in_the_picture_and_name_nobody)
{
	struct db *db = place_open(place);
	const char *document = NULL;
	struct json *v;

	for (int i = 0; i < 8; i++) {
		org(place, db, i, "North", 0, 1, 1);
		add_alert(place, db, i, "open-rdp", ALERT_NOTIFIED);
	}
	/* Known to four, which is too few; suppressed, which is nothing. */
	for (int i = 0; i < 4; i++)
		add_alert(place, db, i, "infected-device", ALERT_CLOSED);
	for (int i = 0; i < 8; i++)
		add_alert(place, db, i, "scan-source", ALERT_SUPPRESSED);
	add_case(place, db, "c1", 0, 6, false);
	add_case(place, db, "c2", 0, 7, true);
	assert_int_equal(
	    picture_make(db, NOW - 40LL * DAY_MS, NOW, NOW, place->arena, &document), 0);
	assert_int_equal(json_parse(span_str(document), place->arena, &v, NULL), 0);
	assert_int_equal(count(json_get(source(v, "alerts"), "total")), 12);
	assert_int_equal(in_class(v, "alerts", "malicious-code"), FIGURES_HIDDEN);
	assert_int_equal(in_class(v, "alerts", "information-gathering"), 0);
	/* Six victims of one case; who is informed was not hit. */
	assert_int_equal(count(json_get(source(v, "incidents"), "total")), 6);
	assert_int_equal(in_class(v, "incidents", "malicious-code"), 6);
	assert_int_equal(in_class(v, "impact", "degraded_care"), 6);
	(void)db_close(db);
}
