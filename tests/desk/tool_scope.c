#include "desk/tool_import.h"

#include "desk_place.h"
#include "model/finding.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "store/desk.h"
#include "store/finding.h"
#include "store/run.h"

static void add_item(
    struct db *db, const char *id, const char *org, int type, const char *value, int state)
{
	struct item item = {.id = id, .org = org, .type = type, .value = value, .state = state};

	assert_int_equal(desk_insert(db, &item_type, &item), 0);
}

static void add_address(struct db *db, const char *org, const char *addr, bool gone)
{
	struct exposed e = {
	    .id = addr, .org = org, .type = EXPOSED_ADDRESS, .name = addr, .gone = gone};

	assert_int_equal(desk_insert(db, &exposed_type, &e), 0);
}

/* Verified, or behind what is verified; never what another organisation has. */
TEST_STORE(tool_scope_is_what_is_proved)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	const char *other = desk_place_org(place, db, "Other", ORG_HOSPITAL, NULL);
	struct plan_scope s;

	add_item(db, "i1", org, ITEM_DOMAIN, "chu.test", ITEM_VERIFIED);
	add_item(db, "i2", org, ITEM_HOST, "portal.partner.test", ITEM_VERIFIED);
	add_item(db, "i3", org, ITEM_NETWORK, "192.0.2.0/28", ITEM_VERIFIED);
	add_item(db, "i4", org, ITEM_NETWORK, "192.0.2.8/32", ITEM_EXCLUDED);
	add_item(db, "i5", org, ITEM_DOMAIN, "pending.test", ITEM_PENDING);
	add_item(db, "i6", org, ITEM_DOMAIN, "lapsed.test", ITEM_LAPSED);
	add_item(db, "i7", other, ITEM_DOMAIN, "other.test", ITEM_VERIFIED);
	add_address(db, org, "198.51.100.7", false);
	add_address(db, org, "198.51.100.8", true);
	add_address(db, other, "198.51.100.9", false);
	assert_int_equal(tool_scope_load(db, org, place->arena, &s), 0);
	assert_true(plan_inside(&s, "www.chu.test", NULL));
	assert_true(plan_inside(&s, "portal.partner.test", NULL));
	assert_true(plan_inside(&s, NULL, "192.0.2.1"));
	assert_true(plan_inside(&s, NULL, "198.51.100.7"));
	assert_false(plan_inside(&s, NULL, "192.0.2.8"));
	assert_false(plan_inside(&s, "pending.test", NULL));
	assert_false(plan_inside(&s, "lapsed.test", NULL));
	assert_false(plan_inside(&s, "other.test", "198.51.100.9"));
	assert_false(plan_inside(&s, NULL, "198.51.100.8"));
	db_close(db);
}

TEST_STORE(tool_scope_knows_what_is_followed_and_its_numbers)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	struct run run = place_run(place->arena, "r1", NOW, (const char *[]){"chu.test", NULL});
	struct finding f = {.type = "software-vulnerable",
	    .key = "k1",
	    .category = CATEGORY_SOFTWARE,
	    .subject = "192.0.2.1"};
	struct findings all = {0};
	struct plan_knowns known;
	struct tracked t = {.id = "f1",
	    .ref = "F1",
	    .org = org,
	    .type = "software-vulnerable",
	    .key = "k1",
	    .subject = "192.0.2.1",
	    .category = CATEGORY_SOFTWARE,
	    .state = TRACKED_OPEN,
	    .run = "r1"};

	text_list_add(&f.cves, place->arena, "CVE-2024-6387 probable by_version cvss=8.1");
	vec_push(place->arena, &all.all, f);
	assert_int_equal(run_insert(db, &run), 0);
	assert_int_equal(finding_replace_all(db, "r1", &all), 0);
	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
	t.id = "f2";
	t.ref = "F2";
	t.key = "k2";
	t.run = NULL;
	text_list_add(&t.evidence, place->arena, "CVE-2021-44228 CVE-2020-1234");
	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
	t.id = "f3";
	t.ref = "F3";
	t.state = TRACKED_VERIFIED_FIXED;
	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
	assert_int_equal(tool_scope_known(db, org, place->arena, &known), 0);
	assert_int_equal(known.all.n, 2);
	assert_int_equal(known.all.items[0].cves.n, 1);
	assert_string_equal(known.all.items[0].cves.items[0], "CVE-2024-6387");
	assert_int_equal(known.all.items[1].cves.n, 2);
	db_close(db);
}
