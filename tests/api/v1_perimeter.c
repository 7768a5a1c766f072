#include "api_place.h"
#include "codec/json.h"
#include "model/scope.h"
#include "store/desk.h"

TEST_RIG(v1_perimeter_is_declared_line_by_line)
{
	struct api_place p;
	const char *path;

	api_place_init(&p, rig);
	path = api_path(rig, p.org, "/perimeter");
	assert_int_equal(rig_json(p.b, "POST", path,
			     "{\"lines\":\"www.hopital-un.fr\\nnot a name!\\n8.8.8.0/24\"}"),
	    200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "added"), -1), 2);
	assert_int_equal(json_int(json_get(api_reply(p.b), "refused"), -1), 1);
	assert_int_equal(json_get(api_reply(p.b), "lines")->array.n, 3);
	assert_int_equal(rig_get(p.b, path), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), 0), 3);
	assert_int_equal(rig_json(p.b, "POST", path, "{\"lines\":\"\"}"), 422);
	assert_int_equal(rig_json(p.b, "POST", path, "{}"), 422);
	assert_true(rig_has(p.b, "\"errors\":{\"lines\":"));
}

TEST_RIG(v1_perimeter_items_have_proofs_and_can_be_retired)
{
	struct api_place p;
	const char *path;

	api_place_init(&p, rig);
	path = api_path(rig, p.org, "/perimeter/%s/proofs", p.item);
	assert_int_equal(rig_get(p.b, path), 200);
	assert_int_equal(json_get(api_reply(p.b), "items")->array.n, 0);
	assert_int_equal(rig_json(p.b, "POST", path, "{}"), 200);
	assert_true(rig_has(p.b, "_varde-challenge.chu.example"));
	assert_true(rig_has(p.b, "varde-proof="));
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/perimeter/%s/retire", p.item),
		"{\"reason\":\"sold\"}"),
	    200);
	assert_string_equal(api_text(p.b, "state"), "retired");
	assert_int_equal(
	    rig_get(p.b, api_path(rig, p.org, "/perimeter/%s", p.other_item)), 404);
	assert_int_equal(rig_json(p.b, "POST",
			     api_path(rig, p.org, "/perimeter/%s/proofs", p.other_item), "{}"),
	    404);
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/perimeter/%s/retire", p.other_item),
		"{\"reason\":\"x\"}"),
	    404);
}

TEST_RIG(v1_authorisation_is_read_and_revoked)
{
	struct api_place p;
	struct authorisation a = {.id = "s1",
	    .signer = "x",
	    .signer_name = "Legal",
	    .signer_function = "director",
	    .emergency = "1",
	    .statement = "text",
	    .hash = "00",
	    .since = rig_now - 1000,
	    .until = rig_now + 100000,
	    .signed_at = rig_now};
	const char *one;

	api_place_init(&p, rig);
	a.org = p.org;
	assert_int_equal(desk_insert(rig->db, &authorisation_type, &a), 0);
	one = api_path(rig, p.org, "/authorisations/s1");
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/authorisations")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), 0), 1);
	assert_int_equal(rig_get(p.b, one), 200);
	assert_string_equal(api_text(p.b, "statement"), "text");
	assert_int_equal(
	    rig_json(p.b, "POST", rig_f(rig, "%s/revoke", one), "{\"reason\":\"stop\"}"), 200);
	assert_string_equal(api_text(p.b, "revoked_reason"), "stop");
	assert_string_equal(api_text(p.b, "revoked_by"), p.anna);
	/* Of another organisation. */
	a.id = "s2";
	a.org = p.other;
	assert_int_equal(desk_insert(rig->db, &authorisation_type, &a), 0);
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/authorisations/s2/revoke"),
		"{\"reason\":\"stop\"}"),
	    404);
}
