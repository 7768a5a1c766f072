#include "share/served.h"

#include "desk/ioc.h"
#include "desk_place.h"

static struct served *taken(struct db *db)
{
	struct served *served = NULL;

	assert_int_equal(served_take(db, NOW, &served), 0);
	return served;
}

/* An active indicator, put there as no check would let it through. */
static struct ioc put(struct place *place, struct db *db, const char *value, int64_t added)
{
	struct ioc ioc = {.id = arena_printf(place->arena, "id-%s", value),
	    .state = IOC_ACTIVE,
	    .added = added,
	    .published = added,
	    .expires = NOW + DAY_MS};
	struct msg why = {0};

	assert_int_equal(ioc_parse(span_str(value), -1, place->arena, &ioc, &why), 0);
	assert_int_equal(desk_insert(db, &ioc_type, &ioc), 0);
	return ioc;
}

static void put_item(struct place *place, struct db *db, const char *org, const char *value)
{
	static const struct item_rules rules = {.cert = true};
	struct item item = {0};
	struct msg why = {0};

	assert_int_equal(item_parse(span_str(value), &rules, place->arena, &item, &why), 0);
	item.id = arena_printf(place->arena, "item-%s", value);
	item.org = org;
	item.state = ITEM_VERIFIED;
	item.lapses = NOW + DAY_MS;
	assert_int_equal(desk_insert(db, &item_type, &item), 0);
}

static void changed(struct db *db)
{
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, ioc_changed(db)), 0);
}

TEST_STORE(what_is_active_is_served_newest_first)
{
	struct db *db = place_open(place);
	struct served *served, *again;

	(void)put(place, db, "old.example", NOW - 2);
	(void)put(place, db, "new.example", NOW - 1);
	served = taken(db);
	assert_int_equal(served->n, 2);
	assert_string_equal(served->rows[0].value, "new.example");
	again = taken(db);
	assert_ptr_equal(served, again); /* nothing has changed: it is not read again */
	served_release(again);
	(void)put(place, db, "newest.example", NOW);
	changed(db);
	again = taken(db);
	assert_int_equal(again->n, 3);
	assert_int_equal(served->n, 2); /* who still has the old one keeps it */
	assert_string_equal(served->rows[1].value, "old.example");
	served_release(again);
	served_release(served);
	served_forget();
	db_close(db);
}

/* Whatever the database says of its state. */
TEST_STORE(nothing_that_hits_a_members_perimeter_is_served)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	struct served *served;

	put_item(place, db, org, "chu.example");
	put_item(place, db, org, "25.1.2.0/24");
	(void)put(place, db, "www.chu.example", NOW);
	(void)put(place, db, "http://chu.example/x", NOW);
	(void)put(place, db, "25.1.2.3", NOW);
	(void)put(place, db, "25.1.0.0/16", NOW);
	(void)put(place, db, "chu2.example", NOW);
	(void)put(place, db, "25.1.3.0", NOW);
	changed(db);
	served = taken(db);
	assert_int_equal(served->n, 2);
	assert_int_equal(served->kept_back, 4);
	served_release(served);
	served_forget();
	db_close(db);
}

/* Two ways to the same answer: intervals in memory, and the database's questions. */
TEST_STORE(served_and_the_check_agree_on_who_is_hit)
{
	static const char *const items[] = {"chu.example", "www.lab.example", "a.b.c.example",
	    "25.1.2.0/24", "25.200.0.7", "2a00:1234:5::/48", "2a00:9::1"};
	static const char *const values[] = {"chu.example", "*.chu.example", "x.chu.example",
	    "chux.example", "xchu.example", "lab.example", "*.lab.example", "mail.lab.example",
	    "www.lab.example", "x.www.lab.example", "http://lab.example/a",
	    "http://www.lab.example/a", "http://y.www.lab.example/", "b.c.example",
	    "*.b.c.example", "x@c.example", "x@a.b.c.example", "x@z.a.b.c.example", "25.1.2.0",
	    "25.1.2.255", "25.1.3.0", "25.1.1.255", "25.1.2.128/25", "25.1.0.0/16",
	    "25.200.0.7", "25.200.0.0/24", "25.200.0.8/29", "http://25.200.0.7/x",
	    "http://25.200.0.8/x", "2a00:1234:5::1", "2a00:1234:6::1", "2a00:1234::/32",
	    "2a00:9::/64", "2a00:9::2", "0123456789abcdef0123456789abcdef"};
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	struct served *served;
	size_t hit = 0, missed = 0;

	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		put_item(place, db, org, items[i]);
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct ioc ioc = put(place, db, values[i], NOW);
		struct ioc_hits hits = {0};
		bool there = false;

		changed(db);
		served = taken(db);
		for (size_t k = 0; k < served->n; k++)
			there = there || strcmp(served->rows[k].id, ioc.id) == 0;
		served_release(served);
		assert_int_equal(ioc_hits(db, &ioc, place->arena, &hits), 0);
		if (there == (hits.all.n > 0))
			fail_msg("%s: served %d, hits %zu", values[i], there, hits.all.n);
		hit += !there;
		missed += there;
	}
	assert_true(hit >= 12 && missed >= 12);
	served_forget();
	db_close(db);
}

TEST_STORE(tombstones_are_told_for_a_while)
{
	struct db *db = place_open(place);
	struct ioc ioc = put(place, db, "gone.example", NOW);
	struct served *served;

	ioc.state = IOC_WITHDRAWN;
	ioc.ended = NOW - 29 * (int64_t)DAY_MS;
	assert_int_equal(desk_update(db, &ioc_type, &ioc), 0);
	changed(db);
	served = taken(db);
	assert_int_equal(served->n, 1);
	assert_int_equal(served->rows[0].ended, ioc.ended);
	served_release(served);
	ioc.ended = NOW - 31 * (int64_t)DAY_MS;
	assert_int_equal(desk_update(db, &ioc_type, &ioc), 0);
	changed(db);
	served = taken(db);
	assert_int_equal(served->n, 0);
	served_release(served);
	served_forget();
	db_close(db);
}
