#include "cert_place.h"

#include "desk/ioc_source.h"

#define FIELDS                                                                            \
	"name", "CERT-X", "url", "https://misp.example/feed", "every", "6", "days", "30", \
	    "keep", "90", "tlp", "amber"

static struct ioc_source only(struct rig *rig)
{
	struct desk_records found = {0};

	assert_int_equal(ioc_source_list(rig->db, rig->arena, &found), 0);
	assert_int_equal(found.all.n, 1);
	return *(const struct ioc_source *)found.all.items[0];
}

TEST_RIG(a_feed_is_entered_seen_and_switched_on)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);
	struct ioc_source s;
	const char *page;

	assert_int_equal(rig_get(b, "/cert/iocs/sources"), 200);
	assert_true(rig_has(b, "No feed is pulled yet"));
	assert_int_equal(rig_get(b, "/cert/iocs/sources/add"), 200);
	assert_int_equal(
	    rig_post(b, "/cert/iocs/sources/add", "name", "x", "url", "http://misp.example/",
		"every", "6", "days", "30", "keep", "90", NULL),
	    422);
	assert_true(rig_has(b, "this is no address of a feed"));
	assert_int_equal(
	    rig_post(b, "/cert/iocs/sources/add", FIELDS, "key", "very-secret", NULL), 303);
	s = only(rig);
	assert_string_equal(s.key, "very-secret");
	assert_int_equal(s.tlp, TLP_AMBER);
	page = rig_f(rig, "/cert/iocs/sources/%s", s.id);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "It is being looked at"));
	assert_false(rig_has(b, "very-secret"));
	assert_int_equal(rig_post(b, rig_f(rig, "%s/on", page), NULL), 422);
	assert_false(only(rig).enabled);
	/* As desk/ioc_pull.h leaves it. */
	s.asked = 0;
	s.worked = rig_now;
	s.told = "{\"time\":1795000000000,\"took\":false,\"events\":3,\"wanted\":2,\"read\":2,"
		 "\"wrong\":0,\"added\":1,\"known\":0,\"refused\":1,\"left\":0,\"held\":0,"
		 "\"rows\":[{\"text\":\"<b>evil.example\",\"kind\":\"domain\",\"tlp_label\":"
		 "\"TLP:AMBER\",\"origin\":\"CERT-X: Y\",\"known\":false,\"warnings\":[]}],"
		 "\"problems\":[{\"event\":\"u\",\"text\":\"10.0.0.1\",\"why\":\"odd\","
		 "\"detail\":\"d\"}]}";
	assert_int_equal(desk_update(rig->db, &ioc_source_type, &s), 0);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "&lt;b&gt;evil.example"));
	assert_true(rig_has(b, "10.0.0.1"));
	assert_int_equal(rig_post(b, rig_f(rig, "%s/on", page), NULL), 303);
	assert_true(only(rig).enabled);
	assert_int_equal(rig_get(b, "/cert/iocs/sources"), 200);
	assert_true(rig_has(b, "CERT-X"));
	/* An empty field keeps the key. */
	assert_int_equal(rig_get(b, page), 200);
	assert_int_equal(rig_post(b, page, FIELDS, NULL), 303);
	assert_string_equal(only(rig).key, "very-secret");
	assert_true(only(rig).enabled);
	assert_int_equal(rig_post(b, page, FIELDS, "no_key", "1", NULL), 303);
	assert_null(only(rig).key);
	assert_false(only(rig).enabled);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/look", page), NULL), 303);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/off", page), NULL), 303);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/remove", page), NULL), 303);
	assert_int_equal(rig_get(b, page), 404);
}

TEST_RIG(feeds_are_entered_by_who_decides_and_seen_by_who_reviews)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	struct ioc_source s = {.id = "s1",
	    .name = "CERT-X",
	    .url = "https://misp.example/feed",
	    .key = "very-secret",
	    .every = 6,
	    .days = 30,
	    .keep = 90};

	assert_int_equal(desk_insert(rig->db, &ioc_source_type, &s), 0);
	assert_int_equal(rig_get(b, "/cert/iocs/sources/s1"), 200);
	assert_false(rig_has(b, "very-secret"));
	assert_int_equal(rig_post(b, "/cert/iocs/sources/s1/look", NULL), 303);
	assert_true(only(rig).asked > 0);
	assert_int_equal(rig_get(b, "/api/v1/cert/indicator-sources"), 200);
	assert_true(rig_has(b, "\"CERT-X\""));
	assert_false(rig_has(b, "very-secret"));
	assert_int_equal(rig_get(b, "/api/v1/cert/indicator-sources/s1"), 200);
	assert_true(rig_has(b, "\"every\":6"));
	assert_false(rig_has(b, "very-secret"));
	assert_int_equal(rig_get(b, "/cert/iocs/sources/add"), 403);
	assert_int_equal(rig_post(b, "/cert/iocs/sources/s1/remove", NULL), 403);
	assert_int_equal(rig_post(b, "/cert/iocs/sources/s1", FIELDS, NULL), 403);
	b = cert_place_browser(rig, ROLE_READER);
	assert_int_equal(rig_get(b, "/cert/iocs/sources"), 403);
	assert_int_equal(rig_get(b, "/cert/iocs/sources/s1"), 403);
}

TEST_RIG(the_pages_of_feeds_are_there_in_three_languages)
{
	static const char *const paths[] = {
	    "/cert/iocs/sources", "/cert/iocs/sources/add", "/cert/iocs/sources/s1"};
	static const char *const langs[] = {"en", "fr", "nb"};
	struct ioc_source s = {.id = "s1",
	    .name = "CERT-X",
	    .url = "https://misp.example/feed",
	    .every = 6,
	    .days = 30,
	    .keep = 90,
	    .worked = 1,
	    .failed = "the download failed: x",
	    .failures = 1,
	    .told = "{\"time\":1,\"took\":true}"};

	assert_int_equal(desk_insert(rig->db, &ioc_source_type, &s), 0);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		struct rig_browser *b;

		cert_place_lang(rig, ROLE_COORDINATOR, langs[i]);
		b = cert_place_browser(rig, ROLE_COORDINATOR);
		for (size_t k = 0; k < ARRAY_LEN(paths); k++)
			assert_int_equal(rig_get(b, paths[k]), 200);
	}
}
