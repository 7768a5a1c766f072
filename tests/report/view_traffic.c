#include "test.h"

#include "report/view.h"
#include "sample_input.h"

TEST(view_knows_what_was_not_covered)
{
	struct arena *arena = arena_new();
	struct view v;

	view_make(sample_input(arena, "en", 5, SAMPLE_STOPPED), arena, &v);
	assert_int_equal(v.gaps.n, 3);
	assert_int_equal(v.subjects - v.complete, 3);
	assert_true(v.packets > 0);
	assert_true(v.first < v.last);
	assert_string_equal(v.stages.items[0].stage, "discover");
	assert_int_equal(v.stages.items[3].states[COVERAGE_BLOCKED], 1);
	view_make(sample_input(arena, "en", 0, SAMPLE_EMPTY), arena, &v);
	assert_int_equal(v.subjects, 0);
	assert_int_equal(v.hosts.n, 0);
	arena_free(arena);
}

TEST(view_coverage_of_other_parties_is_no_gap)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 5, 0);
	struct obs_coverage c = {.time = 1,
	    .unit = "u",
	    .subject = "rdv.chu-sainte-anne.example",
	    .stage = "sweep",
	    .state = COVERAGE_SKIPPED};
	struct observations obs = *in->obs;
	struct view before, after;

	view_make(in, arena, &before);
	vec_push(arena, &obs.all, (struct observation){.kind = OBS_COVERAGE, .coverage = &c});
	in->obs = &obs;
	view_make(in, arena, &after);
	assert_int_equal(after.gaps.n, before.gaps.n);
	assert_int_equal(after.subjects, before.subjects);
	c.subject = "198.51.100.77";
	view_make(in, arena, &after);
	assert_int_equal(after.gaps.n, before.gaps.n + 1);
	arena_free(arena);
}

TEST(view_traffic_by_probe)
{
	struct arena *arena = arena_new();
	struct view v;
	int64_t packets = 0;

	view_make(sample_input(arena, "en", 5, 0), arena, &v);
	for (size_t i = 0; i < v.probes.n; i++) {
		packets += v.probes.items[i].packets;
		assert_true(v.probes.items[i].destinations <= v.probes.items[i].bursts);
		assert_true(
		    i == 0 || strcmp(v.probes.items[i - 1].probe, v.probes.items[i].probe) < 0);
	}
	assert_int_equal(packets, v.packets);
	assert_int_equal(v.sources.n, 1);
	arena_free(arena);
}
