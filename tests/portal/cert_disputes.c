#include "cert_place.h"

#include "model/scope.h"
#include "store/desk.h"

static int state(struct rig *rig, const char *id)
{
	struct item item;

	assert_int_equal(desk_get(rig->db, &item_type, id, rig->arena, &item), 0);
	return item.state;
}

TEST_RIG(a_dispute_shows_both_claims_and_is_decided)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);
	const char *page = rig_f(rig, "/cert/disputes/%s", p.item);

	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "CHU Test"));
	assert_true(rig_has(b, "CH Autre"));
	assert_int_equal(rig_post(b, page, "reason", "x", NULL), 422);
	assert_int_equal(rig_post(b, page, "winner", p.rival, NULL), 422);
	assert_int_equal(
	    rig_post(b, page, "winner", p.rival, "reason", "the register says so", NULL), 303);
	assert_int_equal(state(rig, p.item), ITEM_RETIRED);
	assert_int_equal(state(rig, p.rival), ITEM_PENDING);
	assert_int_equal(rig_get(b, page), 404);
}

TEST_RIG(a_proof_is_attested_with_a_reason)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);
	const char *page = rig_f(rig, "/cert/proofs/%s", p.rival);

	assert_int_equal(rig_post(b, rig_f(rig, "/cert/disputes/%s", p.item), "winner", p.rival,
			     "reason", "the register", NULL),
	    303);
	assert_int_equal(rig_get(b, "/cert/proofs"), 200);
	assert_true(rig_has(b, "chu.example"));
	assert_int_equal(rig_post(b, page, NULL), 422);
	assert_int_equal(rig_post(b, page, "reason", "letter of 3 March", NULL), 303);
	assert_int_equal(state(rig, p.rival), ITEM_VERIFIED);
}
