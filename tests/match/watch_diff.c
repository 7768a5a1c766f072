#include "case.h"
#include "match/watch.h"
#include "test.h"

static size_t changes(struct sample *was, struct sample *now)
{
	struct watch *w = watch_new(sample_pack(was), sample_pack(now));
	size_t n = watch_changes(w);

	watch_free(w);
	sample_free(was);
	sample_free(now);
	return n;
}

static void add(struct sample *s, const char *id, struct vuln_criterion c)
{
	sample_vuln(s, id, &c, 1);
}

TEST(watch_diff_of_empty_packs_is_nothing)
{
	struct sample was = sample_new(), now = sample_new();

	assert_int_equal(changes(&was, &now), 0);
}

TEST(watch_diff_counts_both_sides_and_changes_once)
{
	struct sample was = sample_new(), now = sample_new();

	add(&was, "CVE-2023-1", sample_span("v", "p", NULL, "2"));
	add(&was, "CVE-2024-1", sample_span("v", "p", NULL, "2"));
	add(&was, "VARDE-2026-1", sample_span("v", "p", NULL, "2"));
	add(&now, "CVE-2024-1", sample_span("v", "p", "1", "2"));
	add(&now, "CVE-2025-1", sample_span("v", "p", NULL, "2"));
	add(&now, "VARDE-2026-1", sample_span("v", "p", NULL, "2"));
	assert_int_equal(changes(&was, &now), 3);
}

TEST(watch_diff_sees_every_part_of_a_criterion)
{
	struct vuln_criterion base = sample_span("v", "p", "1", "2");
	struct vuln_criterion others[] = {sample_span("w", "p", "1", "2"),
	    sample_span("v", "q", "1", "2"), sample_span("v", "p", "1.1", "2"),
	    sample_span("v", "p", "1", NULL), sample_exact("v", "p", "1", NULL),
	    sample_any("v", "p"), base, base, base, base};

	others[6].start_excluded = true;
	others[7].target_sw = "windows";
	others[8].part = 'o';
	others[9].end_excluded = !base.end_excluded;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		struct sample was = sample_new(), now = sample_new();

		add(&was, "CVE-2024-1", base);
		add(&now, "CVE-2024-1", others[i]);
		assert_int_equal(changes(&was, &now), 1);
	}
}

/* Rows of other vulnerabilities move every row and text: equal statements stay equal. */
TEST(watch_diff_does_not_depend_on_rows)
{
	struct sample was = sample_new(), now = sample_new();

	add(&was, "CVE-2024-5", sample_span("v", "p", "1", "2"));
	add(&now, "CVE-2024-4", sample_span("a", "b", "0.1", "0.2"));
	add(&now, "CVE-2024-5", sample_span("v", "p", "1", "2"));
	assert_int_equal(changes(&was, &now), 1);
}

TEST(watch_diff_sees_fixes_of_distributions)
{
	struct sample was = sample_new(), now = sample_new();

	add(&was, "CVE-2024-5", sample_span("v", "p", "1", "2"));
	add(&now, "CVE-2024-5", sample_span("v", "p", "1", "2"));
	sample_fix(&was, "CVE-2024-5", "p", "1.5-1");
	sample_fix(&was, "CVE-2024-6", "p", "1.5-1");
	sample_fix(&now, "CVE-2024-5", "p", "1.5-2");
	sample_fix(&now, "CVE-2024-6", "p", "1.5-1");
	sample_fix(&now, "CVE-2024-7", "p", NULL);
	assert_int_equal(changes(&was, &now), 2);
}
