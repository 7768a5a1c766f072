/* The case: its states, what a report opens, parties, merging and splitting. */
#include "desk/incident.h"

#include "desk/incident_work.h"
#include "desk/obligation.h"
#include "desk_place.h"
#include "incident_place.h"
#include "store/desk.h"

/* What cert-desk 2.6 allows, written down a second time. */
static const struct {
	const char *from, *to;
	bool note;
} want[INCIDENT_ACTIONS] = {
    [INCIDENT_DO_QUALIFY] = {"reported", "qualified", false},
    [INCIDENT_DO_DISMISS] = {"reported qualified open", "not_an_incident", true},
    [INCIDENT_DO_OPEN] = {"qualified", "open", false},
    [INCIDENT_DO_CONTAIN] = {"qualified open eradication recovery", "containment", false},
    [INCIDENT_DO_ERADICATE] = {"open containment recovery", "eradication", false},
    [INCIDENT_DO_RECOVER] = {"open containment eradication", "recovery", false},
    [INCIDENT_DO_REVIEW] = {"open containment eradication recovery", "post_incident", false},
    [INCIDENT_DO_CLOSE] = {"qualified open containment eradication recovery post_incident",
	"closed", true},
    [INCIDENT_DO_REOPEN] = {"post_incident closed", "open", true},
    [INCIDENT_DO_RECONSIDER] = {"not_an_incident", "reported", true},
};

static bool has(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)) != NULL; at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static void try_one(int was, int action, int role)
{
	struct incident i = {.id = "i", .ref = "INC", .state = was, .class = "other"};
	struct incident after = {.state = 99};
	struct incident_step step = {action, 1u << role, "because", 0};
	struct msg msg = {0};
	bool may = role == ROLE_ANALYST || role == ROLE_COORDINATOR;
	bool from = has(want[action].from, incident_state_names[was]);
	int r = incident_apply(&i, &step, 1000, &after, &msg);

	assert_int_equal(incident_allows(was, action, role), may && from);
	if (!may || !from) {
		assert_int_equal(r, may ? ERR_UNSUPPORTED : ERR_DENIED);
		assert_int_equal(after.state, 99);
		return;
	}
	assert_int_equal(r, 0);
	assert_string_equal(incident_state_names[after.state], want[action].to);
	assert_int_equal(after.closed != 0, !incident_is_live(after.state));
	step.note = " ";
	assert_int_equal(
	    incident_apply(&i, &step, 1000, &after, &msg), want[action].note ? ERR_RANGE : 0);
}

TEST(every_step_in_every_state_by_every_role)
{
	for (int was = 0; was < INCIDENT_STATES; was++)
		for (int action = 0; action < INCIDENT_ACTIONS; action++)
			for (int role = 0; role <= ROLE_AUDITOR; role++)
				try_one(was, action, role);
}

TEST(guards_of_steps)
{
	struct incident i = {.id = "i", .ref = "INC"}, after;
	struct incident_step step = {INCIDENT_DO_QUALIFY, 1u << ROLE_ANALYST, NULL, 0};
	struct msg msg = {0};

	assert_int_equal(incident_apply(&i, &step, 1, &after, &msg), ERR_RANGE);
	i.class = "fraud";
	assert_int_equal(incident_apply(&i, &step, 1, &after, &msg), 0);
	i.state = INCIDENT_POST;
	step = (struct incident_step){INCIDENT_DO_CLOSE, 1u << ROLE_ANALYST, "over", 1};
	assert_int_equal(incident_apply(&i, &step, 1, &after, &msg), ERR_UNSUPPORTED);
	step.tasks = 0;
	i.major = true;
	assert_int_equal(incident_apply(&i, &step, 1, &after, &msg), ERR_RANGE);
	i.lessons = "patch";
	assert_int_equal(incident_apply(&i, &step, 1, &after, &msg), 0);
}

TEST(every_status_after_every_status)
{
	static const char *const from[] = {
	    [PARTY_NOT_KNOWN] = "not_known",
	    [PARTY_AFFECTED] = "not_known affected not_affected recovering recovered",
	    [PARTY_NOT_AFFECTED] = "not_known affected not_affected",
	    [PARTY_RECOVERING] = "affected recovering recovered",
	    [PARTY_RECOVERED] = "affected recovering recovered",
	};

	for (int was = 0; was <= PARTY_RECOVERED; was++)
		for (int to = 0; to <= PARTY_RECOVERED; to++)
			assert_int_equal(incident_status_allows(was, to),
			    has(from[to], party_status_names[was]));
}

TEST(a_report_says_what_it_must)
{
	struct incident_party p = {
	    .what = "w", .aware = 1000, .contact = "c", .class = "fraud", .tlp = TLP_AMBER};
	struct msg msg = {0};

	assert_int_equal(incident_report_check(&p, 1000, &msg), 0);
	assert_int_equal(incident_report_check(&p, 999, &msg), ERR_RANGE);
	p.class = "nonsense";
	assert_int_equal(incident_report_check(&p, 1000, &msg), ERR_RANGE);
	p.class = NULL;
	p.contact = " ";
	assert_int_equal(incident_report_check(&p, 1000, &msg), ERR_RANGE);
	p.contact = "c";
	p.degraded_since = 500;
	p.degraded_until = 499;
	assert_int_equal(incident_report_check(&p, 1000, &msg), ERR_RANGE);
	p.degraded_until = 0;
	p.tlp = TLP_GREEN;
	assert_int_equal(incident_report_check(&p, 1000, &msg), ERR_RANGE);
	p.tlp = TLP_RED;
	assert_int_equal(incident_report_check(&p, 1000, &msg), ERR_RANGE);
	p.tlp = TLP_AMBER_STRICT;
	assert_int_equal(incident_report_check(&p, 1000, &msg), 0);
}

TEST_STORE(a_report_opens_a_case_with_its_clocks)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	struct incident i;
	int64_t n = 0;

	assert_int_equal(desk_get(w.db, &incident_type, p.incident, place->arena, &i), 0);
	assert_string_equal(i.ref, "INC-2026-0001");
	assert_string_equal(p.ref, "R-2026-0001");
	assert_int_equal(i.state, INCIDENT_REPORTED);
	/* Three of NIS2 and the CERT's own; no personal data were named. */
	assert_int_equal(incident_place_count(
			     &w, "SELECT count(*) FROM obligation WHERE \"party\" = $1", p.id),
	    4);
	assert_int_equal(
	    desk_number(w.db,
		"SELECT count(*) FROM outgoing WHERE \"template\" = 'incident_reported' AND "
		"\"person\" = $1",
		DESK_PARAMS(DESK_TEXT(w.analyst)), &n),
	    0);
	assert_int_equal(n, 1);
	desk_place_logged(place, w.db, "incident.report");
	/* The log that the organisation reads does not name the case. */
	assert_int_equal(
	    incident_place_count(&w,
		"SELECT count(*) FROM audit_log WHERE \"org\" = $1 AND (\"detail\" "
		"LIKE '%INC-%' OR \"object\" = (SELECT min(\"id\") FROM incident))",
		w.a),
	    0);
	(void)db_close(w.db);
}

TEST_STORE(personal_data_and_becoming_aware_move_the_clocks)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	struct obligation o;

	p.personal = TRUTH_YES;
	p.aware = NOW - 3 * OBLIGATION_HOUR;
	assert_int_equal(incident_report_save(w.db, &w.by_a, &p, NOW + 5, place->arena), 0);
	o = incident_place_clock(&w, p.id, STAGE_BREACH);
	assert_int_equal(o.due, NOW + 69 * OBLIGATION_HOUR);
	o = incident_place_clock(&w, p.id, STAGE_EARLY_WARNING);
	assert_int_equal(o.due, NOW + 21 * OBLIGATION_HOUR);
	p.version--;
	assert_int_equal(
	    incident_report_save(w.db, &w.by_a, &p, NOW + 6, place->arena), ERR_BUSY);
	(void)db_close(w.db);
}

TEST_STORE(steps_are_stored_and_open_tasks_hold_a_case)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	struct incident_step step = {INCIDENT_DO_QUALIFY, 1u << ROLE_ANALYST, NULL, 0};
	struct incident_task t = {.incident = p.incident, .title = "call them"};
	struct incident i;

	assert_int_equal(
	    incident_act(w.db, &w.by_cert, p.incident, &step, NOW + 1, place->arena, &i), 0);
	assert_int_equal(i.state, INCIDENT_QUALIFIED);
	assert_int_equal(incident_task_put(w.db, &w.by_cert, &t, NOW + 2, place->arena), 0);
	step = (struct incident_step){INCIDENT_DO_CLOSE, 1u << ROLE_ANALYST, "over", 0};
	assert_int_equal(
	    incident_act(w.db, &w.by_cert, p.incident, &step, NOW + 3, place->arena, NULL),
	    ERR_UNSUPPORTED);
	assert_int_equal(incident_task_end(w.db, &w.by_cert, p.incident, t.id, TASK_DONE,
			     NOW + 4, place->arena),
	    0);
	assert_int_equal(
	    incident_act(w.db, &w.by_cert, p.incident, &step, NOW + 5, place->arena, &i), 0);
	assert_int_equal(i.closed, NOW + 5);
	/* What has ended takes nothing more. */
	assert_int_equal(
	    incident_party_say(w.db, &w.by_a, p.id, PARTY_RECOVERED, NOW + 6, place->arena),
	    ERR_UNSUPPORTED);
	(void)db_close(w.db);
}

TEST_STORE(not_an_incident_needs_no_report_until_it_is_one)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	struct incident_step step = {
	    INCIDENT_DO_DISMISS, 1u << ROLE_ANALYST, "a test of the backup", 0};

	assert_int_equal(
	    incident_act(w.db, &w.by_cert, p.incident, &step, NOW + 1, place->arena, NULL), 0);
	assert_int_equal(
	    obligation_state(
		&(struct obligation){
		    .waived = incident_place_clock(&w, p.id, STAGE_EARLY_WARNING).waived},
		NOW),
	    OBLIGATION_WAIVED);
	step.action = INCIDENT_DO_RECONSIDER;
	assert_int_equal(
	    incident_act(w.db, &w.by_cert, p.incident, &step, NOW + 2, place->arena, NULL), 0);
	assert_false(incident_place_clock(&w, p.id, STAGE_EARLY_WARNING).waived);
	(void)db_close(w.db);
}

TEST_STORE(merging_keeps_everything_of_both)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party a = incident_place_report(&w, w.a, false);
	struct incident_party b = incident_place_report(&w, w.b, false);
	struct incident_party drill = incident_place_report(&w, w.c, true);
	struct incident i;

	assert_int_equal(
	    incident_merge(w.db, &w.by_cert, a.incident, a.incident, NOW + 1, place->arena),
	    ERR_RANGE);
	assert_int_equal(
	    incident_merge(w.db, &w.by_cert, a.incident, drill.incident, NOW + 1, place->arena),
	    ERR_RANGE);
	assert_int_equal(
	    incident_merge(w.db, &w.by_cert, a.incident, b.incident, NOW + 1, place->arena), 0);
	assert_int_equal(desk_get(w.db, &incident_type, a.incident, place->arena, &i), 0);
	assert_int_equal(i.state, INCIDENT_MERGED);
	assert_string_equal(i.into, b.incident);
	assert_int_equal(
	    incident_place_count(
		&w, "SELECT count(*) FROM incident_party WHERE \"incident\" = $1", b.incident),
	    2);
	assert_int_equal(
	    incident_place_count(
		&w, "SELECT count(*) FROM obligation WHERE \"incident\" = $1", b.incident),
	    8);
	(void)db_close(w.db);
}

TEST_STORE(splitting_takes_what_is_theirs_and_copies_what_was_said_to_them)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party a = incident_place_report(&w, w.a, false);
	struct incident_party b = incident_place_join(&w, a.incident, w.b, PARTY_VICTIM);
	const char *both[] = {a.id, b.id}, *only[] = {b.id};
	struct text_list leaving = {only, 1}, all = {both, 2};
	struct incident_post said = {
	    .incident = a.incident, .tlp = TLP_AMBER, .parties = {both, 2}, .text = "to both"};
	struct incident fresh;

	assert_int_equal(incident_post_put(w.db, &w.by_cert, &said, NOW + 2, place->arena), 0);
	assert_int_equal(
	    incident_split(w.db, &w.by_cert, a.incident, &all, NOW + 3, place->arena, &fresh),
	    ERR_RANGE);
	assert_int_equal(incident_split(w.db, &w.by_cert, a.incident, &leaving, NOW + 3,
			     place->arena, &fresh),
	    0);
	assert_int_equal(
	    incident_place_count(
		&w, "SELECT count(*) FROM incident_party WHERE \"incident\" = $1", fresh.id),
	    1);
	assert_int_equal(
	    incident_place_count(
		&w, "SELECT count(*) FROM incident_post WHERE \"incident\" = $1", fresh.id),
	    1);
	assert_int_equal(
	    incident_place_count(
		&w, "SELECT count(*) FROM incident_post WHERE \"incident\" = $1", a.incident),
	    1);
	(void)db_close(w.db);
}
