#include "match/group.h"

#include "case.h"
#include "test.h"

static const char *groups(const struct match *m, size_t n, struct arena *a)
{
	struct matches matches = {0};
	struct match_groups got;
	STR_AUTO(out, 1024);

	for (size_t i = 0; i < n; i++)
		vec_push(a, &matches.all, m[i]);
	group_matches(&matches, false, a, &got);
	vec_foreach (g, &got.all)
		str_addf(&out, "%s%s%s x%zu %s; ", g->fixed_after ? ">" : "",
		    g->package_fixed ? g->package_fixed : "",
		    g->package_fixed ? ""
		    : g->fixed       ? g->fixed
				     : "none",
		    g->all.n, match_verdict_names[g->verdict]);
	return str_dup(&out, a);
}

TEST(one_thing_to_do_a_branch)
{
	static const struct match m[] = {
	    {.id = 1, .verdict = MATCH_POSSIBLE, .fixed = "2.4.54"},
	    {.id = 2, .verdict = MATCH_PROBABLE, .fixed = "2.4.60"},
	    {.id = 3, .verdict = MATCH_POSSIBLE, .fixed = "3.0"},
	    {.id = 4, .verdict = MATCH_POSSIBLE},
	    {.id = 5, .verdict = MATCH_FIXED, .fixed = "2.4.99"},
	    {.id = 6, .verdict = MATCH_POSSIBLE, .fixed = "2.5", .hidden = true},
	};
	struct arena *a = arena_new();

	assert_string_equal(groups(m, ARRAY_LEN(m), a),
	    "2.4.60 x2 probable; 3.0 x1 possible; none x1 possible; ");
	arena_free(a);
}

TEST(the_latest_package_mends_all)
{
	static const struct match m[] = {
	    {.id = 1,
		.verdict = MATCH_CONFIRMED,
		.fixed = "9.8",
		.package_fixed = "1:9.2p1-2+deb12u3"},
	    {.id = 2,
		.verdict = MATCH_CONFIRMED,
		.fixed = "9.9",
		.package_fixed = "1:9.2p1-2+deb12u11"},
	    {.id = 3, .verdict = MATCH_PROBABLE, .fixed = "9.9", .fixed_after = true},
	};
	struct arena *a = arena_new();

	assert_string_equal(
	    groups(m, ARRAY_LEN(m), a), "1:9.2p1-2+deb12u11 x2 confirmed; >9.9 x1 probable; ");
	arena_free(a);
}
