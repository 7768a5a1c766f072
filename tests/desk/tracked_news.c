#include "desk/tracked_news.h"

#include "test.h"

static const int64_t start = 1795000000000;

static struct finding software(const char *fixed, int criticality, int64_t days)
{
	return (struct finding){.type = "software-vulnerable",
	    .key = "k",
	    .criticality = criticality,
	    .category = CATEGORY_SOFTWARE,
	    .qod = 80,
	    .subject = "192.0.2.1",
	    .addr = "192.0.2.1",
	    .port = 443,
	    .verdict = VERDICT_PROBABLE,
	    .fixed_in = fixed,
	    .days = days,
	    .rule = "BOD 26-04 row 9",
	    .ncves = 1};
}

static struct tracked old(int state)
{
	return (struct tracked){.id = "f1",
	    .ref = "F",
	    .org = "o",
	    .key = "k",
	    .type = "software-vulnerable",
	    .state = state,
	    .criticality = CRIT_HIGH,
	    .category = CATEGORY_SOFTWARE,
	    .addr = "192.0.2.1",
	    .port = 443,
	    .first_seen = start,
	    .last_seen = start,
	    .checked = start,
	    .run = "r1",
	    .due = start + 14 * TRACKED_DAY,
	    .due_rule = "BOD 26-04: 14 days",
	    .closed = state == TRACKED_VERIFIED_FIXED ? start : 0};
}

struct question {
	const struct tracked *tracked;   /* NULL: none is followed */
	const struct finding *was, *now; /* of the run; NULL: none */
	bool elsewhere, exploited;       /* the place that changed is another */
	int64_t run_time;
};

/* The only change, or one with neither note nor key. */
static struct tracked_change decide(struct arena *a, struct question q)
{
	struct findings before = {0}, now = {0};
	struct tracked_list list = {0};
	struct tracked_changes out;
	struct map places, exploited;
	struct tracked_news news = {.run = {"o", "r1", q.run_time ? q.run_time : start, NULL},
	    .time = start + TRACKED_DAY,
	    .places = &places,
	    .exploited = &exploited,
	    .before = &before,
	    .now = &now};

	map_init(&places, a);
	map_init(&exploited, a);
	(void)map_set(&places, q.elsewhere ? "192.0.2.1 80" : "192.0.2.1 443", a);
	if (q.exploited)
		(void)map_set(&exploited, "192.0.2.1 443", a);
	if (q.tracked)
		vec_push(a, &list.all, *q.tracked);
	if (q.was)
		vec_push(a, &before.all, *q.was);
	if (q.now)
		vec_push(a, &now.all, *q.now);
	tracked_news_decide(&news, &list, a, &out);
	assert_in_range(out.all.n, 0, 1);
	return out.all.n ? out.all.items[0] : (struct tracked_change){0};
}

TEST(tracked_news_opens_what_is_stated)
{
	struct arena *a = arena_new();
	struct finding f = software("1.1", CRIT_HIGH, 14);
	struct tracked_change c = decide(a, (struct question){.now = &f});

	assert_null(c.before);
	assert_int_equal(c.after.state, TRACKED_OPEN);
	assert_string_equal(c.after.source, "knowledge");
	assert_string_equal(c.after.run, "r1");
	assert_string_equal(c.note, "stated by the knowledge");
	assert_int_equal(c.after.first_seen, start + TRACKED_DAY);
	assert_int_equal(c.after.checked, start);
	assert_int_equal(c.after.due, start + 15 * TRACKED_DAY);
	assert_string_equal(c.after.due_rule, "BOD 26-04: 14 days");
	assert_null(decide(a, (struct question){.now = &f, .elsewhere = true}).note);
	(void)arena_free(a);
}

TEST(tracked_news_sends_unsure_ones_to_triage)
{
	struct arena *a = arena_new();
	struct finding f = software("1.1", CRIT_INFO, 0);

	f.qod = TRACKED_QOD - 1;
	assert_int_equal(decide(a, (struct question){.now = &f}).after.state, TRACKED_TRIAGE);
	(void)arena_free(a);
}

/* Each state against: stated as before, stated as worse, stated no more. */
TEST(tracked_news_every_state)
{
	static const struct {
		int state, same, worse, gone; /* -1: no change */
	} rows[] = {
	    {TRACKED_TRIAGE, -1, TRACKED_TRIAGE, TRACKED_WITHDRAWN},
	    {TRACKED_OPEN, -1, TRACKED_OPEN, TRACKED_WITHDRAWN},
	    {TRACKED_NOTIFIED, -1, TRACKED_NOTIFIED, TRACKED_WITHDRAWN},
	    {TRACKED_ACKNOWLEDGED, -1, TRACKED_ACKNOWLEDGED, TRACKED_WITHDRAWN},
	    {TRACKED_IN_PROGRESS, -1, TRACKED_IN_PROGRESS, TRACKED_WITHDRAWN},
	    {TRACKED_CLAIMED_FIXED, -1, TRACKED_CLAIMED_FIXED, TRACKED_WITHDRAWN},
	    {TRACKED_VERIFYING, -1, TRACKED_VERIFYING, TRACKED_WITHDRAWN},
	    {TRACKED_VERIFIED_FIXED, TRACKED_OPEN, TRACKED_OPEN, -1},
	    {TRACKED_FALSE_POSITIVE, -1, TRACKED_FALSE_POSITIVE, -1},
	    {TRACKED_ACCEPTED, -1, TRACKED_ACCEPTED, TRACKED_WITHDRAWN},
	    {TRACKED_NOT_OURS, -1, TRACKED_NOT_OURS, -1},
	    {TRACKED_DUPLICATE, -1, TRACKED_DUPLICATE, -1},
	    {TRACKED_MITIGATED, -1, TRACKED_MITIGATED, TRACKED_WITHDRAWN},
	    {TRACKED_WITHDRAWN, TRACKED_OPEN, TRACKED_OPEN, -1},
	};
	struct finding f = software("1.1", CRIT_HIGH, 14),
		       worse = software("1.1", CRIT_CRITICAL, 3);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct tracked t = old(rows[i].state);
		const int want[] = {rows[i].same, rows[i].worse, rows[i].gone};
		const struct tracked_change got[] = {
		    decide(a, (struct question){.tracked = &t, .was = &f, .now = &f}),
		    decide(a, (struct question){.tracked = &t, .was = &f, .now = &worse}),
		    decide(a, (struct question){.tracked = &t, .was = &f})};

		assert_int_equal(rows[i].state, i);
		for (size_t k = 0; k < ARRAY_LEN(want); k++) {
			assert_int_equal(got[k].before ? got[k].after.state : -1, want[k]);
			/* Nobody has mended anything. */
			assert_true(got[k].before == NULL ||
				    got[k].after.state != TRACKED_VERIFIED_FIXED);
		}
		/* What a newer run has checked, and what is elsewhere, is left alone. */
		assert_null(decide(
		    a, (struct question){.tracked = &t, .was = &f, .run_time = start - 1})
				.before);
		assert_null(
		    decide(a, (struct question){.tracked = &t, .was = &f, .elsewhere = true})
			.before);
		(void)arena_free(a);
	}
	assert_null(tracked_state_names[ARRAY_LEN(rows)]);
}

TEST(tracked_news_says_why)
{
	struct arena *a = arena_new();
	struct tracked t = old(TRACKED_OPEN);
	struct finding f = software("1.1", CRIT_HIGH, 14),
		       other = software("1.2", CRIT_HIGH, 14),
		       urgent = software("1.1", CRIT_HIGH, 3), more = f;
	struct tracked_change c;

	c = decide(a, (struct question){.tracked = &t, .was = &f, .now = &other});
	assert_string_equal(c.note, "another fix");
	assert_int_equal(c.after.due, t.due);
	urgent.priority = 900;
	c = decide(a, (struct question){.tracked = &t, .was = &f, .now = &urgent});
	assert_string_equal(c.note, "another deadline");
	assert_int_equal(c.after.due, start + 4 * TRACKED_DAY);
	assert_string_equal(c.after.due_rule, "BOD 26-04: 3 days");
	c = decide(
	    a, (struct question){.tracked = &t, .was = &f, .now = &urgent, .exploited = true});
	assert_string_equal(c.note, "known to be exploited now");
	more.ncves = 2;
	c = decide(a, (struct question){.tracked = &t, .was = &f, .now = &more});
	assert_string_equal(c.note, "other vulnerabilities");
	/* What becomes less urgent keeps its date. */
	urgent.criticality = f.criticality = CRIT_HIGH;
	t.due = start + 3 * TRACKED_DAY;
	c = decide(a, (struct question){.tracked = &t, .was = &urgent, .now = &f});
	assert_int_equal(c.after.due, start + 3 * TRACKED_DAY);
	(void)arena_free(a);
}

TEST(tracked_news_withdraws_by_name)
{
	struct arena *a = arena_new();
	struct tracked t = old(TRACKED_OPEN);
	struct finding f = software("1.1", CRIT_HIGH, 14);
	struct tracked_change c = decide(a, (struct question){.tracked = &t, .was = &f});

	assert_string_equal(c.note, "no longer stated");
	assert_string_equal(c.after.closed_how, "knowledge");
	assert_int_equal(c.after.closed, start + TRACKED_DAY);
	t = c.after;
	c = decide(a, (struct question){.tracked = &t, .now = &f});
	assert_string_equal(c.note, "stated again");
	assert_int_equal(c.after.state, TRACKED_OPEN);
	assert_int_equal(c.after.reopened, 1);
	assert_int_equal(c.after.closed, 0);
	assert_null(c.after.closed_how);
	(void)arena_free(a);
}
