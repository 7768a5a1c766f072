#include "desk/tracked.h"

#include "model/member.h"
#include "model/order.h"
#include "place.h"
#include "store/desk.h"

static const int64_t start = 1795000000000;

/* What cert-desk 2.6 allows, written down a second time: the states an action may come from. */
static const char *const from[TRACKED_ACTIONS] = {
    [TRACKED_DO_CONFIRM] = "triage",
    [TRACKED_DO_DISMISS] = "triage",
    [TRACKED_DO_NOTIFY] = "open",
    [TRACKED_DO_ACKNOWLEDGE] = "open notified",
    [TRACKED_DO_ASSIGN] = "open notified acknowledged in_progress claimed_fixed verifying",
    [TRACKED_DO_PLAN] = "open notified acknowledged in_progress",
    [TRACKED_DO_WORK] = "open notified acknowledged in_progress claimed_fixed",
    [TRACKED_DO_CLAIM_FIXED] = "open notified acknowledged in_progress",
    [TRACKED_DO_RETEST] = "open notified acknowledged in_progress claimed_fixed mitigated",
    [TRACKED_DO_RETEST_OFF] = "verifying",
    [TRACKED_DO_FALSE_POSITIVE] = "open notified acknowledged in_progress claimed_fixed",
    [TRACKED_DO_NOT_OURS] = "open notified acknowledged in_progress",
    [TRACKED_DO_MITIGATE] = "open notified acknowledged in_progress",
    [TRACKED_DO_UPHOLD] = "false_positive not_ours",
    [TRACKED_DO_REJECT] = "false_positive not_ours duplicate mitigated",
    [TRACKED_DO_DUPLICATE] = "triage open notified acknowledged in_progress",
    [TRACKED_DO_ACCEPT] = "open notified acknowledged in_progress",
    [TRACKED_DO_REOPEN] = "accepted false_positive not_ours mitigated claimed_fixed",
    [TRACKED_DO_EXPIRE] = "accepted",
    [TRACKED_DO_WITHDRAW] = "triage open notified acknowledged in_progress claimed_fixed "
			    "verifying accepted mitigated",
    [TRACKED_DO_RESTATE] = "withdrawn",
    [TRACKED_DO_RETESTED] = "open notified acknowledged in_progress claimed_fixed verifying "
			    "mitigated",
    [TRACKED_DO_STILL_THERE] = "claimed_fixed verifying",
};

#define ANSWERS "technician officer group_officer analyst coordinator"

/* And who may; "varde" is Varde itself. */
static const char *const who[TRACKED_ACTIONS] = {
    [TRACKED_DO_CONFIRM] = "analyst coordinator",
    [TRACKED_DO_DISMISS] = "analyst coordinator",
    [TRACKED_DO_NOTIFY] = "varde",
    [TRACKED_DO_ACKNOWLEDGE] = ANSWERS,
    [TRACKED_DO_ASSIGN] = ANSWERS,
    [TRACKED_DO_PLAN] = ANSWERS,
    [TRACKED_DO_WORK] = ANSWERS,
    [TRACKED_DO_CLAIM_FIXED] = ANSWERS,
    [TRACKED_DO_RETEST] = ANSWERS,
    [TRACKED_DO_RETEST_OFF] = "varde",
    [TRACKED_DO_FALSE_POSITIVE] = ANSWERS,
    [TRACKED_DO_NOT_OURS] = ANSWERS,
    [TRACKED_DO_MITIGATE] = ANSWERS,
    [TRACKED_DO_UPHOLD] = "analyst coordinator",
    [TRACKED_DO_REJECT] = "analyst coordinator",
    [TRACKED_DO_DUPLICATE] = "analyst coordinator",
    [TRACKED_DO_ACCEPT] = "officer group_officer management",
    [TRACKED_DO_REOPEN] = ANSWERS,
    [TRACKED_DO_EXPIRE] = "varde",
    [TRACKED_DO_WITHDRAW] = "varde",
    [TRACKED_DO_RESTATE] = "varde",
    [TRACKED_DO_RETESTED] = "analyst coordinator",
    [TRACKED_DO_STILL_THERE] = "analyst coordinator",
};

/* Whether the word stands in the list. */
static bool has(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)) != NULL; at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static struct tracked_step step_of(int action, int role)
{
	return (struct tracked_step){.action = action,
	    .roles = role < 0 ? 0 : 1u << role,
	    .note = "because",
	    .other = "p1",
	    .when = start + TRACKED_DAY};
}

/* Every state, action and role: allowed, or refused for the right reason and nothing changed.
 */
TEST(tracked_every_state_action_and_role)
{
	const struct actor person = {.person = "p9", .name = "N"};
	int allowed = 0, asked = 0;

	for (int was = 0; tracked_state_names[was]; was++) {
		for (int action = 0; action < TRACKED_ACTIONS; action++) {
			for (int role = -1; role <= ROLE_AUDITOR; role++) {
				struct tracked t = {
				    .id = "f1", .ref = "F", .org = "o", .state = was};
				struct tracked after = {.state = 99};
				struct tracked_step step = step_of(action, role);
				bool by =
				    has(who[action], role < 0 ? "varde" : role_names[role]);
				bool in = has(from[action], tracked_state_names[was]);
				struct msg msg = {0};
				int r = tracked_apply(
				    &t, &step, role < 0 ? NULL : &person, start, &after, &msg);

				assert_int_equal(r, !by   ? ERR_DENIED
						    : !in ? ERR_UNSUPPORTED
							  : 0);
				assert_int_equal(tracked_allows(was, action, role), by && in);
				if (r < 0) {
					place_assert_msg(&msg);
					assert_int_equal(after.state, 99);
				} else {
					int to = tracked_rows[action].to;

					assert_int_equal(
					    after.state, to == TRACKED_STAYS ? was : to);
					allowed++;
				}
				asked++;
			}
		}
	}
	assert_int_equal(asked, 14 * TRACKED_ACTIONS * 14);
	assert_true(allowed > 200);
}

/* No person closes a finding that a run has seen, from any state: only a machine does. What a
 * tester's tool said, and no run, somebody of the CERT who tested it again may close. */
TEST(tracked_nobody_verifies_by_hand_what_a_machine_can)
{
	const struct actor person = {.person = "p9", .name = "N"};

	for (int action = 0; action < TRACKED_ACTIONS; action++)
		assert_true((tracked_rows[action].to == TRACKED_VERIFIED_FIXED) ==
			    (action == TRACKED_DO_RETESTED));
	for (int was = 0; tracked_state_names[was]; was++)
		for (int role = 0; role <= ROLE_AUDITOR; role++) {
			struct tracked t = {
			    .id = "f1", .ref = "F", .org = "o", .state = was, .run = "r1"};
			struct tracked_step step = step_of(TRACKED_DO_RETESTED, role);
			struct tracked after;
			struct msg msg = {0};

			assert_true(tracked_apply(&t, &step, &person, start, &after, &msg) < 0);
			step.action = TRACKED_DO_STILL_THERE;
			assert_true(tracked_apply(&t, &step, &person, start, &after, &msg) < 0);
		}
	assert_false(tracked_is_open(TRACKED_VERIFIED_FIXED));
	assert_false(tracked_is_open(TRACKED_ACCEPTED));
	assert_false(tracked_is_open(TRACKED_WITHDRAWN));
	assert_true(tracked_is_open(TRACKED_VERIFYING));
	assert_true(tracked_is_open(TRACKED_TRIAGE));
}

TEST(tracked_asks_for_what_is_needed)
{
	const struct actor person = {.person = "p9"};
	struct tracked t = {.id = "f1", .ref = "F", .org = "o", .state = TRACKED_OPEN}, after;
	struct tracked_step step = step_of(TRACKED_DO_ACCEPT, ROLE_OFFICER);
	struct msg msg = {0};

	assert_int_equal(tracked_apply(&t, &step, &person, start, &after, &msg), 0);
	assert_int_equal(after.expires, start + TRACKED_DAY);
	assert_string_equal(after.decided_by, "p9");
	assert_string_equal(after.owner, "p1");
	step.note = "";
	assert_int_equal(tracked_apply(&t, &step, &person, start, &after, &msg), ERR_RANGE);
	step = step_of(TRACKED_DO_ACCEPT, ROLE_OFFICER);
	step.other = NULL;
	assert_int_equal(tracked_apply(&t, &step, &person, start, &after, &msg), ERR_RANGE);
	step = step_of(TRACKED_DO_ACCEPT, ROLE_OFFICER);
	step.when = start;
	assert_int_equal(tracked_apply(&t, &step, &person, start, &after, &msg), ERR_RANGE);
	step.when = start + TRACKED_ACCEPT_MAX + 1;
	assert_int_equal(tracked_apply(&t, &step, &person, start, &after, &msg), ERR_RANGE);
	step.when = start + TRACKED_ACCEPT_MAX;
	assert_int_equal(tracked_apply(&t, &step, &person, start, &after, &msg), 0);
	step = step_of(TRACKED_DO_DUPLICATE, ROLE_ANALYST);
	step.other = "f1";
	assert_int_equal(tracked_apply(&t, &step, &person, start, &after, &msg), ERR_RANGE);
}

/* CISA BOD 26-04 by its own columns: exposed, known, automatable, total. */
TEST(tracked_deadlines_are_the_sixteen_rows)
{
	static const struct {
		const char *row;
		int days;
		bool forensics;
	} rows[] = {
	    {"nnnn", 0, false},
	    {"nnny", 0, false},
	    {"nnyn", 60, false},
	    {"nnyy", 60, false},
	    {"nynn", 14, false},
	    {"nyny", 14, false},
	    {"nyyn", 14, false},
	    {"nyyy", 3, true},
	    {"ynnn", 60, false},
	    {"ynny", 14, false},
	    {"ynyn", 14, false},
	    {"ynyy", 3, false},
	    {"yynn", 14, false},
	    {"yyny", 3, true},
	    {"yyyn", 3, false},
	    {"yyyy", 3, true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *q = rows[i].row;
		struct tracked_deadline d = tracked_deadline_of(
		    (struct tracked_risk){q[0] == 'y', q[1] == 'y', q[2] == 'y', q[3] == 'y'});

		assert_int_equal(d.days, rows[i].days);
		assert_int_equal(d.forensics, rows[i].forensics);
		assert_non_null(d.rule);
	}
}

TEST(tracked_due_follows_criticality)
{
	static const int days[CRIT_LEVELS] = {3, 14, 60, 0, 0};

	for (int c = 0; c < CRIT_LEVELS; c++) {
		struct tracked t = {.criticality = c};

		tracked_set_due(&t, start);
		assert_int_equal(t.due, days[c] ? start + days[c] * TRACKED_DAY : 0);
		assert_non_null(t.due_rule);
	}
}

TEST(tracked_due_follows_the_profile_of_the_finding)
{
	static const struct {
		const char *rule;
		int days;
		bool forensics;
		int due;
		const char *kept;
	} rows[] = {
	    {"BOD 26-04 row 15", 3, true, 3, "BOD 26-04: 3 days, forensics"},
	    {"BOD 26-04 row 0", 0, false, 0, "BOD 26-04: on upgrade"},
	    {"CVSS bands: 7 days", 7, false, 7, "CVSS bands: 7 days"},
	    {"CVSS bands: 30 days", 30, false, 30, "CVSS bands: 30 days"},
	    {"CVSS bands: 90 days", 90, false, 90, "CVSS bands: 90 days"},
	    {"CVSS bands: on upgrade", 0, false, 0, "CVSS bands: on upgrade"},
	    {NULL, 0, false, 14, "BOD 26-04: 14 days"}, /* by its criticality */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct tracked t = {.criticality = CRIT_HIGH};
		struct finding f = {
		    .rule = rows[i].rule, .days = rows[i].days, .forensics = rows[i].forensics};

		tracked_set_due_of(&t, &f, start);
		assert_int_equal(t.due, rows[i].due ? start + rows[i].due * TRACKED_DAY : 0);
		assert_string_equal(t.due_rule, rows[i].kept);
		/* And counted anew, by the rule that it has. */
		tracked_restart_due(&t, start + 1);
		assert_int_equal(
		    t.due, rows[i].due ? start + 1 + rows[i].due * TRACKED_DAY : 0);
		assert_string_equal(t.due_rule, rows[i].kept);
	}
}

static void insert(struct db *db, const char *id, const char *org, int state)
{
	struct tracked t = {.id = id,
	    .ref = id,
	    .org = org,
	    .type = "telnet-exposed",
	    .key = id,
	    .subject = "192.0.2.1",
	    .state = state};

	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
}

static void member(struct place *place, struct db *db, const char *person, const char *org)
{
	struct membership m = {.id = arena_printf(place->arena, "m-%s", person),
	    .person = person,
	    .org = org,
	    .role = ROLE_TECHNICIAN};

	assert_int_equal(desk_insert(db, &membership_type, &m), 0);
}

TEST_STORE(tracked_act_writes_event_and_log)
{
	struct db *db = place_open(place);
	const struct actor person = {.person = "p9", .name = "Nora", .remote = "192.0.2.9"};
	struct tracked_step step = step_of(TRACKED_DO_WORK, ROLE_TECHNICIAN);
	struct tracked after, got;

	insert(db, "f1", "o1", TRACKED_OPEN);
	assert_int_equal(tracked_act(db, &person, "f1", &step, start, place->arena, &after), 0);
	assert_int_equal(after.state, TRACKED_IN_PROGRESS);
	assert_int_equal(desk_get(db, &tracked_type, "f1", place->arena, &got), 0);
	assert_int_equal(got.state, TRACKED_IN_PROGRESS);
	assert_int_equal(got.version, 1);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM tracked_event WHERE \"finding\" = "
			  "'f1' AND \"was\" = 'open' AND \"becomes\" = 'in_progress' "
			  "AND \"actor\" = 'p9'"),
	    1);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM audit_log WHERE \"action\" = "
			  "'finding.work' AND \"object\" = 'f1' AND \"org\" = 'o1' "
			  "AND \"actor\" = 'p9'"),
	    1);
	/* Refused: nothing is written. */
	step = step_of(TRACKED_DO_CONFIRM, ROLE_TECHNICIAN);
	assert_int_equal(
	    tracked_act(db, &person, "f1", &step, start, place->arena, NULL), ERR_DENIED);
	place_assert_msg(db_msg(db));
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_log"), 1);
	assert_int_equal(
	    tracked_act(db, &person, "f9", &step, start, place->arena, NULL), ERR_NOTFOUND);
	(void)db_close(db);
}

/* Whatever happens in one millisecond is told in the order in which it happened, remarks too.
 */
TEST_STORE(tracked_history_has_one_order)
{
	struct db *db = place_open(place);
	const struct actor person = {.person = "p9"};
	struct tracked_step steps[] = {step_of(TRACKED_DO_WORK, ROLE_TECHNICIAN),
	    step_of(TRACKED_DO_CLAIM_FIXED, ROLE_TECHNICIAN),
	    step_of(TRACKED_DO_REOPEN, ROLE_TECHNICIAN)};
	struct desk_records events = {0};
	struct tracked t;

	insert(db, "f1", "o1", TRACKED_OPEN);
	for (int i = 0; i < 12; i++) {
		assert_int_equal(
		    tracked_act(db, &person, "f1", &steps[i % 3], start, place->arena, &t), 0);
		assert_int_equal(db_begin(db, DB_WRITE), 0);
		assert_int_equal(
		    db_end(db, tracked_note(db, &t, &t, "p9", "remark", NULL, start)), 0);
	}
	assert_int_equal(desk_list(db, &tracked_event_type,
			     "WHERE \"finding\" = $1 ORDER BY \"time\", \"id\"",
			     DESK_PARAMS(DESK_TEXT("f1")), place->arena, &events),
	    0);
	assert_int_equal(events.all.n, 24);
	for (size_t i = 1; i < events.all.n; i++) {
		const struct tracked_event *before = events.all.items[i - 1],
					   *e = events.all.items[i];

		assert_int_equal(e->was, before->becomes);
		assert_true(e->time > before->time);
	}
	(void)db_close(db);
}

TEST_STORE(tracked_owner_and_duplicate_are_of_the_organisation)
{
	struct db *db = place_open(place);
	const struct actor person = {.person = "p9", .name = "Nora"};
	struct org group = {.id = "g", .name = "G", .path = "g/", .criticality = 1};
	struct org site = {
	    .id = "o1", .name = "S", .path = "g/o1/", .criticality = 1, .parent = "g"};
	struct org other = {
	    .id = "o2", .name = "T", .path = "g/o2/", .criticality = 1, .parent = "g"};
	struct tracked_step step = step_of(TRACKED_DO_ASSIGN, ROLE_OFFICER);

	assert_int_equal(desk_insert(db, &org_type, &group), 0);
	assert_int_equal(desk_insert(db, &org_type, &site), 0);
	assert_int_equal(desk_insert(db, &org_type, &other), 0);
	insert(db, "f1", "o1", TRACKED_OPEN);
	insert(db, "f2", "o1", TRACKED_OPEN);
	insert(db, "f3", "o2", TRACKED_OPEN);
	member(place, db, "above", "g");
	member(place, db, "here", "o1");
	member(place, db, "sibling", "o2");
	member(place, db, "cert", NULL);
	step.other = "sibling";
	assert_int_equal(
	    tracked_act(db, &person, "f1", &step, start, place->arena, NULL), ERR_NOTFOUND);
	for (size_t i = 0; i < 3; i++) {
		step.other = (const char *[]){"above", "here", "cert"}[i];
		assert_int_equal(
		    tracked_act(db, &person, "f1", &step, start, place->arena, NULL), 0);
	}
	step = step_of(TRACKED_DO_DUPLICATE, ROLE_ANALYST);
	step.other = "f3";
	assert_int_equal(
	    tracked_act(db, &person, "f1", &step, start, place->arena, NULL), ERR_NOTFOUND);
	step.other = "f2";
	assert_int_equal(tracked_act(db, &person, "f1", &step, start, place->arena, NULL), 0);
	(void)db_close(db);
}

TEST_STORE(tracked_acceptance_ends)
{
	struct db *db = place_open(place);
	const struct actor person = {.person = "p9", .name = "Nora"};
	struct tracked_step step = step_of(TRACKED_DO_ACCEPT, ROLE_MANAGEMENT);
	struct tracked t;
	int64_t n = -1;

	insert(db, "f1", "o1", TRACKED_OPEN);
	member(place, db, "p1", "o1");
	assert_int_equal(
	    desk_insert(db, &org_type,
		&(struct org){.id = "o1", .name = "S", .path = "o1/", .criticality = 1}),
	    0);
	assert_int_equal(tracked_act(db, &person, "f1", &step, start, place->arena, &t), 0);
	assert_int_equal(t.state, TRACKED_ACCEPTED);
	assert_int_equal(tracked_expire(db, step.when - 1, 10, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(tracked_expire(db, step.when, 10, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(tracked_expire(db, step.when, 10, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(desk_get(db, &tracked_type, "f1", place->arena, &t), 0);
	assert_int_equal(t.state, TRACKED_OPEN);
	assert_int_equal(t.expires, 0);
	(void)db_close(db);
}
