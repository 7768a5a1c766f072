#include "api_place.h"
#include "codec/json.h"

TEST_RIG(v1_cvss_scores_a_vector)
{
	struct api_place p;
	const struct json *reply;

	api_place_init(&p, rig);
	assert_int_equal(
	    rig_get(p.b, "/api/v1/cvss?vector=CVSS:3.1/A:H/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H"),
	    200);
	reply = api_reply(p.b);
	assert_string_equal(json_text(json_get(reply, "vector"), ""),
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
	assert_true(
	    json_get(reply, "base")->real > 9.79 && json_get(reply, "base")->real < 9.81);
	assert_string_equal(json_text(json_get(reply, "severity"), ""), "critical");
	assert_int_equal(rig_get(p.b, "/api/v1/cvss?vector=nothing"), 400);
	assert_int_equal(rig_get(p.b, "/api/v1/cvss"), 400);
}
