#include "assess/priority.h"

#include "test.h"

static void add(struct arena *a, struct findings *all, const char *type, int criticality,
    const char *subject, const char *product)
{
	vec_push(a, &all->all,
	    (struct finding){.type = type,
		.criticality = criticality,
		.qod = 98,
		.subject = subject,
		.product = product});
}

TEST(priority_groups_what_one_action_puts_right)
{
	struct arena *a = arena_new();
	struct findings all = {0};
	struct priority_plan plan;

	add(a, &all, "low", CRIT_LOW, "a", NULL);
	add(a, &all, "weak", CRIT_MEDIUM, "b", "nginx");
	add(a, &all, "weak", CRIT_MEDIUM, "a", "nginx");
	add(a, &all, "weak", CRIT_MEDIUM, "a", "nginx"); /* another port of the same host */
	add(a, &all, "weak", CRIT_MEDIUM, "c", "apache");
	add(a, &all, "bad", CRIT_CRITICAL, "z", NULL);
	priority_plan(&all, a, &plan);
	assert_int_equal(plan.all.n, 4);
	assert_string_equal(plan.all.items[0].type, "bad");
	assert_int_equal(plan.all.items[0].score, 10000 * 98);
	assert_string_equal(plan.all.items[1].product, "nginx");
	assert_int_equal(plan.all.items[1].score, 2 * 100 * 98);
	assert_int_equal(plan.all.items[1].subjects.n, 2);
	assert_string_equal(plan.all.items[1].subjects.items[0], "a");
	assert_int_equal(plan.all.items[1].findings.n, 3);
	assert_string_equal(plan.all.items[2].product, "apache");
	assert_string_equal(plan.all.items[3].type, "low");
	(void)arena_free(a);
}

TEST(priority_leaves_out_what_needs_no_work)
{
	struct arena *a = arena_new();
	struct findings all = {0};
	struct priority_plan plan;

	for (int s = FINDING_NEW; s <= FINDING_UNKNOWN; s++) {
		add(a, &all, finding_state_names[s], CRIT_HIGH, "a", NULL);
		all.all.items[all.all.n - 1].state = s;
	}
	priority_plan(&all, a, &plan);
	assert_int_equal(plan.all.n, 2);
	assert_string_equal(plan.all.items[0].type, "new");
	assert_string_equal(plan.all.items[1].type, "open");
	(void)arena_free(a);
}

/* Equal scores are told apart by name, so that two reports of one run are the same. */
TEST(priority_does_not_depend_on_order)
{
	static const char *const types[] = {"c", "a", "b"};
	struct arena *a = arena_new();
	struct findings all = {0}, none = {0};
	struct priority_plan plan;

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		add(a, &all, types[i], CRIT_HIGH, "s", NULL);
	priority_plan(&all, a, &plan);
	assert_string_equal(plan.all.items[0].type, "a");
	assert_string_equal(plan.all.items[2].type, "c");
	priority_plan(&none, a, &plan);
	assert_int_equal(plan.all.n, 0);
	(void)arena_free(a);
}
