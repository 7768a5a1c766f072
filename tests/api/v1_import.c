#include "api_place.h"
#include "codec/json.h"
#include "model/tool.h"
#include "store/desk.h"

TEST_RIG(v1_imports_are_read_by_the_cert_alone)
{
	struct api_place p;
	struct tool_import i = {.id = "imp1", .ref = "I-2026-0001", .digest = "d", .fresh = 1};
	struct tool_finding f = {
	    .id = "l1", .import = "imp1", .number = 1, .rule = "104743", .addr = "192.0.2.1"};
	static const char *const paths[] = {"", "/imp1", "/imp1/lines"};

	api_place_init(&p, rig);
	i.org = p.org;
	assert_int_equal(desk_insert(rig->db, &tool_import_type, &i), 0);
	assert_int_equal(desk_insert(rig->db, &tool_finding_type, &f), 0);
	for (size_t k = 0; k < ARRAY_LEN(paths); k++) {
		const char *path = rig_f(rig, "/api/v1/cert/imports%s", paths[k]);

		assert_int_equal(rig_get(p.cert, path), 200);
		assert_int_equal(rig_get(p.b, path), 403);
	}
	assert_true(rig_has(p.cert, "104743"));
	assert_int_equal(rig_get(p.cert, "/api/v1/cert/imports/imp1"), 200);
	assert_string_equal(json_text(json_get(api_reply(p.cert), "ref"), ""), "I-2026-0001");
	assert_int_equal(rig_get(p.cert, "/api/v1/cert/imports/other"), 404);
	assert_int_equal(rig_get(p.cert, "/api/v1/cert/imports/other/lines"), 404);
}
