#include "desk/order_plan.h"
#include "desk/queue.h"
#include "model/event.h"
#include "order_place.h"
#include "store/desk.h"

static const struct actor person = {.person = "p9", .name = "Nora"};

TEST_STORE(order_submit_takes_its_place)
{
	struct db *db = place_open(place);
	struct audit_order o;
	int64_t at = -2;

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	o = order_place_submit(place, db, "o1");
	assert_int_equal(o.state, ORDER_SCHEDULED);
	assert_string_equal(o.authorisation, "auth-1");
	assert_string_equal(o.ordered_by, "p9");
	assert_int_equal(o.estimate, (30 + 256 * 20) * 1000);
	assert_non_null(o.run);
	assert_int_equal(queue_place(db, o.id, &at), 0);
	assert_int_equal(at, 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM order_event"), 4);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM audit_log WHERE \"actor\" = 'p9'"), 1);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM chunk WHERE \"state\" = 'waiting'"), 1);
	(void)db_close(db);
}

TEST_STORE(order_submit_says_what_is_missing)
{
	struct db *db = place_open(place);
	const struct order_step again = {ORDER_DO_CHECK, 1u << ROLE_OFFICER, NULL};
	struct audit_order o;

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	order_place_denied = "o1";
	o = order_place_submit(place, db, "o1");
	assert_int_equal(o.state, ORDER_NEEDS_INFO);
	assert_non_null(strstr(o.note, "nothing is authorised"));
	assert_int_equal(place_int(db, "SELECT count(*) FROM chunk"), 0);
	order_place_denied = NULL;
	assert_int_equal(order_act(db, &order_place_house, &person, o.id, &again,
			     ORDER_PLACE_START, place->arena, &o),
	    0);
	assert_int_equal(o.state, ORDER_SCHEDULED);
	assert_int_equal(place_int(db, "SELECT count(*) FROM chunk"), 1);
	(void)db_close(db);
}

TEST_STORE(order_submit_fans_out_over_a_group)
{
	struct db *db = place_open(place);
	struct audit_order wish = {.org = "g", .recurrence = REPEAT_CYHY}, site;
	struct order_list made = {0};
	const struct order_step stop = {ORDER_DO_PAUSE, 1u << ROLE_GROUP_OFFICER, NULL};
	const struct order_step cancel = {ORDER_DO_CANCEL, 1u << ROLE_GROUP_OFFICER, "mistake"};

	order_place_org(place, db, "g/", ORG_GROUP);
	order_place_org(place, db, "g/s1/", ORG_HOSPITAL);
	order_place_org(place, db, "g/s2/", ORG_SMALL);
	order_place_org(place, db, "x/", ORG_HOSPITAL);
	assert_int_equal(order_submit(db, &order_place_house, &person, 1u << ROLE_GROUP_OFFICER,
			     &wish, ORDER_PLACE_START, place->arena, &made),
	    0);
	assert_int_equal(made.all.n, 3);
	assert_null(made.all.items[0].parent);
	assert_int_equal(made.all.items[0].state, ORDER_SCHEDULED);
	assert_true(made.all.items[0].next > ORDER_PLACE_START);
	site = made.all.items[1];
	assert_string_equal(site.org, "s1");
	assert_string_equal(site.parent, made.all.items[0].id);
	assert_int_equal(site.next, 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM chunk"), 2);
	/* The group's sites come before a hospital that stands alone. */
	assert_true(site.priority < order_place_submit(place, db, "x").priority);
	/* The group's button is that of its sites. */
	assert_int_equal(order_act(db, &order_place_house, &person, made.all.items[0].id, &stop,
			     ORDER_PLACE_START, place->arena, NULL),
	    0);
	assert_int_equal(order_place_get(place, db, site.id).state, ORDER_PAUSED);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM chunk WHERE \"state\" = 'cancelled'"), 2);
	assert_int_equal(order_act(db, &order_place_house, &person, made.all.items[0].id,
			     &cancel, ORDER_PLACE_START, place->arena, NULL),
	    0);
	assert_int_equal(order_place_get(place, db, site.id).state, ORDER_CANCELLED);
	assert_int_equal(order_place_get(place, db, made.all.items[0].id).next, 0);
	(void)db_close(db);
}

static int wish(struct place *place, struct db *db, struct audit_order w, int role)
{
	struct order_list made = {0};

	return order_submit(db, &order_place_house, &person, 1u << role, &w, ORDER_PLACE_START,
	    place->arena, &made);
}

TEST_STORE(order_submit_refuses_and_writes_nothing)
{
	struct db *db = place_open(place);
	struct tracked other = {.id = "f2",
	    .ref = "F2",
	    .org = "o2",
	    .type = "t",
	    .key = "k",
	    .subject = "192.0.2.1",
	    .state = TRACKED_OPEN};

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	assert_int_equal(desk_insert(db, &tracked_type, &other), 0);
	assert_int_equal(
	    wish(place, db, (struct audit_order){.org = "o1"}, ROLE_VIEWER), ERR_DENIED);
	place_assert_msg(db_msg(db));
	assert_int_equal(
	    wish(place, db, (struct audit_order){.org = "none"}, ROLE_OFFICER), ERR_NOTFOUND);
	assert_int_equal(
	    wish(place, db, (struct audit_order){.org = "o1", .type = ORDER_OF_TARGETED},
		ROLE_OFFICER),
	    ERR_RANGE);
	place_assert_msg(db_msg(db));
	assert_int_equal(wish(place, db, (struct audit_order){.org = "o1", .cve = "CVE-2026-1"},
			     ROLE_OFFICER),
	    ERR_RANGE);
	place_assert_msg(db_msg(db));
	assert_int_equal(
	    wish(place, db, (struct audit_order){.org = "o1", .type = ORDER_OF_RETEST},
		ROLE_OFFICER),
	    ERR_RANGE);
	/* A finding of somebody else. */
	assert_int_equal(
	    wish(place, db,
		(struct audit_order){.org = "o1", .type = ORDER_OF_RETEST, .finding = "f2"},
		ROLE_OFFICER),
	    ERR_NOTFOUND);
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_order"), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_log"), 0);
	assert_int_equal(
	    desk_exec(db, "UPDATE org SET \"state\" = 'suspended'", NULL, 0, NULL), 0);
	assert_int_equal(
	    wish(place, db, (struct audit_order){.org = "o1"}, ROLE_OFFICER), ERR_DENIED);
	(void)db_close(db);
}

TEST_STORE(order_submit_retest_verifies_one_finding)
{
	struct db *db = place_open(place);
	struct tracked t = {.id = "f1",
	    .ref = "F1",
	    .org = "o1",
	    .type = "telnet-exposed",
	    .key = "k",
	    .subject = "192.0.2.1",
	    .addr = "192.0.2.1",
	    .port = 23,
	    .state = TRACKED_CLAIMED_FIXED};
	struct audit_order w = {.org = "o1", .type = ORDER_OF_RETEST, .finding = "f1"};
	const struct order_step cancel = {ORDER_DO_CANCEL, 1u << ROLE_TECHNICIAN, "too early"};
	struct order_list made = {0};
	struct chunk c;

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
	assert_int_equal(order_submit(db, &order_place_house, &person, 1u << ROLE_TECHNICIAN,
			     &w, ORDER_PLACE_START, place->arena, &made),
	    0);
	assert_int_equal(desk_get(db, &tracked_type, "f1", place->arena, &t), 0);
	assert_int_equal(t.state, TRACKED_VERIFYING);
	assert_int_equal(desk_find(db, &chunk_type, "WHERE \"audit_order\" = $1",
			     DESK_PARAMS(DESK_TEXT(made.all.items[0].id)), place->arena, &c),
	    0);
	assert_non_null(strstr(c.job, "\"targets\":[\"192.0.2.1\"]"));
	assert_non_null(strstr(c.job, "\"ports\":\"23\""));
	assert_int_equal(order_act(db, &order_place_house, &person, made.all.items[0].id,
			     &cancel, ORDER_PLACE_START, place->arena, NULL),
	    0);
	assert_int_equal(desk_get(db, &tracked_type, "f1", place->arena, &t), 0);
	assert_int_equal(t.state, TRACKED_CLAIMED_FIXED);
	(void)db_close(db);
}

static void alert_at(struct db *db, const char *id, const char *asset)
{
	const struct alert a = {.id = id,
	    .ref = id,
	    .slot = id,
	    .org = "o1",
	    .type = "attack-target",
	    .asset = asset,
	    .feed = "probe",
	    .report = "eve",
	    .state = ALERT_TRIAGE};

	assert_int_equal(desk_insert(db, &alert_type, &a), 0);
}

/* The system that an alert is about is looked at, when it may be. */
TEST_STORE(order_submit_looks_at_the_system_of_an_alert)
{
	struct db *db = place_open(place);
	struct audit_order wish = {.org = "o1", .type = ORDER_OF_TARGETED, .alert = "here"};
	struct order_list made = {0};
	struct job job = {0};
	struct msg why = {0};

	order_place_org(place, db, "o1/", ORG_HOSPITAL);
	alert_at(db, "here", "192.0.2.7");
	alert_at(db, "away", "198.51.100.7");
	assert_int_equal(order_submit(db, &order_place_house, &person, 1u << ROLE_OFFICER,
			     &wish, ORDER_PLACE_START, place->arena, &made),
	    0);
	assert_int_equal(made.all.items[0].state, ORDER_SCHEDULED);
	assert_int_equal(order_job(db, &order_place_house, &made.all.items[0],
			     ORDER_PLACE_START, place->arena, &job, &why),
	    0);
	assert_int_equal(job.targets.n, 1);
	assert_string_equal(job.targets.items[0], "192.0.2.7");
	wish.alert = "away";
	assert_int_equal(order_submit(db, &order_place_house, &person, 1u << ROLE_OFFICER,
			     &wish, ORDER_PLACE_START, place->arena, &made),
	    0);
	assert_int_equal(made.all.items[0].state, ORDER_NEEDS_INFO);
	assert_non_null(strstr(made.all.items[0].note, "198.51.100.7"));
	(void)db_close(db);
}
