#include "api_place.h"
#include "codec/json.h"
#include "store/desk.h"

TEST_RIG(v1_cert_sees_the_constituency_and_members_do_not)
{
	static const char *const paths[] = {"orgs", "findings", "orders", "queue", "sector"};
	struct api_place p;

	api_place_init(&p, rig);
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		const char *path = rig_f(rig, "/api/v1/cert/%s", paths[i]);

		assert_int_equal(rig_get(p.cert, path), 200);
		assert_int_equal(rig_get(p.b, path), 403);
	}
	assert_int_equal(rig_get(p.cert, "/api/v1/cert/findings"), 200);
	assert_int_equal(json_int(json_get(api_reply(p.cert), "total"), 0), 3);
	assert_true(rig_has(p.cert, "CHU Other"));
	assert_int_equal(rig_get(p.cert, "/api/v1/cert/queue"), 200);
	assert_int_equal(json_int(json_get(api_reply(p.cert), "total"), 0), 2);
}

/* Fewer than five organisations: no figure is shown. */
TEST_RIG(v1_cert_sector_hides_what_rests_on_few)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.cert, "/api/v1/cert/sector"), 200);
	assert_int_equal(
	    json_get(json_get(api_reply(p.cert), "open"), "median")->type, JSON_NULL);
}

TEST_RIG(v1_cert_reads_of_everything_are_written_down)
{
	struct api_place p;
	int64_t n = 0;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.cert, "/api/v1/cert/findings"), 200);
	assert_int_equal(
	    desk_number(rig->db, "SELECT count(*) FROM audit_log WHERE \"action\" = $1",
		DESK_PARAMS(DESK_TEXT("GET /api/v1/cert/findings")), &n),
	    0);
	assert_int_equal(n, 1);
}
