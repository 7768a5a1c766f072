#include "api_place.h"
#include "codec/json.h"
#include "model/tracked.h"
#include "store/desk.h"

TEST_RIG(v1_findings_are_listed_worst_first_with_times_as_text)
{
	struct api_place p;
	const struct json *items;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/findings")), 200);
	items = json_get(api_reply(p.b), "items");
	assert_int_equal(items->array.n, 2);
	assert_string_equal(json_text(json_get(&items->array.items[0], "id"), ""), "f2");
	assert_true(strstr(json_text(json_get(&items->array.items[0], "last_seen"), ""), "T"));
	assert_int_equal(json_get(&items->array.items[0], "planned")->type, JSON_NULL);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/findings?criticality=high")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), 0), 1);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/findings?nonsense=1")), 400);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/findings?sort=id")), 400);
	assert_int_equal(rig_get(p.b, api_path(rig, p.other, "/findings")), 404);
}

TEST_RIG(v1_findings_come_in_pages)
{
	struct api_place p;

	api_place_init(&p, rig);
	for (int i = 0; i < 60; i++) {
		struct tracked t = {.id = rig_f(rig, "g%02d", i),
		    .ref = rig_f(rig, "g%02d", i),
		    .org = p.org,
		    .type = "t",
		    .key = rig_f(rig, "g%02d", i),
		    .subject = "s"};

		assert_int_equal(desk_insert(rig->db, &tracked_type, &t), 0);
	}
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/findings")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "pages"), 0), 2);
	assert_non_null(strstr(rig_header(p.b, "Link"), "rel=\"next\""));
	assert_int_equal(rig_get(p.b, api_text(p.b, "next")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "page"), 0), 2);
	assert_int_equal(json_get(api_reply(p.b), "items")->array.n, 12);
	assert_non_null(strstr(rig_header(p.b, "Link"), "rel=\"prev\""));
}

TEST_RIG(v1_finding_is_answered_by_its_version)
{
	struct api_place p;
	const char *answer;

	api_place_init(&p, rig);
	answer = api_path(rig, p.org, "/findings/%s/answer", p.finding);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/findings/%s", p.finding)), 200);
	p.b->header = "if-match";
	p.b->value = rig_header(p.b, "ETag");
	assert_int_equal(rig_json(p.b, "POST", answer, "{\"action\":\"work\"}"), 200);
	assert_string_equal(api_text(p.b, "state"), "in_progress");
	/* The version that was read is an old one by now. */
	assert_int_equal(rig_json(p.b, "POST", answer, "{\"action\":\"claim_fixed\"}"), 412);
	p.b->header = NULL;
	assert_int_equal(rig_json(p.b, "POST", answer, "{\"action\":\"claim_fixed\"}"), 200);
	assert_int_equal(
	    rig_get(p.b, api_path(rig, p.org, "/findings/%s/events", p.finding)), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), 0), 2);
	/* What the state does not allow. */
	assert_int_equal(rig_json(p.b, "POST", answer, "{\"action\":\"acknowledge\"}"), 409);
}

TEST_RIG(v1_finding_answers_are_checked)
{
	struct api_place p;
	const char *answer;

	api_place_init(&p, rig);
	answer = api_path(rig, p.org, "/findings/%s/answer", p.finding);
	assert_int_equal(rig_json(p.b, "POST", answer, "{\"action\":\"confirm\"}"), 422);
	assert_true(rig_has(p.b, "\"errors\":{\"action\":"));
	assert_int_equal(rig_json(p.b, "POST", answer, "{}"), 422);
	assert_int_equal(
	    rig_json(p.b, "POST", answer, "{\"action\":\"work\",\"when\":\"soon\"}"), 422);
	assert_true(rig_has(p.b, "\"errors\":{\"when\":"));
	assert_int_equal(
	    rig_json(p.b, "POST", answer, "{\"action\":\"assign\",\"other\":\"nobody\"}"), 422);
	assert_int_equal(rig_json(p.b, "POST", answer,
			     rig_f(rig, "{\"action\":\"assign\",\"other\":\"%s\"}", p.anna)),
	    200);
	assert_string_equal(api_text(p.b, "owner"), p.anna);
	/* Another organisation's finding is not there. */
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/findings/%s/answer", p.other_finding),
		"{\"action\":\"work\"}"),
	    404);
	assert_int_equal(
	    rig_get(p.b, api_path(rig, p.org, "/findings/%s", p.other_finding)), 404);
}

TEST_RIG(v1_finding_is_planned_accepted_and_triaged)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/findings/%s/plan", p.finding),
		"{\"when\":\"2027-01-15\"}"),
	    200);
	assert_true(rig_has(p.b, "\"planned\":\"2027-01-15T00:00:00.000Z\""));
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/findings/%s/accept", p.finding),
		rig_f(
		    rig, "{\"note\":\"n\",\"owner\":\"%s\",\"until\":\"2027-02-01\"}", p.anna)),
	    200);
	assert_string_equal(api_text(p.b, "state"), "accepted");
	assert_int_equal(rig_json(p.cert, "POST", api_path(rig, p.org, "/findings/f2/triage"),
			     "{\"action\":\"duplicate\",\"other\":\"f3\"}"),
	    422);
	assert_int_equal(
	    rig_json(p.cert, "POST", api_path(rig, p.org, "/findings/f2/triage"),
		rig_f(rig, "{\"action\":\"duplicate\",\"other\":\"%s\"}", p.finding)),
	    200);
	assert_string_equal(api_text(p.cert, "state"), "duplicate");
}

TEST_RIG(v1_finding_retest_needs_what_the_desk_asks_for)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/findings/%s/retest", p.finding), "{}"),
	    201);
	/* Nothing is proved or authorised: the order says so and waits. */
	assert_string_equal(api_text(p.b, "type"), "retest");
	assert_string_equal(api_text(p.b, "state"), "needs_info");
	assert_string_equal(api_text(p.b, "finding"), p.finding);
}
