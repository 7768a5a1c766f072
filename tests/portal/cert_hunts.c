#include "cert_place.h"
#include "model/trace.h"

TEST_RIG(any_indicator_is_searched_in_what_was_met)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const struct trace t = {.id = "1",
	    .org = org,
	    .addr = "192.0.2.7",
	    .value = "c2.bad-name.com",
	    .key = "com.bad-name.c2.",
	    .first = rig_now - 1000,
	    .last = rig_now,
	    .count = 3};
	static const char *const langs[] = {"en", "fr", "nb"};

	assert_int_equal(desk_insert(rig->db, &trace_type, &t), 0);
	assert_int_equal(rig_get(b, "/cert/hunts"), 200);
	assert_true(rig_has(b, "Nothing was searched yet"));
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		b->lang = langs[i];
		assert_int_equal(rig_get(b, "/cert/hunts?indicator=*.bad-name.com"), 200);
		assert_true(rig_has(b, "c2.bad-name.com"));
		assert_true(rig_has(b, "CHU Test"));
	}
	b->lang = "en";
	assert_int_equal(rig_get(b, "/cert/hunts?indicator=other-name.com"), 200);
	assert_false(rig_has(b, "CHU Test"));
	assert_int_equal(rig_post(b, "/cert/hunts/nothing", NULL), 404);
}
