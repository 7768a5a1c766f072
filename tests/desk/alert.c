#include "desk/alert.h"

#include "event_place.h"

static struct alert in(enum alert_state state)
{
	return (struct alert){.id = "a",
	    .ref = "AL-2026-00001",
	    .org = state == ALERT_RECEIVED || state == ALERT_UNATTRIBUTED ? NULL : "o",
	    .state = state,
	    .told = state >= ALERT_NOTIFIED ? NOW - DAY_MS : 0,
	    .last = NOW - DAY_MS};
}

static int apply(const struct alert *a, const struct alert_step *step, struct alert *ret)
{
	static const struct actor actor = {.person = "p"};
	struct msg msg = {0};
	int r = alert_apply(a, step, &actor, NOW, ret, &msg);

	assert_true(r == 0 || (msg.what[0] && msg.hint[0]));
	return r;
}

/* A step that lacks nothing. */
static struct alert_step whole(int action)
{
	return (struct alert_step){.action = action,
	    .note = "because",
	    .answer = ALERT_WORKING,
	    .end = ALERT_END_FALSE_POSITIVE,
	    .org = action == ALERT_DO_ASSIGN || action == ALERT_DO_ATTRIBUTE ? "o" : NULL,
	    .rule = "r"};
}

/* State by state, what may follow (cert-desk 2.6), written down once more. */
TEST(alert_table_is_that_of_the_book)
{
	static const struct {
		enum alert_state from;
		int action;
		enum alert_state to;
	} ways[] = {
	    {ALERT_RECEIVED, ALERT_DO_ATTRIBUTE, ALERT_TRIAGE},
	    {ALERT_RECEIVED, ALERT_DO_MISS, ALERT_UNATTRIBUTED},
	    {ALERT_UNATTRIBUTED, ALERT_DO_ASSIGN, ALERT_TRIAGE},
	    {ALERT_UNATTRIBUTED, ALERT_DO_CLOSE, ALERT_CLOSED},
	    {ALERT_TRIAGE, ALERT_DO_ASSIGN, ALERT_TRIAGE},
	    {ALERT_TRIAGE, ALERT_DO_UNASSIGN, ALERT_UNATTRIBUTED},
	    {ALERT_TRIAGE, ALERT_DO_SUPPRESS, ALERT_SUPPRESSED},
	    {ALERT_TRIAGE, ALERT_DO_RELEASE, ALERT_TRIAGE},
	    {ALERT_TRIAGE, ALERT_DO_TELL, ALERT_NOTIFIED},
	    {ALERT_TRIAGE, ALERT_DO_CLOSE, ALERT_CLOSED},
	    {ALERT_SUPPRESSED, ALERT_DO_ASSIGN, ALERT_TRIAGE},
	    {ALERT_SUPPRESSED, ALERT_DO_UNASSIGN, ALERT_UNATTRIBUTED},
	    {ALERT_SUPPRESSED, ALERT_DO_RELEASE, ALERT_TRIAGE},
	    {ALERT_SUPPRESSED, ALERT_DO_CLOSE, ALERT_CLOSED},
	    {ALERT_NOTIFIED, ALERT_DO_ASSIGN, ALERT_TRIAGE},
	    {ALERT_NOTIFIED, ALERT_DO_UNASSIGN, ALERT_UNATTRIBUTED},
	    {ALERT_NOTIFIED, ALERT_DO_OPEN, ALERT_ACKNOWLEDGED},
	    {ALERT_NOTIFIED, ALERT_DO_ANSWER, ALERT_ANSWERED},
	    {ALERT_NOTIFIED, ALERT_DO_CLOSE, ALERT_CLOSED},
	    {ALERT_ACKNOWLEDGED, ALERT_DO_ASSIGN, ALERT_TRIAGE},
	    {ALERT_ACKNOWLEDGED, ALERT_DO_UNASSIGN, ALERT_UNATTRIBUTED},
	    {ALERT_ACKNOWLEDGED, ALERT_DO_ANSWER, ALERT_ANSWERED},
	    {ALERT_ACKNOWLEDGED, ALERT_DO_CLOSE, ALERT_CLOSED},
	    {ALERT_ANSWERED, ALERT_DO_ASSIGN, ALERT_TRIAGE},
	    {ALERT_ANSWERED, ALERT_DO_UNASSIGN, ALERT_UNATTRIBUTED},
	    {ALERT_ANSWERED, ALERT_DO_ANSWER, ALERT_ANSWERED},
	    {ALERT_ANSWERED, ALERT_DO_CLOSE, ALERT_CLOSED},
	};

	for (int from = 0; from < ALERT_STATES; from++)
		for (int action = 0; action < ALERT_ACTIONS; action++) {
			const struct alert a = in((enum alert_state)from);
			const struct alert_step step = whole(action);
			struct alert next;
			int want = -1;

			for (size_t i = 0; i < ARRAY_LEN(ways); i++)
				if ((int)ways[i].from == from && ways[i].action == action)
					want = (int)ways[i].to;
			if (apply(&a, &step, &next) < 0)
				next.state = -1;
			if (next.state != want)
				fail_msg("%s, %s: %d", alert_state_names[from],
				    alert_rows[action].name, next.state);
		}
	for (int i = 0; i < ALERT_ACTIONS; i++)
		assert_int_equal(alert_rows[i].action, i);
}

TEST(alert_guards)
{
	struct alert a = in(ALERT_NOTIFIED), next;
	struct alert_step step = {.action = ALERT_DO_ANSWER, .answer = ALERT_UNANSWERED};

	assert_int_equal(apply(&a, &step, &next), ERR_RANGE);
	/* What takes it off the list needs words, what does not, not. */
	for (int answer = ALERT_WORKING; answer <= ALERT_NEED_HELP; answer++) {
		bool words = answer == ALERT_FALSE_POSITIVE || answer == ALERT_NOT_OURS ||
			     answer == ALERT_ACCEPTED;

		step.answer = answer;
		step.note = "  ";
		assert_int_equal(apply(&a, &step, &next), words ? ERR_RANGE : 0);
		step.note = "it is a printer";
		assert_int_equal(apply(&a, &step, &next), 0);
		assert_int_equal(next.answer, answer);
		assert_int_equal(next.answered, NOW);
		assert_string_equal(next.answered_by, "p");
	}
	step = (struct alert_step){.action = ALERT_DO_CLOSE, .end = ALERT_END_FIXED};
	assert_int_equal(apply(&a, &step, &next), ERR_RANGE);
	step.note = "rang them";
	assert_int_equal(apply(&a, &step, &next), 0);
	assert_int_equal(next.end, ALERT_END_FIXED);
	assert_int_equal(next.ended, NOW);
	step.end = ALERT_GOES_ON;
	assert_int_equal(apply(&a, &step, &next), ERR_RANGE);
	a = in(ALERT_TRIAGE);
	step = (struct alert_step){.action = ALERT_DO_SUPPRESS};
	assert_int_equal(apply(&a, &step, &next), ERR_UNSUPPORTED);
}

TEST(alert_time_closes_and_new_events_open)
{
	struct alert a = in(ALERT_ANSWERED), next;
	struct alert_step step = {.action = ALERT_DO_SETTLE};

	a.answer = ALERT_FIXED;
	a.answered = NOW - (int64_t)7 * DAY_MS;
	assert_int_equal(apply(&a, &step, &next), ERR_UNSUPPORTED); /* seen yesterday */
	a.last = NOW - (int64_t)7 * DAY_MS - 1;
	assert_int_equal(apply(&a, &step, &next), 0);
	assert_int_equal(next.end, ALERT_END_FIXED);
	a.answer = ALERT_WORKING;
	assert_int_equal(apply(&a, &step, &next), ERR_UNSUPPORTED);
	a.answer = ALERT_ACCEPTED;
	assert_int_equal(apply(&a, &step, &next), 0);
	assert_int_equal(next.end, ALERT_END_ACCEPTED);

	/* Seen after it was said to be fixed. */
	step.action = ALERT_DO_RETURN;
	a.answer = ALERT_FIXED;
	assert_int_equal(apply(&a, &step, &next), ERR_UNSUPPORTED);
	a.last = NOW;
	assert_int_equal(apply(&a, &step, &next), 0);
	assert_int_equal(next.state, ALERT_TRIAGE);
	assert_int_equal(next.answer, ALERT_UNANSWERED);
	assert_int_equal(next.reopened, 1);
	assert_true(next.waits);
	a.answer = ALERT_FALSE_POSITIVE;
	assert_int_equal(apply(&a, &step, &next), ERR_UNSUPPORTED);
	a = in(ALERT_CLOSED);
	a.ended = NOW - DAY_MS;
	a.last = NOW;
	for (int end = ALERT_END_FIXED; end <= ALERT_END_INCIDENT; end++) {
		a.end = end;
		assert_int_equal(apply(&a, &step, &next),
		    end == ALERT_END_FIXED || end == ALERT_END_NO_ANSWER ? 0 : ERR_UNSUPPORTED);
	}

	step.action = ALERT_DO_LAPSE;
	a = in(ALERT_NOTIFIED);
	a.told = NOW - (int64_t)30 * DAY_MS;
	assert_int_equal(apply(&a, &step, &next), ERR_UNSUPPORTED);
	a.last = NOW - (int64_t)7 * DAY_MS;
	assert_int_equal(apply(&a, &step, &next), 0);
	assert_int_equal(next.end, ALERT_END_NO_ANSWER);
}

TEST(alert_priority_orders)
{
	/* Severity counts more than all the rest. */
	for (int s = CRIT_CRITICAL; s < CRIT_INFO; s++)
		assert_true(
		    alert_priority(s, 4, false, 1) >= alert_priority(s + 1, 1, true, 1000));
	assert_true(
	    alert_priority(CRIT_HIGH, 1, false, 1) > alert_priority(CRIT_HIGH, 2, false, 1));
	assert_true(
	    alert_priority(CRIT_HIGH, 3, true, 1) > alert_priority(CRIT_HIGH, 3, false, 1));
	assert_int_equal(alert_priority(CRIT_CRITICAL, 1, true, 1000), 100);
	/* What is attacked is there: that outdoes the next severity, and no more. */
	assert_true(alert_priority(CRIT_HIGH, 1, ALERT_BY_CVE, 1) >
		    alert_priority(CRIT_CRITICAL, 4, ALERT_UNEXPLAINED, 1));
	assert_true(alert_priority(CRIT_MEDIUM, 1, ALERT_BY_CVE, 1000) <
		    alert_priority(CRIT_CRITICAL, 4, ALERT_UNEXPLAINED, 1));
}

TEST(alert_slots_differ)
{
	char a[33], b[33];

	assert_string_equal(
	    alert_slot("o", "k", "x", 1, NULL, a), alert_slot("o", "k", "x", 1, "", b));
	assert_string_not_equal(a, alert_slot("p", "k", "x", 1, NULL, b));
	assert_string_not_equal(a, alert_slot(NULL, "k", "x", 1, NULL, b));
	assert_string_not_equal(a, alert_slot("o", "l", "x", 1, NULL, b));
	assert_string_not_equal(a, alert_slot("o", "k", "y", 1, NULL, b));
	assert_string_not_equal(a, alert_slot("o", "k", "x", 2, NULL, b));
	assert_string_not_equal(a, alert_slot("o", "k", "x", 1, "i", b));
}

TEST_STORE(alert_steps_of_people)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	const struct actor rival = {.person = s.rival};
	struct alert_step step = {
	    .action = ALERT_DO_ANSWER, .answer = ALERT_FALSE_POSITIVE, .note = "a honeypot"};
	struct alert a;

	(void)event_takes(place, db, "scan_rdp",
	    arena_printf(
		place->arena, EVENT_HEAD "%s", event_row(place, NOW - 9, "192.0.2.7", 3389)),
	    NOW);
	a = event_alert(place, db, "192.0.2.7");
	/* Nobody of another organisation answers. */
	assert_int_equal(
	    alert_act(db, &rival, a.id, &step, NOW, place->arena, NULL), ERR_DENIED);
	assert_int_equal(alert_act(db, &s.member, a.id, &step, NOW + 1, place->arena, &a), 0);
	assert_int_equal(a.state, ALERT_ANSWERED);
	/* It was all that its notice told of. */
	desk_place_logged(place, db, "notice.answer");
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM notice WHERE \"answer\" = 'false_positive'"),
	    1);
	/* The CERT says that it belongs to somebody else: it is told there. */
	step = (struct alert_step){
	    .action = ALERT_DO_ASSIGN, .org = s.other, .note = "they moved"};
	assert_int_equal(
	    alert_act(db, &s.member, a.id, &step, NOW, place->arena, NULL), ERR_DENIED);
	assert_int_equal(alert_act(db, &s.cert, a.id, &step, NOW + 2, place->arena, &a), 0);
	assert_string_equal(a.org, s.other);
	assert_int_equal(a.state, ALERT_TRIAGE);
	assert_int_equal(a.answer, ALERT_UNANSWERED);
	assert_true(a.waits);
	assert_int_equal(a.told, 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event WHERE \"how\" = 'hand'"), 1);
	step.org = "nobody";
	assert_int_equal(
	    alert_act(db, &s.cert, a.id, &step, NOW, place->arena, NULL), ERR_NOTFOUND);
	assert_int_equal(alert_take(db, &s.cert, a.id, s.analyst, NOW, place->arena), 0);
	assert_string_equal(event_alert(place, db, "192.0.2.7").assignee, s.analyst);
	assert_int_equal(place_int(db, "SELECT count(*) FROM alert_event"), 3);
	db_close(db);
}

TEST_STORE(alert_sweep_closes_what_time_has_settled)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	const struct alert_step fixed = {.action = ALERT_DO_ANSWER, .answer = ALERT_FIXED};
	int64_t n = 0;
	struct alert a;

	(void)event_takes(place, db, "scan_rdp",
	    arena_printf(place->arena, EVENT_HEAD "%s%s",
		event_row(place, NOW - 9, "192.0.2.7", 3389),
		event_row(place, NOW - 9, "192.0.2.8", 3389)),
	    NOW);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(alert_act(db, &s.member, a.id, &fixed, NOW, place->arena, NULL), 0);
	assert_int_equal(alert_sweep(db, NOW + (int64_t)6 * DAY_MS, 100, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(alert_sweep(db, NOW + (int64_t)8 * DAY_MS, 100, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(event_alert(place, db, "192.0.2.7").end, ALERT_END_FIXED);
	assert_int_equal(alert_sweep(db, NOW + (int64_t)31 * DAY_MS, 100, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(event_alert(place, db, "192.0.2.8").end, ALERT_END_NO_ANSWER);
	db_close(db);
}

TEST(alert_is_for_its_organisation_once_it_was_told)
{
	const struct audience_membership own = {.org = {"o", "g/o/"}, .active = true},
					 sibling = {.org = {"x", "g/x/"}, .active = true},
					 above = {
					     .org = {"g", "g/"}, .below = true, .active = true};
	struct audience_viewer viewer = {.person = "p", .memberships = &own, .nmemberships = 1};
	struct alert a = in(ALERT_NOTIFIED);
	struct audience audience;

	a.tlp = TLP_AMBER;
	alert_audience(&a, "g/o/", &audience);
	assert_true(audience_sees(&viewer, &audience));
	viewer.memberships = &sibling;
	assert_false(audience_sees(&viewer, &audience));
	viewer.memberships = &above;
	assert_true(audience_sees(&viewer, &audience));
	a.tlp = TLP_AMBER_STRICT;
	alert_audience(&a, "g/o/", &audience);
	assert_false(audience_sees(&viewer, &audience));
	viewer.memberships = &own;
	assert_true(audience_sees(&viewer, &audience));
	a = in(ALERT_TRIAGE);
	alert_audience(&a, "g/o/", &audience);
	assert_false(audience_sees(&viewer, &audience));
}
