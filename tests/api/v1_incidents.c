#include "api_place.h"
#include "base/time.h"
#include "codec/json.h"
#include "desk/incident.h"

#define REPORT                                                                                 \
	"{\"what\":\"Files are encrypted\",\"aware\":\"%s\",\"class\":\"malicious-code\","     \
	"\"systems\":\"file server\",\"impact\":\"degraded_care\",\"personal\":\"not_known\"," \
	"\"contact\":\"Anna, +47 1\"}"

static const char *report(struct rig *rig)
{
	char text[TIME_TEXT];

	return rig_f(rig, REPORT, time_text(rig_now - 3600000, text));
}

TEST_RIG(v1_an_incident_is_reported_said_and_written_of)
{
	struct api_place p;
	struct incident i = {0};
	struct incident_party party = {0};
	const char *path, *at, *id;

	api_place_init(&p, rig);
	path = api_path(rig, p.org, "/incidents");
	assert_int_equal(rig_json(p.b, "POST", path, report(rig)), 201);
	at = rig_header(p.b, "Location");
	id = rig_f(rig, "%s", api_text(p.b, "id"));
	assert_string_equal(api_text(p.b, "status"), "affected");
	assert_string_equal(api_text(p.b, "impact"), "degraded_care");
	/* The case stays the CERT's. */
	assert_string_equal(api_text(p.b, "incident"), "");
	at = rig_f(rig, "%s", at);
	assert_int_equal(rig_get(p.b, at), 200);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/clocks?party=%s", id)), 200);
	assert_true(json_int(json_get(api_reply(p.b), "total"), 0) > 0);
	assert_int_equal(rig_json(p.b, "POST", rig_f(rig, "%s/posts", at),
			     "{\"text\":\"The backup is clean\"}"),
	    201);
	assert_string_equal(api_text(p.b, "tlp"), "amber");
	assert_int_equal(rig_json(p.b, "POST", rig_f(rig, "%s/posts", at),
			     "{\"text\":\"x\",\"tlp\":\"clear\"}"),
	    422);
	assert_int_equal(
	    rig_json(p.b, "POST", rig_f(rig, "%s/status", at), "{\"status\":\"recovering\"}"),
	    200);
	assert_string_equal(api_text(p.b, "status"), "recovering");
	assert_int_equal(
	    rig_json(p.b, "POST", rig_f(rig, "%s/status", at), "{\"status\":\"fine\"}"), 422);
	/* The CERT's step. */
	assert_int_equal(desk_get(rig->db, &incident_party_type, id, rig->arena, &party), 0);
	assert_int_equal(desk_get(rig->db, &incident_type, party.incident, rig->arena, &i), 0);
	path = rig_f(rig, "/api/v1/cert/incidents/%s/steps", i.id);
	assert_int_equal(rig_json(p.b, "POST", path, "{\"action\":\"qualify\"}"), 403);
	assert_int_equal(desk_exec(rig->db, "UPDATE incident SET \"class\" = 'malicious-code'",
			     NULL, 0, NULL),
	    0);
	assert_int_equal(rig_json(p.cert, "POST", path, "{\"action\":\"qualify\"}"), 200);
	assert_string_equal(api_text(p.cert, "state"), "qualified");
	assert_int_equal(rig_json(p.cert, "POST", path, "{\"action\":\"fly\"}"), 422);
	assert_int_equal(rig_json(p.cert, "POST", path, "{\"action\":\"reopen\"}"), 409);
}

TEST_RIG(v1_a_report_says_what_it_must_and_is_the_organisations)
{
	struct api_place p;
	const char *at;

	api_place_init(&p, rig);
	assert_int_equal(rig_json(p.b, "POST", api_path(rig, p.org, "/incidents"),
			     "{\"what\":\"x\",\"aware\":\"yesterday\",\"impact\":\"harm\","
			     "\"personal\":\"no\",\"contact\":\"A\"}"),
	    422);
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/incidents"), "{\"what\":\"x\"}"), 422);
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.other, "/incidents"), report(rig)), 404);
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/incidents"), report(rig)), 201);
	at = rig_f(rig, "%s", api_text(p.b, "id"));
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.other, "/incidents/%s/status", at),
		"{\"status\":\"recovered\"}"),
	    404);
}
