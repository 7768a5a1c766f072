#include "portal/feed.h"

#include "codec/base64.h"
#include "feed_place.h"

#define MANIFEST "/misp/manifest.json"

TEST_RIG(the_key_is_taken_from_where_programs_can_send_it)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *key = feed_place_key(rig, org);
	STR_AUTO(plain, 200);
	STR_AUTO(basic, 400);
	struct {
		const char *header, *value;
		int status;
	} rows[] = {{NULL, NULL, 401}, {"x-api-key", key, 200}, {"authorization", key, 200},
	    {"x-misp-auth", key, 200}, {"authorization", rig_f(rig, "Token %s", key), 200},
	    {"authorization", rig_f(rig, "Bearer %s", key), 200}, {"authorization", NULL, 200},
	    {"authorization", "vbl_wrong", 401}, {"authorization", "Basic x", 401},
	    {"authorization", "varde_wrong", 401}};

	str_addf(&plain, "anybody:%s", key);
	str_add(&basic, "Basic ");
	base64_encode(str_bytes(&plain), &basic);
	rows[6].value = str_text(&basic);
	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rig_browser *b = feed_place_program(rig, rows[i].header, rows[i].value);

		if (rig_get(b, MANIFEST) != rows[i].status)
			fail_msg("%s: %s: %d", rows[i].header, rows[i].value, b->status);
		b->remote = "193.3.9.9";
		assert_int_equal(
		    rig_get(b, MANIFEST), rows[i].status == 200 ? 403 : rows[i].status);
	}
	served_forget();
}

/* Labels are asked of the one function, for devices and for people. */
TEST_RIG(everybody_gets_what_their_label_allows)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *member = rig_person(rig, "Tom", "tom@x.example", ROLE_TECHNICIAN, org);
	const char *analyst = rig_person(rig, "Anna", "anna@x.example", ROLE_ANALYST, NULL);
	const char *admin = rig_person(rig, "Ada", "ada@x.example", ROLE_ADMINISTRATOR, NULL);
	const char *paths[] = {"/misp/attributes/restSearch",
	    "/taxii2/api/collections/indicators/objects/", "/suricata/varde.rules",
	    "/v3?type=domain"};
	const struct {
		const char *value;
		int status;
		bool amber;
	} readers[] = {{feed_place_key(rig, org), 200, true},
	    {feed_place_token(rig, member, NULL), 200, true},
	    {feed_place_token(rig, analyst, "view"), 200, true},
	    {feed_place_token(rig, admin, NULL), 403, false}};

	(void)feed_place_put(rig, "clear.example", TLP_CLEAR);
	(void)feed_place_put(rig, "amber.example", TLP_AMBER);
	(void)feed_place_put(rig, "secret.example", TLP_RED);
	for (size_t i = 0; i < ARRAY_LEN(readers); i++)
		for (size_t k = 0; k < ARRAY_LEN(paths); k++) {
			struct rig_browser *b =
			    feed_place_program(rig, "authorization", readers[i].value);
			int status =
			    k == 0 ? rig_json(b, "POST", paths[k], "{}") : rig_get(b, paths[k]);

			if (status != readers[i].status)
				fail_msg("%zu %s: %d %s", i, paths[k], status, b->body);
			assert_int_equal(rig_has(b, "clear.example"), status == 200);
			assert_int_equal(rig_has(b, "amber.example"), readers[i].amber);
			assert_false(rig_has(b, "secret.example"));
		}
	served_forget();
}

TEST_RIG(a_token_without_the_right_to_look_gets_nothing)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *member = rig_person(rig, "Tom", "tom@x.example", ROLE_TECHNICIAN, org);
	const char *token = feed_place_token(rig, member, "declare");

	assert_int_equal(
	    rig_get(feed_place_program(rig, "authorization", token), MANIFEST), 403);
	served_forget();
}

TEST_RIG(what_is_fetched_is_written_down_and_shown_to_the_cert)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *anna = rig_person(rig, "Anna", "anna@x.example", ROLE_ANALYST, NULL);
	const char *key = feed_place_key(rig, org);
	struct rig_browser *b = feed_place_program(rig, "authorization", key);
	struct rig_browser *cert = rig_browser(rig);

	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	assert_int_equal(rig_get(b, MANIFEST), 200);
	assert_int_equal(rig_get(b, "/suricata/varde.rules"), 200);
	assert_int_equal(
	    rig_get(feed_place_program(rig, "authorization", feed_place_token(rig, anna, NULL)),
		"/taxii2/api/collections/"),
	    200);
	rig_session(cert, anna, true);
	assert_int_equal(rig_get(cert, "/cert/iocs/fetches"), 200);
	assert_true(rig_has(cert, "misp/manifest.json"));
	assert_true(rig_has(cert, "suricata/varde.rules"));
	assert_true(rig_has(cert, "MISP at CHU"));
	assert_true(rig_has(cert, "taxii/collections"));
	assert_true(rig_has(cert, "script"));
	assert_false(rig_has(cert, key));
	served_forget();
}

TEST_RIG(who_has_it_already_is_not_sent_it_again)
{
	const char *key = feed_place_key(rig, rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL));
	const char *target = rig_f(rig, "/misp/hashes.csv?apikey=%s", key);
	struct rig_browser *b = feed_place_program(rig, NULL, NULL);

	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	assert_int_equal(rig_get(b, target), 200);
	b->header = "if-none-match";
	b->value = rig_f(rig, "%s", rig_header(b, "ETag"));
	assert_int_equal(rig_get(b, target), 304);
	assert_string_equal(b->body, "");
	(void)feed_place_put(rig, "more.example", TLP_GREEN);
	assert_int_equal(rig_get(b, target), 200);
	served_forget();
}
