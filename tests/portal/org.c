/* What a member sees: every page, in every language, with something and with nothing; and
 * nothing of others. */
#include "member_place.h"

#include "desk/people.h"
#include "model/order.h"
#include "store/desk.h"

static const char *const pages[] = {"", "/findings", "/findings?open=yes",
    "/findings?overdue=yes", "/findings?criticality=critical&sort=-due", "/perimeter",
    "/perimeter?state=pending", "/authorisations", "/orders", "/orders/new", "/exposure",
    "/exposure/list?gone=no", "/exposure/events", "/exposure/graph", "/people", "/log",
    "/compare", "/evidence"};

static const char *const langs[] = {"en", "fr", "nb"};

static void read_in(struct rig *rig, const char *person, const char *lang)
{
	static const struct actor actor = {.name = "rig"};
	struct person p;

	assert_int_equal(people_get(rig->db, person, rig->arena, &p), 0);
	p.lang = lang;
	assert_int_equal(people_store(rig->db, &actor, &p, "person.profile", rig_now), 0);
}

static void check_pages(struct rig *rig, struct rig_browser *b, const char *org)
{
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		const char *at = rig_f(rig, "/orgs/%s%s", org, pages[i]);

		if (rig_get(b, at) != 200)
			fail_msg("%s: %d %s", pages[i], b->status,
			    rig_between(b, "<main", "</main>"));
		assert_true(rig_has(b, "<h1>"));
	}
}

TEST_RIG(every_page_is_there_when_nothing_is_known)
{
	const char *org = rig_org(rig, "CH Neuf", ORG_HOSPITAL, NULL);
	const char *anna = rig_person(rig, "Anna", "anna@x.example", ROLE_OFFICER, org);
	struct rig_browser *b = rig_browser(rig);

	rig_session(b, anna, true);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		read_in(rig, anna, langs[i]);
		check_pages(rig, b, org);
		assert_true(rig_has(b, rig_f(rig, "<html lang=\"%s\"", langs[i])));
	}
	read_in(rig, anna, "en");
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s", org)), 200);
	assert_true(rig_has(b, "Declare your domains and networks."));
}

TEST_RIG(every_page_is_there_with_data)
{
	struct member_place p = member_place_make(rig);
	const char *const more[] = {rig_f(rig, "/findings/%s", p.finding),
	    rig_f(rig, "/perimeter/%s", p.item), rig_f(rig, "/perimeter/%s", p.pending),
	    rig_f(rig, "/orders/%s", p.order), rig_f(rig, "/orders/%s", p.waiting)};

	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		read_in(rig, p.officer, langs[i]);
		check_pages(rig, p.b, p.org);
		for (size_t k = 0; k < ARRAY_LEN(more); k++)
			assert_int_equal(
			    rig_get(p.b, rig_f(rig, "/orgs/%s%s", p.org, more[k])), 200);
	}
	assert_int_equal(rig_get(p.b, rig_f(rig, "/orgs/%s/findings.csv", p.org)), 404);
	assert_int_equal(rig_get(p.b, rig_f(rig, "/orgs/%s/findings?format=csv", p.org)), 200);
	assert_true(rig_has(p.b, "F-TEST-1"));
	assert_false(rig_has(p.b, "F-TEST-9"));
}

TEST_RIG(the_overview_says_what_is_open_and_what_to_do)
{
	struct member_place p = member_place_make(rig);

	assert_int_equal(rig_get(p.b, rig_f(rig, "/orgs/%s", p.org)), 200);
	assert_true(rig_has(p.b, "past their deadline: mend them"));
	assert_true(rig_has(p.b, "Let the legal representative sign"));
	assert_true(rig_has(p.b, "A report was delivered"));
	assert_true(rig_has(p.b, "<svg"));
	assert_true(rig_has(p.b, "A-TEST-2"));
	assert_true(rig_has(p.b, "Too few organisations"));
}

/* Every quarter the contacts are a thing to do, until they are confirmed. */
TEST_RIG(the_overview_asks_to_confirm_contacts)
{
	struct member_place p = member_place_make(rig);
	const char *page = rig_f(rig, "/orgs/%s", p.org);

	assert_int_equal(desk_exec(rig->db, "UPDATE membership SET \"confirmed\" = $1",
			     DESK_PARAMS(DESK_INT(rig_now - INT64_C(89) * 86400000)), NULL),
	    0);
	assert_int_equal(rig_get(p.b, page), 200);
	assert_false(rig_has(p.b, "Contacts are to be confirmed"));
	assert_int_equal(
	    desk_exec(rig->db, "UPDATE membership SET \"confirmed\" = $1 WHERE \"person\" = $2",
		DESK_PARAMS(DESK_INT(rig_now - INT64_C(91) * 86400000), DESK_TEXT(p.officer)),
		NULL),
	    0);
	assert_int_equal(rig_get(p.b, page), 200);
	assert_true(rig_has(p.b, "Contacts are to be confirmed"));
	assert_true(rig_has(p.b, "people?sort=confirmed"));
}

TEST_RIG(what_belongs_to_others_is_not_found)
{
	struct member_place p = member_place_make(rig);
	const char *const gets[] = {rig_f(rig, "/findings/%s", p.foreign_finding),
	    rig_f(rig, "/perimeter/%s", p.foreign_item),
	    rig_f(rig, "/orders/%s", p.foreign_order),
	    rig_f(rig, "/orders/%s/events", p.foreign_order),
	    rig_f(rig, "/orders/%s/files/csv", p.foreign_order), "/compare?a=x&b=y"};
	const char *const posts[] = {rig_f(rig, "/findings/%s/answer", p.foreign_finding),
	    rig_f(rig, "/findings/%s/accept", p.foreign_finding),
	    rig_f(rig, "/findings/%s/comment", p.foreign_finding),
	    rig_f(rig, "/perimeter/%s/prove", p.foreign_item),
	    rig_f(rig, "/perimeter/%s/check", p.foreign_item),
	    rig_f(rig, "/perimeter/%s/confirm", p.foreign_item),
	    rig_f(rig, "/perimeter/%s/exclude", p.foreign_item),
	    rig_f(rig, "/perimeter/%s/retire", p.foreign_item),
	    rig_f(rig, "/orders/%s/stop", p.foreign_order),
	    rig_f(rig, "/orders/%s/cancel", p.foreign_order)};

	for (size_t i = 0; i < ARRAY_LEN(gets); i++)
		if (rig_get(p.b, rig_f(rig, "/orgs/%s%s", p.org, gets[i])) != 404)
			fail_msg("%s: %d", gets[i], p.b->status);
	for (size_t i = 0; i < ARRAY_LEN(posts); i++)
		if (rig_post(p.b, rig_f(rig, "/orgs/%s%s", p.org, posts[i]), "action", "work",
			"note", "x", "reason", "x", "confirmed", "1", NULL) != 404)
			fail_msg("%s: %d", posts[i], p.b->status);
	assert_int_equal(rig_get(p.b, rig_f(rig, "/orgs/%s", p.rival)), 404);
}

TEST_RIG(a_group_shows_its_sites_to_its_officer_alone)
{
	struct member_place p = member_place_make(rig);
	struct rig_browser *g = member_place_browser(rig, "Greta", ROLE_GROUP_OFFICER, p.group);
	struct rig_browser *v = member_place_browser(rig, "Vera", ROLE_VIEWER, p.group);

	assert_int_equal(rig_get(g, rig_f(rig, "/orgs/%s/findings", p.group)), 200);
	assert_true(rig_has(g, "F-TEST-1"));
	assert_false(rig_has(g, "F-TEST-9"));
	assert_int_equal(rig_get(g, rig_f(rig, "/orgs/%s", p.group)), 200);
	assert_true(rig_has(g, rig_f(rig, "href=\"/orgs/%s\"", p.org)));
	assert_int_equal(rig_get(v, rig_f(rig, "/orgs/%s/findings", p.group)), 200);
	assert_false(rig_has(v, "F-TEST-1"));
	assert_int_equal(rig_get(v, rig_f(rig, "/orgs/%s", p.group)), 200);
	assert_false(rig_has(v, rig_f(rig, "href=\"/orgs/%s\"", p.org)));
}

TEST_RIG(a_groups_order_shows_how_far_its_sites_are)
{
	struct member_place p = member_place_make(rig);
	struct rig_browser *g = member_place_browser(rig, "Greta", ROLE_GROUP_OFFICER, p.group);
	struct audit_order o = {.id = "group-order",
	    .ref = "A-TEST-G",
	    .org = p.group,
	    .type = ORDER_OF_SURFACE,
	    .state = ORDER_RUNNING,
	    .profile = PROFILE_STANDARD,
	    .created = rig_now - 7200000,
	    .started = rig_now - 3600000,
	    .version = 1};
	struct audit_order site;

	assert_int_equal(desk_insert(rig->db, &audit_order_type, &o), 0);
	assert_int_equal(rig_get(g, rig_f(rig, "/orgs/%s/orders/group-order", p.group)), 200);
	/* Nothing is known yet: a bar without a value, not one of 0 of 0. */
	assert_true(rig_has(g, "<progress aria-label"));
	assert_int_equal(desk_get(rig->db, &audit_order_type, p.waiting, rig->arena, &site), 0);
	site.parent = o.id;
	assert_int_equal(desk_update(rig->db, &audit_order_type, &site), 0);
	assert_int_equal(rig_get(g, rig_f(rig, "/orgs/%s/orders/group-order", p.group)), 200);
	assert_true(rig_has(g, "<progress value=\"3\" max=\"10\""));
}
