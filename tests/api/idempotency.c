#include "api/idempotency.h"

#include "api_place.h"
#include "codec/json.h"

static int order(struct rig *rig, struct api_place *p, const char *key, const char *body)
{
	p->b->header = "idempotency-key";
	p->b->value = key;
	return rig_json(p->b, "POST", api_path(rig, p->org, "/orders"), body);
}

static int64_t orders(struct rig *rig)
{
	return place_int(rig->db, "SELECT count(*) FROM audit_order");
}

TEST_RIG(idempotency_same_key_and_body_is_done_once)
{
	struct api_place p;
	const char *body = "{\"type\":\"surface\"}", *first;
	int64_t before;

	api_place_init(&p, rig);
	before = orders(rig);
	assert_int_equal(order(rig, &p, "k1", body), 201);
	first = p.b->body;
	assert_int_equal(order(rig, &p, "k1", body), 201);
	assert_string_equal(p.b->body, first);
	assert_string_equal(p.b->type, "application/json");
	assert_string_equal(rig_header(p.b, "Idempotency-Replayed"), "true");
	assert_true(*rig_header(p.b, "Location"));
	assert_int_equal(orders(rig), before + 1);
	/* Another request with the same key. */
	assert_int_equal(order(rig, &p, "k1", "{\"type\":\"full\"}"), 422);
	assert_int_equal(order(rig, &p, "k2", body), 201);
	assert_int_equal(orders(rig), before + 2);
}

TEST_RIG(idempotency_keys_are_of_a_token_and_of_a_day)
{
	struct api_place p;
	const char *body = "{\"type\":\"surface\"}";
	int64_t before;

	api_place_init(&p, rig);
	before = orders(rig);
	assert_int_equal(order(rig, &p, "k1", body), 201);
	p.b->bearer = api_token(rig, p.anna, NULL, "", NULL);
	assert_int_equal(order(rig, &p, "k1", body), 201);
	assert_int_equal(orders(rig), before + 2);
	rig_now += IDEMPOTENCY_MS + 1;
	p.b->bearer = api_token(rig, p.anna, NULL, "", NULL);
	assert_int_equal(order(rig, &p, "k1", body), 201);
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM api_reply"), 1);
	rig_now -= IDEMPOTENCY_MS + 1;
}

TEST_RIG(idempotency_failures_may_be_sent_again_and_bad_keys_not)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(order(rig, &p, "k1", "{\"type\":\"retest\"}"), 422);
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM api_reply"), 0);
	assert_int_equal(order(rig, &p, "k1", "{\"type\":\"surface\"}"), 201);
	assert_int_equal(order(rig, &p, "", "{\"type\":\"surface\"}"), 422);
	assert_int_equal(order(rig, &p, "with blank", "{\"type\":\"surface\"}"), 422);
}

/* The first request is still running, or died: it is not done a second time. */
TEST_RIG(idempotency_a_request_without_a_reply_is_not_repeated)
{
	struct api_place p;
	int64_t before;

	api_place_init(&p, rig);
	assert_int_equal(order(rig, &p, "k1", "{\"type\":\"surface\"}"), 201);
	assert_int_equal(db_exec(rig->db, "UPDATE api_reply SET \"status\" = 0"), 0);
	before = orders(rig);
	assert_int_equal(order(rig, &p, "k1", "{\"type\":\"surface\"}"), 409);
	assert_int_equal(orders(rig), before);
}
