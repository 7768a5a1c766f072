#include "desk/tracked_run.h"

#include "assess/assess.h"
#include "model/member.h"
#include "pack/kb.h"
#include "place.h"
#include "store/desk.h"
#include "store/finding.h"
#include "store/observation.h"
#include "store/run.h"

static const int64_t start = 1795000000000;

/* --- the decision --- */

static struct finding seen(const char *key)
{
	return (struct finding){
	    .type = "t", .key = key, .criticality = CRIT_HIGH, .qod = 99, .subject = "s"};
}

/* Decides about one tracked finding (NULL: none) that is there, or gone for sure, or neither.
 * Gives the only change, or one with key NULL. */
static struct tracked_change decide(struct arena *a, const struct tracked *t, bool there,
    bool gone, const char *retest, int64_t time)
{
	struct tracked_run run = {"o", "r2", time, retest};
	struct tracked_list before = {0};
	struct tracked_changes out;
	struct findings now = {0};
	struct map fixed;

	map_init(&fixed, a);
	if (t)
		vec_push(a, &before.all, *t);
	if (there)
		vec_push(a, &now.all, seen("k"));
	if (gone)
		(void)map_set(&fixed, "k", a);
	tracked_decide(&run, &before, &now, &fixed, a, &out);
	assert_in_range(out.all.n, 0, 1);
	return out.all.n ? out.all.items[0] : (struct tracked_change){0};
}

static struct tracked old(int state)
{
	return (struct tracked){.id = "f1",
	    .ref = "F",
	    .org = "o",
	    .key = "k",
	    .state = state,
	    .criticality = CRIT_HIGH,
	    .first_seen = start,
	    .last_seen = start,
	    .checked = start,
	    .run = "r1",
	    .closed = state == TRACKED_VERIFIED_FIXED ? start : 0};
}

TEST(tracked_run_opens_what_is_new)
{
	struct arena *a = arena_new();
	struct tracked_change c = decide(a, NULL, true, false, NULL, start);

	assert_null(c.before);
	assert_int_equal(c.after.state, TRACKED_OPEN);
	assert_int_equal(c.after.first_seen, start);
	assert_int_equal(c.after.due, start + 14 * TRACKED_DAY);
	assert_string_equal(c.after.run, "r2");
	(void)arena_free(a);
}

TEST(tracked_run_sends_unsure_ones_to_triage)
{
	struct arena *a = arena_new();
	struct tracked_list none = {0};
	struct tracked_changes out;
	struct findings now = {0};
	struct map fixed;
	struct finding f = seen("k");

	map_init(&fixed, a);
	f.qod = TRACKED_QOD - 1;
	vec_push(a, &now.all, f);
	tracked_decide(
	    &(struct tracked_run){"o", "r", start, NULL}, &none, &now, &fixed, a, &out);
	assert_int_equal(out.all.items[0].after.state, TRACKED_TRIAGE);
	(void)arena_free(a);
}

/* Each state against: seen, gone once, gone twice, gone in its re-test, not covered. */
TEST(tracked_run_every_state)
{
	static const struct {
		int state, there, once, twice, retest, uncovered; /* -1: no change */
	} rows[] = {
	    {TRACKED_TRIAGE, TRACKED_TRIAGE, TRACKED_TRIAGE, TRACKED_VERIFIED_FIXED,
		TRACKED_VERIFIED_FIXED, -1},
	    {TRACKED_OPEN, TRACKED_OPEN, TRACKED_OPEN, TRACKED_VERIFIED_FIXED,
		TRACKED_VERIFIED_FIXED, -1},
	    {TRACKED_NOTIFIED, TRACKED_NOTIFIED, TRACKED_NOTIFIED, TRACKED_VERIFIED_FIXED,
		TRACKED_VERIFIED_FIXED, -1},
	    {TRACKED_ACKNOWLEDGED, TRACKED_ACKNOWLEDGED, TRACKED_ACKNOWLEDGED,
		TRACKED_VERIFIED_FIXED, TRACKED_VERIFIED_FIXED, -1},
	    {TRACKED_IN_PROGRESS, TRACKED_IN_PROGRESS, TRACKED_IN_PROGRESS,
		TRACKED_VERIFIED_FIXED, TRACKED_VERIFIED_FIXED, -1},
	    {TRACKED_CLAIMED_FIXED, TRACKED_OPEN, TRACKED_CLAIMED_FIXED, TRACKED_VERIFIED_FIXED,
		TRACKED_VERIFIED_FIXED, -1},
	    {TRACKED_VERIFYING, TRACKED_OPEN, TRACKED_VERIFYING, TRACKED_VERIFIED_FIXED,
		TRACKED_VERIFIED_FIXED, TRACKED_CLAIMED_FIXED},
	    {TRACKED_VERIFIED_FIXED, TRACKED_OPEN, -1, -1, -1, -1},
	    {TRACKED_FALSE_POSITIVE, TRACKED_FALSE_POSITIVE, -1, -1, -1, -1},
	    {TRACKED_ACCEPTED, TRACKED_ACCEPTED, TRACKED_ACCEPTED, TRACKED_VERIFIED_FIXED,
		TRACKED_VERIFIED_FIXED, -1},
	    {TRACKED_NOT_OURS, TRACKED_NOT_OURS, -1, -1, -1, -1},
	    {TRACKED_DUPLICATE, TRACKED_DUPLICATE, -1, -1, -1, -1},
	    {TRACKED_MITIGATED, TRACKED_MITIGATED, TRACKED_MITIGATED, TRACKED_VERIFIED_FIXED,
		TRACKED_VERIFIED_FIXED, -1},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct tracked t = old(rows[i].state), missed;
		const int want[] = {rows[i].there, rows[i].once, rows[i].twice, rows[i].retest,
		    rows[i].uncovered};
		struct tracked_change got[5];

		assert_int_equal(rows[i].state, i);
		missed = t;
		missed.missed = 1;
		got[0] = decide(a, &t, true, false, NULL, start + 1);
		got[1] = decide(a, &t, false, true, NULL, start + 1);
		got[2] = decide(a, &missed, false, true, NULL, start + 1);
		got[3] = decide(a, &t, false, true, "f1", start + 1);
		got[4] = decide(a, &t, false, false, "f1", start + 1);
		for (size_t k = 0; k < ARRAY_LEN(want); k++)
			assert_int_equal(got[k].before ? got[k].after.state : -1, want[k]);
		/* A run that did not cover it says nothing; so does one that is not newer. */
		assert_null(decide(a, &t, false, false, NULL, start + 1).before);
		assert_null(decide(a, &t, true, false, NULL, start).before);
		assert_null(decide(a, &missed, false, true, NULL, start).before);
		(void)arena_free(a);
	}
	assert_int_equal(ARRAY_LEN(rows), 13);
}

/* A re-test of one finding says nothing of the other. */
TEST(tracked_run_retest_closes_its_own_only)
{
	struct arena *a = arena_new();
	struct tracked t = old(TRACKED_VERIFYING);
	struct tracked_change c = decide(a, &t, false, true, "another", start + 1);

	assert_int_equal(c.after.state, TRACKED_VERIFYING);
	assert_int_equal(c.after.missed, 1);
	c = decide(a, &t, false, true, "f1", start + 1);
	assert_string_equal(c.after.closed_how, "retest");
	assert_int_equal(c.after.closed, start + 1);
	(void)arena_free(a);
}

TEST(tracked_run_seen_again_clears_the_miss)
{
	struct arena *a = arena_new();
	struct tracked t = old(TRACKED_OPEN);

	t.missed = 1;
	assert_int_equal(decide(a, &t, true, false, NULL, start + 1).after.missed, 0);
	(void)arena_free(a);
}

TEST(tracked_run_reopens_within_90_days)
{
	struct arena *a = arena_new();
	struct tracked t = old(TRACKED_VERIFIED_FIXED);
	struct tracked_change c;

	t.closed = start;
	t.closed_how = "run";
	c = decide(a, &t, true, false, NULL, start + TRACKED_REOPEN_MAX);
	assert_ptr_equal(c.before->key, t.key);
	assert_int_equal(c.after.state, TRACKED_OPEN);
	assert_int_equal(c.after.reopened, 1);
	assert_int_equal(c.after.closed, 0);
	assert_null(c.after.closed_how);
	c = decide(a, &t, true, false, NULL, start + TRACKED_REOPEN_MAX + 1);
	assert_null(c.before);
	assert_string_equal(c.after.regression_of, "f1");
	assert_int_equal(c.after.first_seen, start + TRACKED_REOPEN_MAX + 1);
	(void)arena_free(a);
}

/* With a regression open, the closed one before it stays out of it. */
TEST(tracked_run_prefers_the_open_one)
{
	struct arena *a = arena_new();
	struct tracked closed = old(TRACKED_VERIFIED_FIXED), open = old(TRACKED_OPEN);
	struct tracked_list before = {0};
	struct tracked_changes out;
	struct findings now = {0};
	struct map fixed;

	map_init(&fixed, a);
	closed.closed = start;
	open.id = "f2";
	vec_push(a, &before.all, open);
	vec_push(a, &before.all, closed);
	vec_push(a, &now.all, seen("k"));
	tracked_decide(
	    &(struct tracked_run){"o", "r", start + 5, NULL}, &before, &now, &fixed, a, &out);
	assert_int_equal(out.all.n, 1);
	assert_string_equal(out.all.items[0].after.id, "f2");
	(void)arena_free(a);
}

TEST(tracked_run_worse_means_sooner)
{
	struct arena *a = arena_new();
	struct tracked t = old(TRACKED_OPEN);
	struct tracked_change c;

	t.criticality = CRIT_MEDIUM;
	tracked_set_due(&t, start);
	c = decide(a, &t, true, false, NULL, start + 1);
	assert_int_equal(c.after.due, start + 1 + 14 * TRACKED_DAY);
	assert_string_equal(c.note, "worse");
	(void)arena_free(a);
}

/* --- the whole, with real runs --- */

struct world {
	struct place *place;
	struct db *db;
};

/* Stores a finished run that swept 192.0.2.1 and found telnet there, or that it refuses, or did
 * not look. */
static void run_of(struct world *w, const char *id, int64_t time, const char *what)
{
	struct arena *a = w->place->arena;
	struct run run = place_run(a, id, time, (const char *[]){"192.0.2.0/24", NULL});
	struct observations obs = {0};
	struct findings found = {0};
	struct obs_unit *unit = ARENA_NEW(a, struct obs_unit);

	run.job = "{\"id\":\"r\",\"targets\":[\"192.0.2.0/24\"]}";
	run.state = RUN_FINISHED;
	run.ended = time;
	if (strcmp(what, "there") == 0) {
		struct obs_service *s = ARENA_NEW(a, struct obs_service);

		*s = (struct obs_service){.unit = "u",
		    .time = time,
		    .addr = "192.0.2.1",
		    .port = 23,
		    .protocol = "telnet",
		    .banner = "login:"};
		vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = s});
	}
	if (strcmp(what, "refused") == 0) {
		struct obs_port *p = ARENA_NEW(a, struct obs_port);

		*p = (struct obs_port){.unit = "u",
		    .time = time,
		    .addr = "192.0.2.1",
		    .port = 23,
		    .state = PORT_CLOSED};
		vec_push(a, &obs.all, (struct observation){.kind = OBS_PORT, .port = p});
	}
	*unit = (struct obs_unit){
	    .unit = "u", .time = time, .stage = "examine", .state = UNIT_DONE};
	vec_push(a, &obs.all, (struct observation){.kind = OBS_UNIT, .unit = unit});
	assert_int_equal(run_insert(w->db, &run), 0);
	assert_int_equal(run_update(w->db, &run), 0);
	assert_int_equal(obs_store_unit(w->db, id, &obs), 0);
	assert_int_equal(
	    assess(&obs, &(struct assess_with){.kb = kb_builtin()}, time, a, &found), 0);
	assert_int_equal(finding_replace_all(w->db, id, &found), 0);
}

static struct tracked_counts update(
    struct world *w, const char *id, int64_t time, const char *retest)
{
	struct tracked_run run = {"o1", id, time, retest};
	struct tracked_counts n = {0};

	if (tracked_update(w->db, NULL, kb_builtin(), &run, time, &n) < 0)
		fail_msg("%s: %s", db_msg(w->db)->what, db_msg(w->db)->detail);
	return n;
}

static struct tracked only(struct world *w)
{
	struct tracked t = {0};

	assert_int_equal(place_int(w->db, "SELECT count(*) FROM tracked_finding"), 1);
	assert_int_equal(desk_find(w->db, &tracked_type, "WHERE \"org\" = $1",
			     DESK_PARAMS(DESK_TEXT("o1")), w->place->arena, &t),
	    0);
	return t;
}

TEST_STORE(tracked_update_closes_after_two_clean_runs)
{
	struct world w = {place, place_open(place)};
	struct tracked_counts n;

	run_of(&w, "r1", start, "there");
	n = update(&w, "r1", start, NULL);
	assert_int_equal(n.opened, 1);
	assert_string_equal(only(&w).type, "telnet-exposed");
	assert_int_equal(only(&w).state, TRACKED_OPEN);
	/* The same run again changes nothing. */
	n = update(&w, "r1", start, NULL);
	assert_int_equal(n.opened + n.seen + n.missed + n.closed, 0);
	assert_int_equal(only(&w).version, 0);
	/* Not scanned is never clean. */
	run_of(&w, "r2", start + 1000, "nothing");
	n = update(&w, "r2", start + 1000, NULL);
	assert_int_equal(n.missed + n.closed, 0);
	assert_int_equal(only(&w).checked, start);
	/* Gone once is not fixed. */
	run_of(&w, "r3", start + 2000, "refused");
	n = update(&w, "r3", start + 2000, NULL);
	assert_int_equal(n.missed, 1);
	assert_int_equal(n.closed, 0);
	assert_int_equal(only(&w).state, TRACKED_OPEN);
	n = update(&w, "r3", start + 2000, NULL);
	assert_int_equal(n.missed, 0);
	run_of(&w, "r4", start + 3000, "refused");
	n = update(&w, "r4", start + 3000, NULL);
	assert_int_equal(n.closed, 1);
	assert_int_equal(only(&w).state, TRACKED_VERIFIED_FIXED);
	assert_string_equal(only(&w).closed_how, "run");
	/* And back. */
	run_of(&w, "r5", start + 4000, "there");
	n = update(&w, "r5", start + 4000, NULL);
	assert_int_equal(n.reopened, 1);
	assert_int_equal(only(&w).state, TRACKED_OPEN);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM tracked_event"), 3);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM audit_log"), 4);
	(void)db_close(w.db);
}

TEST_STORE(tracked_update_closes_after_one_retest)
{
	struct world w = {place, place_open(place)};
	struct tracked_counts n;

	run_of(&w, "r1", start, "there");
	(void)update(&w, "r1", start, NULL);
	run_of(&w, "r2", start + 1000, "refused");
	n = update(&w, "r2", start + 1000, only(&w).id);
	assert_int_equal(n.closed, 1);
	assert_string_equal(only(&w).closed_how, "retest");
	(void)db_close(w.db);
}

TEST_STORE(tracked_update_needs_the_run)
{
	struct world w = {place, place_open(place)};
	struct tracked_run run = {"o1", "nowhere", start, NULL};
	struct tracked_counts n;

	assert_int_equal(
	    tracked_update(w.db, NULL, kb_builtin(), &run, start, &n), ERR_NOTFOUND);
	place_assert_msg(db_msg(w.db));
	(void)db_close(w.db);
}
