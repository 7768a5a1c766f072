#include "desk/work.h"

#include "codec/sha256.h"
#include "desk/authorise.h"
#include "desk/proof.h"
#include "pack/kb.h"
#include "scope_place.h"
#include "store/desk.h"
#include "store/observation.h"
#include "store/run.h"

enum { LEASE = 30000 };

static struct order_house house_of(struct place *place)
{
	struct order_house house = {.kb = kb_builtin(), .tool = "varde test", .contact = "us"};

	text_list_add(&house.resolvers, place->arena, "127.0.0.53");
	return house;
}

static struct item proved_by(
    struct place *place, struct db *db, const char *org, const char *text)
{
	struct item item;

	(void)scope_declare(place, db, org, text);
	item = scope_item(place, db, org, text);
	scope_force(db, &item, ITEM_VERIFIED, SCOPE_NOW + 300 * SCOPE_DAY);
	return item;
}

static struct item proved(struct place *place, struct db *db, const char *text)
{
	return proved_by(place, db, "chu", text);
}

static void sign_for(
    struct place *place, struct db *db, const char *org, struct authorisation *ret)
{
	struct authorise_ask ask = {.org = org,
	    .profile = PROFILE_STANDARD,
	    .emergency = "+33 1 99 00 12 34",
	    .function = "Directeur",
	    .since = SCOPE_NOW,
	    .until = SCOPE_NOW + 300 * SCOPE_DAY,
	    .lang = "en"};
	const char *text = NULL;
	char hash[SHA256_HEX];

	assert_int_equal(
	    authorise_statement(db, &ask, scope_legal.name, place->arena, SCOPE_NOW, &text), 0);
	assert_int_equal(authorise_sign(db, &scope_legal, &ask,
			     sha256_hex(span_str(text), hash), place->arena, SCOPE_NOW, ret),
	    0);
}

static void sign(struct place *place, struct db *db, struct authorisation *ret)
{
	sign_for(place, db, "chu", ret);
}

static struct audit_order order_for(
    struct place *place, struct db *db, const struct order_house *house, const char *org)
{
	struct audit_order wish = {
	    .org = org, .type = ORDER_OF_FULL, .profile = PROFILE_STANDARD};
	struct order_list made = {0};

	if (order_submit(db, house, &scope_cert, 1u << ROLE_COORDINATOR, &wish, SCOPE_NOW,
		place->arena, &made) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	assert_int_equal(made.all.items[0].state, ORDER_SCHEDULED);
	return made.all.items[0];
}

static struct audit_order order(
    struct place *place, struct db *db, const struct order_house *house)
{
	return order_for(place, db, house, "chu");
}

static int claim(struct place *place, struct db *db, const struct order_house *house,
    const char *worker, int64_t now, struct work *ret)
{
	int r = work_claim(db, house, worker, LEASE, now, place->arena, ret);

	if (r < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return r;
}

static int state_of(struct place *place, struct db *db, const char *id)
{
	struct audit_order o;

	assert_int_equal(desk_get(db, &audit_order_type, id, place->arena, &o), 0);
	return o.state;
}

TEST_STORE(work_is_claimed_with_what_the_house_says)
{
	struct db *db = place_open(place);
	struct order_house house = house_of(place);
	struct authorisation a;
	struct audit_order o;
	struct work work, again;
	struct run run;

	scope_orgs(db);
	(void)proved(place, db, "127.20.0.3");
	sign(place, db, &a);
	assert_int_equal(claim(place, db, &house, "w1", SCOPE_NOW, &work), 0);
	o = order(place, db, &house);
	assert_int_equal(claim(place, db, &house, "w1", SCOPE_NOW, &work), 1);
	assert_false(work.proofs);
	assert_string_equal(work.job.id, o.run);
	assert_string_equal(work.job.contact, "us");
	assert_string_equal(work.job.resolvers.items[0], "127.0.0.53");
	assert_int_equal(state_of(place, db, o.id), ORDER_RUNNING);
	assert_int_equal(run_get(db, o.run, place->arena, &run), 0);
	/* It asks again: it has forgotten. Somebody else gets nothing. */
	assert_int_equal(claim(place, db, &house, "w2", SCOPE_NOW + 1, &again), 0);
	assert_int_equal(claim(place, db, &house, "w1", SCOPE_NOW + 1, &again), 1);
	assert_string_equal(again.chunk.id, work.chunk.id);
	assert_int_equal(again.job.seed, work.job.seed);
	assert_int_equal(again.chunk.attempts, 1);
	/* Its end, told twice. */
	assert_int_equal(
	    work_done(db, &house, "w1", &work.chunk, place->arena, SCOPE_NOW + 2), 0);
	assert_int_equal(state_of(place, db, o.id), ORDER_REVIEW);
	assert_int_equal(
	    work_done(db, &house, "w1", &work.chunk, place->arena, SCOPE_NOW + 3), 0);
	assert_int_equal(
	    work_done(db, &house, "w2", &work.chunk, place->arena, SCOPE_NOW + 3), ERR_BUSY);
	db_close(db);
}

TEST_STORE(work_is_not_handed_out_without_its_authorisation)
{
	struct db *db = place_open(place);
	struct order_house house = house_of(place);
	struct authorisation a;
	struct audit_order o;
	struct work work;

	scope_orgs(db);
	(void)proved(place, db, "127.20.0.3");
	sign(place, db, &a);
	o = order(place, db, &house);
	/* Its validity ends while the order waits: nobody presses a button. */
	assert_int_equal(claim(place, db, &house, "w1", a.until + 1, &work), 0);
	assert_int_equal(state_of(place, db, o.id), ORDER_PAUSED);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM chunk WHERE \"state\" = 'cancelled'"), 1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM run"), 0);
	db_close(db);
}

TEST_STORE(work_looks_at_proofs_first)
{
	struct db *db = place_open(place);
	struct order_house house = house_of(place);
	struct proof_list made = {0};
	struct authorisation a;
	struct audit_order o;
	struct obs_fact fact = {.fact = "proof.http", .subject = "127.20.0.3/32"};
	struct work work;
	struct item item;

	scope_orgs(db);
	item = proved(place, db, "127.20.0.3");
	assert_int_equal(
	    proof_new(db, &scope_tech, item.id, place->arena, SCOPE_NOW, &made), 0);
	sign(place, db, &a);
	o = order(place, db, &house);
	/* The order waits, as if it had not been claimed. */
	assert_int_equal(claim(place, db, &house, "w1", SCOPE_NOW, &work), 0);
	assert_int_equal(state_of(place, db, o.id), ORDER_SCHEDULED);
	assert_int_equal(claim(place, db, &house, "w1", SCOPE_NOW, &work), 1);
	assert_true(work.proofs);
	assert_int_equal(work.job.proofs.n, 1);
	assert_int_equal(claim(place, db, &house, "w2", SCOPE_NOW + WORK_BEHIND_MS, &work), 0);
	assert_int_equal(claim(place, db, &house, "w1", SCOPE_NOW, &work), 1);
	text_list_add(&fact.values, place->arena, made.all.items[0].token);
	fact.subject = item.value;
	assert_int_equal(work_fact(db, &work.chunk, &fact, place->arena, SCOPE_NOW), 0);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM proof WHERE \"state\" = 'valid'"), 1);
	fact.fact = "tls.grade";
	assert_int_equal(work_fact(db, &work.chunk, &fact, place->arena, SCOPE_NOW), 0);
	assert_int_equal(work_done(db, &house, "w1", &work.chunk, place->arena, SCOPE_NOW), 0);
	assert_int_equal(claim(place, db, &house, "w1", SCOPE_NOW + WORK_BEHIND_MS, &work), 1);
	assert_false(work.proofs);
	assert_int_equal(work.chunk.attempts, 1);
	db_close(db);
}

TEST_STORE(work_puts_due_proofs_into_the_queue_once)
{
	struct db *db = place_open(place);
	struct order_house house = house_of(place);
	struct proof_list made = {0};
	int64_t n = -1;
	struct item item;

	scope_orgs(db);
	assert_int_equal(work_proofs_due(db, &house, SCOPE_NOW, &n), 0);
	assert_int_equal(n, 0);
	item = proved(place, db, "127.20.0.3");
	assert_int_equal(
	    proof_new(db, &scope_tech, item.id, place->arena, SCOPE_NOW, &made), 0);
	assert_int_equal(work_proofs_due(db, &house, SCOPE_NOW + 1, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(work_proofs_due(db, &house, SCOPE_NOW + 2, &n), 0);
	assert_int_equal(n, 0);
	db_close(db);
}

TEST_STORE(work_that_failed_or_stopped_moves_its_order)
{
	struct db *db = place_open(place);
	struct order_house house = house_of(place);
	static const struct order_step stop = {
	    .action = ORDER_DO_PAUSE, .roles = 1u << ROLE_COORDINATOR};
	struct authorisation a;
	struct audit_order o;
	struct work work;
	int64_t now = SCOPE_NOW;

	scope_orgs(db);
	(void)proved(place, db, "127.20.0.3");
	sign(place, db, &a);
	o = order(place, db, &house);
	assert_int_equal(claim(place, db, &house, "w1", now, &work), 1);
	assert_int_equal(
	    order_act(db, &house, &scope_cert, o.id, &stop, now, place->arena, NULL), 0);
	assert_int_equal(
	    work_stopped(db, &house, "w2", &work.chunk, place->arena, now), ERR_BUSY);
	assert_int_equal(work_stopped(db, &house, "w1", &work.chunk, place->arena, now), 0);
	assert_int_equal(state_of(place, db, o.id), ORDER_PAUSED);
	o = order(place, db, &house);
	for (int i = 0; i < QUEUE_ATTEMPTS; i++) {
		assert_int_equal(
		    state_of(place, db, o.id), i ? ORDER_RUNNING : ORDER_SCHEDULED);
		assert_int_equal(claim(place, db, &house, "w1", now, &work), 1);
		assert_int_equal(
		    work_failed(db, &house, "w1", &work.chunk, "no", place->arena, now), 0);
		now += 10 * QUEUE_RETRY_MS;
	}
	assert_int_equal(state_of(place, db, o.id), ORDER_PAUSED);
	db_close(db);
}

/* A name that leads to the address, as a run stores it. */
static void found(struct place *place, struct db *db, const char *run, const char *addr)
{
	struct obs_asset asset = {.time = SCOPE_NOW,
	    .unit = "host/www.site.test",
	    .type = ASSET_HOST,
	    .name = "www.site.test",
	    .reach = REACH_FULL,
	    .why = "word list"};
	struct obs_unit unit = {.time = SCOPE_NOW,
	    .unit = "host/www.site.test",
	    .stage = "discover",
	    .state = UNIT_DONE};
	struct observations seen = {0};

	text_list_add(&asset.addresses, place->arena, addr);
	vec_push(place->arena, &seen.all,
	    ((struct observation){.kind = OBS_ASSET, .asset = &asset}));
	vec_push(
	    place->arena, &seen.all, ((struct observation){.kind = OBS_UNIT, .unit = &unit}));
	assert_int_equal(obs_store_unit(db, run, &seen), 0);
}

/* chu and its rival, each with an address of one network, both ordered. */
static void two_neighbours(struct place *place, struct db *db, const struct order_house *house,
    const char *second, struct audit_order *ret_first, struct audit_order *ret_second)
{
	static const struct membership roles[] = {
	    {.id = "n1", .person = "tech", .org = "rival", .role = ROLE_TECHNICIAN},
	    {.id = "n2", .person = "legal", .org = "rival", .role = ROLE_LEGAL},
	};
	struct authorisation a;

	scope_orgs(db);
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		assert_int_equal(desk_insert(db, &membership_type, &roles[i]), 0);
	(void)proved(place, db, "127.20.0.3");
	(void)proved_by(place, db, "rival", second);
	sign(place, db, &a);
	sign_for(place, db, "rival", &a);
	*ret_first = order(place, db, house);
	*ret_second = order_for(place, db, house, "rival");
}

TEST_STORE(work_of_two_organisations_is_not_at_one_address_at_once)
{
	struct db *db = place_open(place);
	struct order_house house = house_of(place);
	int64_t later = SCOPE_NOW + 2 * WORK_SHARED_MS;
	struct audit_order first, second;
	struct work one, two;

	two_neighbours(place, db, &house, "127.20.0.9", &first, &second);
	assert_int_equal(claim(place, db, &house, "w1", SCOPE_NOW, &one), 1);
	assert_int_equal(claim(place, db, &house, "w2", SCOPE_NOW, &two), 0);
	assert_int_equal(state_of(place, db, second.id), ORDER_SCHEDULED);
	assert_int_equal(claim(place, db, &house, "w2", later, &two), 0);
	assert_int_equal(
	    work_done(db, &house, "w1", &one.chunk, place->arena, SCOPE_NOW + 2), 0);
	assert_int_equal(claim(place, db, &house, "w2", later + 2 * WORK_SHARED_MS, &two), 1);
	/* It waited, and that was no try. */
	assert_int_equal(two.chunk.attempts, 1);
	db_close(db);
}

TEST_STORE(work_that_finds_its_way_to_anothers_address_waits)
{
	struct db *db = place_open(place);
	struct order_house house = house_of(place);
	int64_t later = SCOPE_NOW + 2 * WORK_SHARED_MS, seq = 0;
	struct audit_order first, second;
	struct work one, two;
	bool ok = false;

	two_neighbours(place, db, &house, "127.20.1.9", &first, &second);
	assert_int_equal(claim(place, db, &house, "w1", SCOPE_NOW, &one), 1);
	assert_int_equal(claim(place, db, &house, "w2", SCOPE_NOW, &two), 1);
	found(place, db, one.job.id, "127.20.0.4");
	assert_int_equal(work_where(db, "w1", &one.chunk, &seq, SCOPE_NOW, &ok), 0);
	assert_true(ok && seq > 0);
	found(place, db, two.job.id, "127.20.0.4");
	seq = 0;
	assert_int_equal(work_where(db, "w2", &two.chunk, &seq, SCOPE_NOW, &ok), 0);
	assert_false(ok);
	/* It waits, and now it is known beforehand where it goes. */
	assert_int_equal(claim(place, db, &house, "w2", later, &two), 0);
	assert_int_equal(work_done(db, &house, "w1", &one.chunk, place->arena, later), 0);
	later += 2 * WORK_SHARED_MS;
	assert_int_equal(claim(place, db, &house, "w2", later, &two), 1);
	assert_int_equal(two.chunk.attempts, 1);
	db_close(db);
}
