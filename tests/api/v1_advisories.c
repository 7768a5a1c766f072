#include "api_place.h"
#include "codec/json.h"
#include "desk/advisory_publish.h"
#include "desk/org.h"
#include "store/desk.h"

static void step(struct rig *rig, const char *id, int action, const char *note)
{
	const struct actor reviewer = {.person = "reviewer"};
	struct advisory_step s = {action, 1u << ROLE_COORDINATOR, note, 0};

	if (action == ADVISORY_DO_PUBLISH || action == ADVISORY_DO_WITHDRAW)
		assert_int_equal(advisory_publish(rig->db, knowledge_builtin(), &reviewer, id,
				     &s, rig_now, rig->arena, NULL),
		    0);
	else
		assert_int_equal(
		    advisory_act(rig->db, &reviewer, id, &s, rig_now, rig->arena, NULL), 0);
}

/* One that has gone to the organisation alone. */
static const char *publish(struct rig *rig, const char *org, int tlp)
{
	const struct actor author = {.person = "author"};
	struct advisory_document d = {.advisory = {.title = "A hole in p",
					  .lang = "en",
					  .chance = ADVISORY_HIGH,
					  .damage = ADVISORY_HIGH,
					  .tlp = tlp,
					  .audience = ADVISORY_FOR_LIST}};

	text_list_add(&d.advisory.orgs, rig->arena, org);
	vec_push(rig->arena, &d.texts,
	    (struct advisory_text){
		.lang = "en", .title = "A hole in p", .summary = "S", .remedy = "Install 2."});
	assert_int_equal(advisory_create(rig->db, &author, &d, rig_now, rig->arena), 0);
	step(rig, d.advisory.id, ADVISORY_DO_SUBMIT, NULL);
	step(rig, d.advisory.id, ADVISORY_DO_APPROVE, NULL);
	step(rig, d.advisory.id, ADVISORY_DO_PUBLISH, "first");
	return d.advisory.id;
}

TEST_RIG(v1_advisories_are_read_and_answered)
{
	struct api_place p;
	const char *id, *path;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/advisories")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), -1), 0);
	id = publish(rig, p.org, TLP_AMBER);
	path = api_path(rig, p.org, "/advisories/%s", id);
	assert_int_equal(
	    rig_get(p.b, api_path(rig, p.org, "/advisories?answer=unanswered")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), -1), 1);
	assert_true(rig_has(p.b, "A hole in p"));
	assert_int_equal(rig_get(p.b, path), 200);
	assert_true(rig_has(p.b, "Install 2."));
	assert_true(rig_has(p.b, "\"tlp\":\"amber\""));
	assert_int_equal(rig_json(p.b, "POST", rig_f(rig, "%s/answer", path), "{}"), 422);
	assert_int_equal(rig_json(p.b, "POST", rig_f(rig, "%s/answer", path),
			     "{\"answer\":\"affected\",\"note\":\"two\"}"),
	    200);
	assert_true(rig_has(p.b, "\"answer\":\"affected\""));
	assert_int_equal(
	    rig_get(p.cert, rig_f(rig, "/api/v1/cert/advisories/%s/board", id)), 200);
	assert_true(rig_has(p.cert, "\"answer\":\"affected\""));
	assert_int_equal(rig_get(p.b, rig_f(rig, "/api/v1/cert/advisories/%s/board", id)), 403);
	assert_int_equal(
	    rig_get(p.cert, "/api/v1/cert/advisories/aaaaaaaaaaaaaaaaaaaaaaaaaa/board"), 404);
}

TEST_RIG(v1_advisories_that_went_elsewhere_are_not_there)
{
	struct api_place p;
	struct org other = {.name = "Other", .type = ORG_HOSPITAL, .state = ORG_ACTIVE};
	const struct actor cert = {.name = "test"};
	const char *id;

	api_place_init(&p, rig);
	assert_int_equal(org_create(rig->db, &cert, &other, rig_now, rig->arena), 0);
	id = publish(rig, other.id, TLP_AMBER);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/advisories")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), -1), 0);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/advisories/%s", id)), 404);
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/advisories/%s/answer", id),
		"{\"answer\":\"affected\"}"),
	    404);
}
