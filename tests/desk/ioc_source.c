#include "desk/ioc_source.h"

#include "desk_place.h"
#include "model/member.h"

static struct actor person(struct place *place, struct db *db, const char *name, int role)
{
	struct actor a = {.person = desk_place_person(place, db, name), .name = name};

	if (role >= 0)
		(void)desk_place_role(place, db, a.person, (enum role)role, NULL);
	return a;
}

static struct ioc_source source(void)
{
	return (struct ioc_source){.name = "CERT-X",
	    .url = "https://misp.example/feed",
	    .key = "k1",
	    .every = 6,
	    .days = 30,
	    .keep = 90,
	    .tlp = TLP_GREEN};
}

TEST_STORE(ioc_source_is_seen_before_it_is_switched_on)
{
	struct db *db = place_open(place);
	struct actor boss = person(place, db, "boss", ROLE_COORDINATOR);
	struct ioc_source s = source(), got = {0};

	assert_int_equal(ioc_source_save(db, &boss, &s, NOW, place->arena), 0);
	assert_false(s.enabled);
	assert_int_equal(s.asked, NOW);
	assert_int_equal(
	    ioc_source_switch(db, &boss, s.id, true, NOW, place->arena), ERR_DENIED);
	place_assert_msg(db_msg(db));
	assert_int_equal(ioc_source_claim(db, NOW, place->arena, &got), 1);
	assert_string_equal(got.id, s.id);
	assert_int_equal(ioc_source_claim(db, NOW, place->arena, &s), 0);
	got.worked = got.tried = NOW;
	got.told = "{}";
	assert_int_equal(ioc_source_settle(db, &got, NOW, place->arena), 0);
	assert_int_equal(ioc_source_switch(db, &boss, got.id, true, NOW + 1, place->arena), 0);
	assert_int_equal(ioc_source_get(db, got.id, place->arena, &s), 0);
	assert_true(s.enabled);
	assert_string_equal(s.owner, boss.person);
	assert_int_equal(s.asked, 0);
	assert_int_equal(s.due, NOW + 1);
	/* Another address is another source: somebody looks at it again. */
	s.url = "https://misp.example/other";
	assert_int_equal(ioc_source_save(db, &boss, &s, NOW + 2, place->arena), 0);
	assert_false(s.enabled);
	assert_int_equal(s.worked, 0);
	assert_int_equal(s.asked, NOW + 2);
	desk_place_logged(place, db, "ioc_source.change");
	assert_int_equal(ioc_source_remove(db, &boss, s.id, NOW, place->arena), 0);
	assert_int_equal(ioc_source_get(db, s.id, place->arena, &s), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(ioc_source_is_for_those_who_may)
{
	struct db *db = place_open(place);
	struct actor boss = person(place, db, "boss", ROLE_COORDINATOR);
	struct actor analyst = person(place, db, "analyst", ROLE_ANALYST);
	struct actor reader = person(place, db, "reader", ROLE_READER);
	struct ioc_source s = source(), mine = source();

	assert_int_equal(ioc_source_save(db, &analyst, &s, NOW, place->arena), ERR_DENIED);
	assert_int_equal(ioc_source_save(db, &boss, &s, NOW, place->arena), 0);
	mine.id = s.id;
	assert_int_equal(ioc_source_save(db, &reader, &mine, NOW, place->arena), ERR_DENIED);
	assert_int_equal(ioc_source_ask(db, &reader, s.id, NOW, place->arena), ERR_DENIED);
	assert_int_equal(ioc_source_ask(db, &analyst, s.id, NOW + 5, place->arena), 0);
	assert_int_equal(
	    ioc_source_switch(db, &analyst, s.id, false, NOW, place->arena), ERR_DENIED);
	assert_int_equal(ioc_source_remove(db, &analyst, s.id, NOW, place->arena), ERR_DENIED);
	assert_int_equal(ioc_source_ask(db, &analyst, "none", NOW, place->arena), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(ioc_source_keeps_what_a_person_changed_meanwhile)
{
	struct db *db = place_open(place);
	struct actor boss = person(place, db, "boss", ROLE_COORDINATOR);
	struct ioc_source s = source(), got = {0}, mine = {0};

	assert_int_equal(ioc_source_save(db, &boss, &s, NOW, place->arena), 0);
	assert_int_equal(ioc_source_claim(db, NOW + 1, place->arena, &got), 1);
	/* It was asked for again while somebody looks: once more afterwards. */
	assert_int_equal(ioc_source_ask(db, &boss, s.id, NOW + 2, place->arena), 0);
	got.worked = NOW + 1;
	got.added = 7;
	assert_int_equal(ioc_source_settle(db, &got, NOW + 1, place->arena), 0);
	assert_int_equal(ioc_source_get(db, s.id, place->arena, &mine), 0);
	assert_int_equal(mine.asked, NOW + 2);
	assert_int_equal(mine.added, 7);
	assert_int_equal(mine.lease, 0);
	/* It has another address meanwhile: what was seen at the old one says nothing. */
	assert_int_equal(ioc_source_claim(db, NOW + 3, place->arena, &got), 1);
	mine = got;
	mine.key = "k2";
	assert_int_equal(ioc_source_save(db, &boss, &mine, NOW + 4, place->arena), 0);
	got.worked = NOW + 3;
	assert_int_equal(ioc_source_settle(db, &got, NOW + 3, place->arena), 0);
	assert_int_equal(ioc_source_get(db, s.id, place->arena, &mine), 0);
	assert_int_equal(mine.worked, 0);
	assert_string_equal(mine.key, "k2");
	/* Who looks does not live: another does when the lease is over. */
	assert_int_equal(ioc_source_claim(db, NOW + 5, place->arena, &got), 1);
	assert_int_equal(ioc_source_claim(db, NOW + 6, place->arena, &got), 0);
	assert_int_equal(
	    ioc_source_claim(db, NOW + 5 + IOC_SOURCE_LEASE, place->arena, &got), 1);
	(void)db_close(db);
}

TEST(ioc_source_says_what_is_wrong)
{
	static const struct {
		const char *field;
		struct ioc_source s;
	} cases[] = {
	    {"name", {.url = "https://x.example/", .every = 1, .days = 1, .keep = 1}},
	    {"url",
		{.name = "x", .url = "http://x.example/", .every = 1, .days = 1, .keep = 1}},
	    {"key", {.name = "x",
			.url = "https://x.example/",
			.key = "a\nb",
			.every = 1,
			.days = 1,
			.keep = 1}},
	    {"every", {.name = "x", .url = "https://x.example/", .days = 1, .keep = 1}},
	    {"days", {.name = "x", .url = "https://x.example/", .every = 1, .keep = 1}},
	    {"keep",
		{.name = "x", .url = "https://x.example/", .every = 1, .days = 1, .keep = 731}},
	    {"tlp", {.name = "x",
			.url = "https://x.example/",
			.every = 1,
			.days = 1,
			.keep = 1,
			.tlp = TLP_RED}},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *field = NULL;
		struct msg why = {0};

		assert_int_equal(ioc_source_check(&cases[i].s, &field, &why), ERR_RANGE);
		assert_string_equal(field, cases[i].field);
		assert_true(why.what[0] && why.hint[0]);
	}
}
