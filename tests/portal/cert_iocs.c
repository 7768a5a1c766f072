#include "cert_place.h"

#include "desk/ioc.h"
#include "model/audience.h"
#include "store/desk.h"

static struct ioc of_value(struct rig *rig, const char *value)
{
	struct ioc ioc = {0};

	assert_int_equal(desk_find(rig->db, &ioc_type, "WHERE \"value\" = $1",
			     DESK_PARAMS(DESK_TEXT(value)), rig->arena, &ioc),
	    0);
	return ioc;
}

TEST_RIG(indicators_are_pasted_published_and_withdrawn)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	struct ioc ioc;
	const char *page;

	assert_int_equal(rig_get(b, "/cert/iocs"), 200);
	assert_true(rig_has(b, "There is no indicator yet"));
	assert_int_equal(rig_get(b, "/cert/iocs/add"), 200);
	assert_int_equal(rig_post(b, "/cert/iocs/add", NULL), 422);
	assert_int_equal(
	    rig_post(b, "/cert/iocs/add", "text", "x.example", "days", "0", NULL), 422);
	assert_int_equal(rig_post(b, "/cert/iocs/add", "text",
			     "hxxp://evil[.]example/a\n10.0.0.1\nbad.example # dropper", "tlp",
			     "amber", "category", "phishing", "confidence", "high", NULL),
	    200);
	assert_true(rig_has(b, "10.0.0.1"));
	assert_int_equal(
	    place_int(rig->db, "SELECT count(*) FROM audit_log WHERE \"action\" = 'ioc.add'"),
	    1);
	ioc = of_value(rig, "bad.example");
	assert_int_equal(ioc.tlp, TLP_AMBER);
	assert_int_equal(ioc.category, IOC_PHISHING);
	assert_string_equal(ioc.note, "dropper");
	page = rig_f(rig, "/cert/iocs/%s", ioc.id);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "TLP:AMBER"));
	assert_int_equal(rig_post(b, rig_f(rig, "%s/check", page), NULL), 303);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/activate", page), NULL), 303);
	assert_int_equal(of_value(rig, "bad.example").state, IOC_ACTIVE);
	assert_int_equal(rig_follow(b), 200);
	assert_int_equal(rig_post(b, "/cert/iocs/activate", NULL), 303);
	assert_int_equal(of_value(rig, "http://evil.example/a").state, IOC_ACTIVE);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/withdraw", page), NULL), 422);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/withdraw", page), "reason", "was wrong", NULL), 303);
	assert_int_equal(of_value(rig, "bad.example").state, IOC_WITHDRAWN);
	assert_int_equal(rig_get(b, "/cert/iocs?state=withdrawn"), 200);
	assert_true(rig_has(b, "bad.example"));
	assert_false(rig_has(b, "http://evil.example/a"));
}

TEST_RIG(what_hits_a_member_is_shown_and_not_published)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	struct item item = {0};
	const char *page;

	assert_int_equal(desk_get(rig->db, &item_type, p.item, rig->arena, &item), 0);
	item.state = ITEM_VERIFIED;
	assert_int_equal(desk_update(rig->db, &item_type, &item), 0);
	assert_int_equal(rig_get(b, "/cert/iocs/add"), 200);
	assert_int_equal(
	    rig_post(b, "/cert/iocs/add", "text", rig_f(rig, "www.%s", item.value), NULL), 200);
	page = rig_f(rig, "/cert/iocs/%s", of_value(rig, rig_f(rig, "www.%s", item.value)).id);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "CHU Test"));
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/activate", page), "why", "really", NULL), 422);
	assert_int_equal(of_value(rig, rig_f(rig, "www.%s", item.value)).state, IOC_CHECKED);
}

TEST_RIG(events_of_misp_are_imported)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);

	assert_int_equal(rig_get(b, "/cert/iocs/add"), 200);
	assert_int_equal(
	    rig_post(b, "/cert/iocs/add", "text",
		"{\"Event\":{\"Attribute\":[{\"type\":\"domain\",\"value\":\"evil.example\"},"
		"{\"type\":\"comment\",\"value\":\"x\"}]}}",
		NULL),
	    200);
	assert_int_equal(of_value(rig, "evil.example").state, IOC_CANDIDATE);
	assert_int_equal(rig_post(b, "/cert/iocs/add", "text", "{\"no\":1}", NULL), 422);
}

/* The list's condition and the one function of TLP say the same of every state and role. */
TEST_RIG(readers_see_what_is_published_and_nothing_else)
{
	static const int roles[] = {ROLE_READER, ROLE_ANALYST, ROLE_COORDINATOR};

	for (int s = 0; s < IOC_STATES; s++) {
		struct ioc ioc = {.id = rig_f(rig, "i%d", s),
		    .value = rig_f(rig, "value-%d.example", s),
		    .state = s,
		    .published = s >= IOC_ACTIVE,
		    .tlp = TLP_AMBER_STRICT};

		assert_int_equal(desk_insert(rig->db, &ioc_type, &ioc), 0);
	}
	for (size_t k = 0; k < ARRAY_LEN(roles); k++) {
		struct rig_browser *b = cert_place_browser(rig, roles[k]);

		for (int s = 0; s < IOC_STATES; s++) {
			struct audience_viewer v = {
			    .person = "x", .cert_roles = 1u << roles[k]};
			struct audience a = {.label = TLP_AMBER_STRICT,
			    .kind = AUDIENCE_ALL,
			    .published = s >= IOC_ACTIVE};
			bool sees = audience_sees(&v, &a);

			assert_int_equal(rig_get(b, "/cert/iocs"), 200);
			assert_int_equal(rig_has(b, rig_f(rig, "value-%d.example", s)), sees);
			assert_int_equal(
			    rig_get(b, rig_f(rig, "/cert/iocs/i%d", s)), sees ? 200 : 404);
		}
	}
}

TEST_RIG(the_pages_are_there_in_three_languages)
{
	static const char *const paths[] = {
	    "/cert/iocs", "/cert/iocs/add", "/cert/iocs/fetches", "/cert/iocs/i0"};
	static const char *const langs[] = {"en", "fr", "nb"};
	struct ioc ioc = {.id = "i0", .value = "evil.example"};

	assert_int_equal(desk_insert(rig->db, &ioc_type, &ioc), 0);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		struct rig_browser *b;

		cert_place_lang(rig, ROLE_ANALYST, langs[i]);
		b = cert_place_browser(rig, ROLE_ANALYST);
		for (size_t k = 0; k < ARRAY_LEN(paths); k++)
			assert_int_equal(rig_get(b, paths[k]), 200);
	}
}
