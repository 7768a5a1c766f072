#include "desk/order_run.h"

#include "desk/authorise.h"
#include "desk/queue.h"
#include "model/tracked.h"
#include "order_place.h"
#include "pack/kb.h"
#include "scope_place.h"
#include "store/desk.h"
#include "store/observation.h"
#include "store/run.h"

static const struct actor person = {.person = "p9", .name = "Nora"};
static const int64_t start = ORDER_PLACE_START;

static struct chunk claim(struct place *place, struct db *db, int64_t now)
{
	struct queue_chunks got = {0};

	assert_int_equal(
	    queue_claim(db, "w1", 1, ORDER_PLACE_LEASE, now, place->arena, &got), 0);
	assert_int_equal(got.all.n, 1);
	return got.all.items[0];
}

static void done(struct db *db, const char *id, int64_t now)
{
	struct text_list ids = {(const char **)&id, 1};

	assert_int_equal(queue_done(db, "w1", &ids, now, NULL), 0);
}

/* What a scan of 192.0.2.1 sees: telnet, or that the port is closed. */
static void observe(struct place *place, struct db *db, const char *run, bool telnet)
{
	struct observations obs = {0};
	struct obs_unit unit = {
	    .unit = "u", .time = start, .stage = "examine", .state = UNIT_DONE};
	struct obs_service s = {.unit = "u",
	    .time = start,
	    .addr = "192.0.2.1",
	    .port = 23,
	    .protocol = "telnet",
	    .banner = "login:"};
	struct obs_port p = {
	    .unit = "u", .time = start, .addr = "192.0.2.1", .port = 23, .state = PORT_CLOSED};

	if (telnet)
		vec_push(place->arena, &obs.all,
		    (struct observation){.kind = OBS_SERVICE, .service = &s});
	else
		vec_push(
		    place->arena, &obs.all, (struct observation){.kind = OBS_PORT, .port = &p});
	vec_push(place->arena, &obs.all, (struct observation){.kind = OBS_UNIT, .unit = &unit});
	assert_int_equal(obs_store_unit(db, run, &obs), 0);
}

static struct audit_order settle(
    struct place *place, struct db *db, const char *id, int64_t now)
{
	struct audit_order o;

	if (order_settle(db, &order_place_house, id, now, place->arena, &o) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return o;
}

/* From order to delivery and back: the whole way of an audit, then of a re-test. */
TEST_STORE(order_run_from_order_to_verified_fix)
{
	struct db *db = place_open(place);
	struct audit_order o, again;
	struct order_list made = {0};
	struct chunk c;
	struct job job;
	struct run run;
	struct tracked t;

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	o = order_place_submit(place, db, "o1");
	c = claim(place, db, start);
	assert_int_equal(order_start(db, &order_place_house, &c, start, place->arena, &job), 0);
	assert_string_equal(job.id, o.run);
	assert_string_equal(job.authorised_by, "auth-1");
	assert_true(job.seed != 0);
	assert_int_equal(order_place_get(place, db, o.id).state, ORDER_RUNNING);
	observe(place, db, o.run, true);
	assert_int_equal(settle(place, db, o.id, start).state, ORDER_RUNNING);
	done(db, c.id, start + 10);
	o = settle(place, db, o.id, start + 20);
	assert_int_equal(o.state, ORDER_REVIEW);
	assert_int_equal(o.findings, 1);
	assert_int_equal(run_get(db, o.run, place->arena, &run), 0);
	assert_int_equal(run.state, RUN_FINISHED);
	assert_int_equal(run.ended, start + 20);
	assert_int_equal(place_int(db, "SELECT count(*) FROM exposed_asset"), 2);
	again = settle(place, db, o.id, start + 30);
	assert_int_equal(again.version, o.version);
	/* The re-test. */
	assert_int_equal(desk_find(db, &tracked_type, "WHERE \"org\" = $1",
			     DESK_PARAMS(DESK_TEXT("o1")), place->arena, &t),
	    0);
	assert_int_equal(t.state, TRACKED_OPEN);
	assert_int_equal(
	    order_submit(db, &order_place_house, &person, 1u << ROLE_TECHNICIAN,
		&(struct audit_order){.org = "o1", .type = ORDER_OF_RETEST, .finding = t.id},
		start + 40, place->arena, &made),
	    0);
	o = made.all.items[0];
	c = claim(place, db, start + 50);
	assert_int_equal(
	    order_start(db, &order_place_house, &c, start + 50, place->arena, &job), 0);
	assert_string_equal(job.ports, "23");
	observe(place, db, o.run, false);
	done(db, c.id, start + 60);
	assert_int_equal(settle(place, db, o.id, start + 70).state, ORDER_CLOSED);
	assert_int_equal(desk_get(db, &tracked_type, t.id, place->arena, &t), 0);
	assert_int_equal(t.state, TRACKED_VERIFIED_FIXED);
	assert_string_equal(t.closed_how, "retest");
	(void)db_close(db);
}

/* The server dies between the steps: another one goes on. */
TEST_STORE(order_run_settles_what_was_left)
{
	struct db *db = place_open(place);
	struct audit_order o;
	struct chunk c;
	struct job job, second;
	int64_t n = 0;

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	o = order_place_submit(place, db, "o1");
	c = claim(place, db, start);
	assert_int_equal(order_start(db, &order_place_house, &c, start, place->arena, &job), 0);
	assert_int_equal(queue_expire(db, start + ORDER_PLACE_LEASE, NULL), 0);
	c = claim(place, db, start + ORDER_PLACE_LEASE);
	assert_int_equal(order_start(db, &order_place_house, &c, start + ORDER_PLACE_LEASE,
			     place->arena, &second),
	    0);
	assert_string_equal(second.id, job.id);
	assert_int_equal(second.seed, job.seed);
	observe(place, db, o.run, true);
	done(db, c.id, start + 40000);
	assert_int_equal(order_settle_due(db, &order_place_house, start + 50000, 10, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(order_place_get(place, db, o.id).state, ORDER_REVIEW);
	assert_int_equal(order_settle_due(db, &order_place_house, start + 50000, 10, &n), 0);
	assert_int_equal(n, 0);
	(void)db_close(db);
}

TEST_STORE(order_run_stops_and_goes_on)
{
	struct db *db = place_open(place);
	const struct order_step stop = {ORDER_DO_PAUSE, 1u << ROLE_TECHNICIAN, NULL};
	const struct order_step resume = {ORDER_DO_RESUME, 1u << ROLE_OFFICER, NULL};
	struct queue_progress p = {.stage = "sweep"};
	struct audit_order o;
	struct chunk c;
	struct job job;
	bool told = false;

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	o = order_place_submit(place, db, "o1");
	c = claim(place, db, start);
	assert_int_equal(order_start(db, &order_place_house, &c, start, place->arena, &job), 0);
	assert_int_equal(
	    order_act(db, &order_place_house, &person, o.id, &stop, start, place->arena, &o),
	    0);
	assert_true(o.stop);
	assert_int_equal(queue_beat(db, "w1", c.id, &p, ORDER_PLACE_LEASE, start, &told), 0);
	assert_true(told);
	assert_int_equal(queue_stopped(db, "w1", c.id, start), 0);
	assert_int_equal(settle(place, db, o.id, start).state, ORDER_PAUSED);
	/* Without an authorisation it does not go on. */
	order_place_denied = "o1";
	assert_int_equal(
	    order_act(db, &order_place_house, &person, o.id, &resume, start, place->arena, &o),
	    ERR_DENIED);
	order_place_denied = NULL;
	assert_int_equal(
	    order_act(db, &order_place_house, &person, o.id, &resume, start, place->arena, &o),
	    0);
	assert_int_equal(o.state, ORDER_SCHEDULED);
	assert_string_equal(claim(place, db, start).id, c.id);
	(void)db_close(db);
}

/* The authorisation ends while the chunk waits: not one packet is sent. */
TEST_STORE(order_run_asks_again_before_the_first_packet)
{
	struct db *db = place_open(place);
	struct audit_order o;
	struct chunk c;
	struct job job;

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	o = order_place_submit(place, db, "o1");
	c = claim(place, db, start);
	order_place_denied = "o1";
	assert_int_equal(
	    order_start(db, &order_place_house, &c, start, place->arena, &job), ERR_DENIED);
	order_place_denied = NULL;
	place_assert_msg(db_msg(db));
	o = order_place_get(place, db, o.id);
	assert_int_equal(o.state, ORDER_PAUSED);
	assert_non_null(strstr(o.note, "nothing is authorised"));
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM chunk WHERE \"state\" = 'cancelled'"), 1);
	/* And what is stopped is not begun. */
	assert_int_equal(
	    order_start(db, &order_place_house, &c, start, place->arena, &job), ERR_CANCELLED);
	(void)db_close(db);
}

TEST_STORE(order_run_failed_scan_pauses)
{
	struct db *db = place_open(place);
	struct audit_order o;
	struct chunk c;
	struct job job;

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	o = order_place_submit(place, db, "o1");
	c = claim(place, db, start);
	assert_int_equal(order_start(db, &order_place_house, &c, start, place->arena, &job), 0);
	assert_int_equal(queue_fail(db, "w1", c.id, "no route", false, start), 0);
	o = settle(place, db, o.id, start);
	assert_int_equal(o.state, ORDER_PAUSED);
	assert_non_null(strstr(o.note, "no route"));
	(void)db_close(db);
}

TEST_STORE(order_run_repeats_once)
{
	struct db *db = place_open(place);
	struct audit_order w = {.org = "o1", .recurrence = REPEAT_CYHY}, o;
	struct tracked bad = {.id = "f1",
	    .ref = "F1",
	    .org = "o1",
	    .type = "t",
	    .key = "k",
	    .subject = "s",
	    .state = TRACKED_OPEN,
	    .criticality = CRIT_HIGH};
	struct order_list made = {0};
	int64_t n = -1, due;

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	assert_int_equal(order_submit(db, &order_place_house, &person, 1u << ROLE_OFFICER, &w,
			     start, place->arena, &made),
	    0);
	due = made.all.items[0].next;
	assert_int_equal(due, start + 7 * 86400000LL);
	assert_int_equal(order_repeat_due(db, &order_place_house, due - 1, 10, &n), 0);
	assert_int_equal(n, 0);
	/* A high finding: the next one comes after a day. */
	assert_int_equal(desk_insert(db, &tracked_type, &bad), 0);
	assert_int_equal(order_repeat_due(db, &order_place_house, due, 10, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(order_repeat_due(db, &order_place_house, due, 10, &n), 0);
	assert_int_equal(n, 0);
	o = order_place_get(place, db, made.all.items[0].id);
	assert_int_equal(o.next, due + 86400000LL);
	assert_int_equal(desk_find(db, &audit_order_type, "WHERE \"parent\" = $1",
			     DESK_PARAMS(DESK_TEXT(o.id)), place->arena, &o),
	    0);
	assert_int_equal(o.state, ORDER_SCHEDULED);
	assert_int_equal(o.recurrence, REPEAT_ONCE);
	assert_string_equal(o.ordered_by, "p9");
	(void)db_close(db);
}

/* With the real proofs and authorisation: what is signed is what is handed out, and nothing
 * after it was revoked. */
TEST_STORE(order_run_rests_on_the_signature)
{
	struct db *db = place_open(place);
	const struct order_house house = {.kb = kb_builtin(), .tool = "varde test"};
	struct authorise_ask ask = {.org = "chu",
	    .profile = PROFILE_STANDARD,
	    .emergency = "+33 1 00 00 00 00",
	    .function = "Director",
	    .since = SCOPE_NOW,
	    .until = SCOPE_NOW + 30 * SCOPE_DAY,
	    .lang = "en"};
	struct audit_order wish = {.org = "chu", .profile = PROFILE_FULL};
	struct order_list made = {0};
	const char *text = NULL;
	char hash[SHA256_HEX];
	struct authorisation a;
	struct item item;
	struct chunk c;
	struct job job;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "chu.test");
	item = scope_item(place, db, "chu", "chu.test");
	scope_force(db, &item, ITEM_VERIFIED, SCOPE_NOW + 20 * SCOPE_DAY);
	assert_int_equal(
	    authorise_statement(db, &ask, scope_legal.name, place->arena, SCOPE_NOW, &text), 0);
	assert_int_equal(authorise_sign(db, &scope_legal, &ask,
			     sha256_hex(span_str(text), hash), place->arena, SCOPE_NOW, &a),
	    0);
	assert_int_equal(order_submit(db, &house, &scope_cert, 1u << ROLE_COORDINATOR, &wish,
			     SCOPE_NOW, place->arena, &made),
	    0);
	assert_int_equal(made.all.items[0].state, ORDER_SCHEDULED);
	assert_string_equal(made.all.items[0].authorisation, a.id);
	c = claim(place, db, SCOPE_NOW);
	assert_int_equal(order_start(db, &house, &c, SCOPE_NOW, place->arena, &job), 0);
	assert_int_equal(job.targets.n, 1);
	assert_string_equal(job.targets.items[0], "chu.test");
	assert_int_equal(job.profile, PROFILE_STANDARD);
	assert_int_equal(
	    authorise_revoke(db, &scope_legal, a.id, "enough", place->arena, SCOPE_NOW + 1), 0);
	assert_int_equal(
	    order_start(db, &house, &c, SCOPE_NOW + 2, place->arena, &job), ERR_DENIED);
	assert_int_equal(order_place_get(place, db, made.all.items[0].id).state, ORDER_PAUSED);
	(void)db_close(db);
}
