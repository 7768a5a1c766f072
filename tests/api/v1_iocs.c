#include "api_place.h"
#include "codec/json.h"
#include "model/ioc.h"

/* An identifier of 26 letters. */
static const char *id_of(struct rig *rig, const char *value)
{
	return rig_f(rig, "%.4saaaaaaaaaaaaaaaaaaaaaa", value);
}

static void add(struct rig *rig, const char *value, int state, int tlp)
{
	struct ioc i = {.id = id_of(rig, value),
	    .type = IOC_DOMAIN,
	    .value = value,
	    .state = state,
	    .tlp = tlp,
	    .source = "a partner",
	    .note = "seen at a clinic",
	    .added = rig_now,
	    .published = state >= IOC_ACTIVE ? rig_now : 0};

	assert_int_equal(desk_insert(rig->db, &ioc_type, &i), 0);
}

TEST_RIG(v1_indicators_are_for_whom_their_label_says)
{
	struct api_place p;

	api_place_init(&p, rig);
	add(rig, "green.example", IOC_ACTIVE, TLP_GREEN);
	add(rig, "candidate.example", IOC_CANDIDATE, TLP_GREEN);
	add(rig, "gone.example", IOC_WITHDRAWN, TLP_GREEN);
	assert_int_equal(rig_get(p.b, "/api/v1/indicators"), 200);
	assert_true(rig_has(p.b, "green.example"));
	assert_true(rig_has(p.b, "gone.example"));
	assert_false(rig_has(p.b, "candidate.example"));
	assert_int_equal(rig_get(p.b, "/api/v1/indicators?state=active"), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), -1), 1);
	assert_int_equal(
	    rig_get(p.b, rig_f(rig, "/api/v1/indicators/%s", id_of(rig, "green"))), 200);
	assert_string_equal(api_text(p.b, "value"), "green.example");
	assert_false(rig_has(p.b, "clinic"));
	assert_int_equal(
	    rig_get(p.b, rig_f(rig, "/api/v1/indicators/%s", id_of(rig, "candidate"))), 404);
	assert_int_equal(rig_get(p.cert, "/api/v1/indicators"), 200);
	assert_true(rig_has(p.cert, "candidate.example"));
	assert_int_equal(
	    rig_get(p.cert, rig_f(rig, "/api/v1/indicators/%s", id_of(rig, "candidate"))), 200);
	assert_true(rig_has(p.cert, "clinic"));
}
