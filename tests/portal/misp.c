#include "codec/json.h"
#include "feed_place.h"
#include "share/served.h"

static struct rig_browser *program(struct rig *rig)
{
	const char *key = feed_place_key(rig, rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL));

	return feed_place_program(rig, "authorization", key);
}

TEST_RIG(misp_feeds_lead_from_the_manifest_to_the_events)
{
	struct rig_browser *b = program(rig);
	const char *uuid;

	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	assert_int_equal(rig_get(b, "/misp/manifest.json"), 200);
	assert_string_equal(b->type, "application/json");
	uuid = rig_between(b, "{\"", "\":{");
	assert_int_equal(strlen(uuid), 36);
	assert_int_equal(rig_get(b, rig_f(rig, "/misp/%s.json", uuid)), 200);
	assert_true(rig_has(b, "evil.example"));
	assert_int_equal(rig_get(b, rig_f(rig, "/misp/events/view/%s", uuid)), 200);
	assert_int_equal(rig_get(b, "/misp/events/view/7"), 404);
	assert_int_equal(rig_get(b, "/misp/passwd"), 404);
	assert_int_equal(rig_get(b, "/misp/x.json.html"), 404);
	served_forget();
}

TEST_RIG(misp_searches_are_answered_or_refused)
{
	struct rig_browser *b = program(rig);

	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	assert_int_equal(rig_json(b, "POST", "/misp/attributes/restSearch",
			     "{\"returnFormat\":\"text\",\"type\":\"hostname\"}"),
	    200);
	assert_string_equal(b->body, "evil.example\n");
	assert_int_equal(rig_json(b, "POST", "/misp/events/restSearch", "{}"), 200);
	assert_true(rig_has(b, "\"Attribute\""));
	assert_int_equal(
	    rig_json(b, "POST", "/misp/attributes/restSearch", "{\"returnFormat\":\"xml\"}"),
	    400);
	assert_int_equal(rig_json(b, "POST", "/misp/attributes/restSearch", "{"), 400);
	assert_int_equal(rig_get(b, "/misp/users/view/me"), 200);
	assert_true(rig_has(b, "MISP at CHU"));
	assert_int_equal(rig_get(b, "/misp/servers/getVersion"), 200);
	served_forget();
}

static int64_t sightings(struct rig *rig, const char *kind)
{
	return place_int(rig->db,
	    rig_f(rig, "SELECT count(*) FROM ioc_sighting WHERE \"type\" = '%s'", kind));
}

TEST_RIG(misp_sightings_count_for_what_the_reader_sees)
{
	struct rig_browser *b = program(rig);

	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	(void)feed_place_put(rig, "secret.example", TLP_RED);
	assert_int_equal(rig_json(b, "POST", "/misp/sightings/add",
			     "{\"value\":\"evil.example\",\"source\":\"ids\"}"),
	    200);
	assert_int_equal(
	    rig_json(b, "POST", "/misp/sightings/add",
		"{\"values\":[\"evil.example\",\"secret.example\"],\"type\":\"1\"}"),
	    200);
	assert_int_equal(
	    rig_json(b, "POST", "/misp/sightings/add", "{\"value\":\"secret.example\"}"), 404);
	assert_int_equal(rig_json(b, "POST", "/misp/sightings/add",
			     "{\"value\":\"evil.example\",\"type\":2}"),
	    400);
	assert_int_equal(sightings(rig, "seen"), 1);
	assert_int_equal(sightings(rig, "false_positive"), 1);
	assert_int_equal(
	    place_int(rig->db, "SELECT count(*) FROM ioc_sighting WHERE \"org\" IS "
			       "NOT NULL"),
	    2);
	served_forget();
}

/* A reader of the CERT may look, and say nothing. */
TEST_RIG(misp_sightings_need_the_right_to_answer)
{
	const char *reader = rig_person(rig, "Rita", "rita@x.example", ROLE_READER, NULL);
	struct rig_browser *b =
	    feed_place_program(rig, "authorization", feed_place_token(rig, reader, NULL));

	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	assert_int_equal(rig_get(b, "/misp/manifest.json"), 200);
	assert_int_equal(
	    rig_json(b, "POST", "/misp/sightings/add", "{\"value\":\"evil.example\"}"), 403);
	assert_int_equal(sightings(rig, "seen"), 0);
	served_forget();
}
