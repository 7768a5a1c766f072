#include "assess/grade.h"

#include "test.h"

static void add(struct arena *a, struct findings *all, int criticality, size_t n)
{
	for (size_t i = 0; i < n; i++)
		vec_push(a, &all->all,
		    (struct finding){.type = "t", .criticality = criticality, .qod = 98});
}

static struct grade grade(struct arena *a, const struct findings *all, bool examined)
{
	struct observations obs = {0};
	struct obs_service s = {.protocol = "http"};
	struct grade g;

	if (examined)
		vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = &s});
	grade_of(all, &obs, &g);
	return g;
}

TEST(grade_follows_the_worst_and_the_number)
{
	static const struct {
		size_t n[CRIT_LEVELS];
		char letter;
		enum grade_reason reason;
		int by;
	} rows[] = {
	    {{0, 0, 0, 0, 0}, 'A', GRADE_CLEAN, CRIT_LEVELS},
	    {{0, 0, 0, 0, 90}, 'A', GRADE_CLEAN, CRIT_LEVELS},
	    {{0, 0, 0, 1, 0}, 'B', GRADE_WORST, CRIT_LOW},
	    {{0, 0, 0, 39, 0}, 'B', GRADE_WORST, CRIT_LOW},
	    {{0, 0, 0, 40, 0}, 'C', GRADE_MANY, CRIT_LOW},
	    {{0, 0, 1, 40, 0}, 'C', GRADE_WORST, CRIT_MEDIUM},
	    {{0, 0, 19, 0, 0}, 'C', GRADE_WORST, CRIT_MEDIUM},
	    {{0, 0, 20, 0, 0}, 'D', GRADE_MANY, CRIT_MEDIUM},
	    {{0, 1, 0, 0, 0}, 'D', GRADE_WORST, CRIT_HIGH},
	    {{0, 9, 50, 50, 0}, 'D', GRADE_WORST, CRIT_HIGH},
	    {{0, 10, 0, 0, 0}, 'E', GRADE_MANY, CRIT_HIGH},
	    {{1, 0, 0, 0, 0}, 'E', GRADE_WORST, CRIT_CRITICAL},
	    {{1, 10, 0, 0, 0}, 'E', GRADE_WORST, CRIT_CRITICAL},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct findings all = {0};
		struct grade g;

		for (int c = 0; c < CRIT_LEVELS; c++)
			add(a, &all, c, rows[i].n[c]);
		g = grade(a, &all, true);
		assert_int_equal(g.letter, rows[i].letter);
		assert_int_equal(g.reason, rows[i].reason);
		assert_int_equal(g.by, rows[i].by);
		assert_memory_equal(g.counts, rows[i].n, sizeof(g.counts));
	}
	(void)arena_free(a);
}

TEST(grade_leaves_out_what_is_fixed_or_unsure)
{
	struct arena *a = arena_new();
	struct findings all = {0};

	add(a, &all, CRIT_CRITICAL, 3);
	all.all.items[0].state = FINDING_FIXED;
	all.all.items[1].qod = GRADE_QOD - 1;
	all.all.items[2].state = FINDING_FIXED;
	assert_int_equal(grade(a, &all, true).letter, 'A');
	all.all.items[2].state = FINDING_UNKNOWN;
	assert_int_equal(grade(a, &all, true).letter, 'E');
	(void)arena_free(a);
}

/* An audit that reached nothing must not look like a good one. */
TEST(grade_of_nothing_is_none)
{
	struct arena *a = arena_new();
	struct findings all = {0};

	assert_int_equal(grade(a, &all, false).letter, '-');
	assert_int_equal(grade(a, &all, false).reason, GRADE_UNKNOWN);
	(void)arena_free(a);
}
