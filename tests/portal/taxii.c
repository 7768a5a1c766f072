#include "feed_place.h"
#include "share/served.h"

#define MEDIA "application/taxii+json;version=2.1"

TEST_RIG(taxii_speaks_as_the_standard_has_it)
{
	static const struct {
		const char *method, *path;
		int status;
	} rows[] = {{"GET", "/taxii2/", 200}, {"GET", "/taxii2/api/", 200},
	    {"GET", "/taxii2/api/collections/", 200},
	    {"GET", "/taxii2/api/collections/indicators/", 200},
	    {"GET", "/taxii2/api/collections/nothing/", 404},
	    {"GET", "/taxii2/api/collections/indicators/objects/", 200},
	    {"GET", "/taxii2/api/collections/indicators/manifest/", 200},
	    {"GET", "/taxii2/api/collections/indicators/objects/indicator--1/", 404},
	    {"GET", "/taxii2/api/collections/indicators/objects/indicator--1/versions/", 404},
	    {"GET", "/taxii2/api/collections/indicators/objects/?limit=0", 400},
	    {"POST", "/taxii2/api/collections/indicators/objects/", 403},
	    {"DELETE", "/taxii2/api/collections/indicators/objects/indicator--1/", 403}};
	const char *key = feed_place_key(rig, rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL));
	struct rig_browser *b = feed_place_program(rig, "authorization", key);

	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int status = strcmp(rows[i].method, "GET") == 0
				 ? rig_get(b, rows[i].path)
				 : rig_json(b, rows[i].method, rows[i].path, "{}");

		if (status != rows[i].status)
			fail_msg("%s %s: %d", rows[i].method, rows[i].path, status);
		assert_string_equal(b->type, MEDIA);
		assert_int_equal(rig_has(b, "\"http_status\""), status >= 400);
	}
	served_forget();
}

TEST_RIG(taxii_tells_when_what_it_sends_was_added)
{
	const char *key = feed_place_key(rig, rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL));
	struct rig_browser *b = feed_place_program(rig, "authorization", key);

	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	assert_int_equal(
	    rig_get(b, "/taxii2/api/collections/indicators/objects/?match%5Btype%5D=indicator"),
	    200);
	assert_true(rig_has(b, "evil.example"));
	assert_string_equal(rig_header(b, "X-TAXII-Date-Added-First"),
	    rig_header(b, "X-TAXII-Date-Added-Last"));
	assert_int_equal(strlen(rig_header(b, "X-TAXII-Date-Added-First")), 24);
	assert_int_equal(rig_get(b, rig_f(rig,
					"/taxii2/api/collections/indicators/objects/"
					"?added_after=%s",
					rig_header(b, "X-TAXII-Date-Added-Last"))),
	    200);
	assert_string_equal(b->body, "{}");
	served_forget();
}
