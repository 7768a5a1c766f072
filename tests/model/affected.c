#include "model/affected.h"

#include "test.h"

TEST(affected_reads_what_it_writes)
{
	struct arena *a = arena_new();
	struct affected in = {.id = "CVE-2024-6387",
	    .verdict = "probable",
	    .reason = "by_version",
	    .cvss = 81,
	    .epss = 421,
	    .priority = 720,
	    .kev = true,
	    .ransomware = true,
	    .fixed = "15.1(2) T3",
	    .source = "nvd"};
	struct affected out;
	STR_AUTO(line, 1000);

	affected_write(&in, &line);
	assert_string_equal(str_text(&line),
	    "CVE-2024-6387 probable why=by_version cvss=8.1 epss=42.1 priority=720 kev "
	    "ransomware fixed=15.1(2)_T3 source=nvd");
	assert_int_equal(affected_read(str_text(&line), a, &out), 0);
	assert_string_equal(out.id, in.id);
	assert_string_equal(out.verdict, in.verdict);
	assert_string_equal(out.reason, in.reason);
	assert_string_equal(out.fixed, "15.1(2)_T3");
	assert_string_equal(out.source, "nvd");
	assert_int_equal(out.cvss, 81);
	assert_int_equal(out.epss, 421);
	assert_int_equal(out.priority, 720);
	assert_true(out.kev && out.ransomware && !out.fixed_after);
	(void)arena_free(a);
}

TEST(affected_without_numbers)
{
	struct arena *a = arena_new();
	struct affected in = {.id = "ICSMA-20-1",
	    .verdict = "possible",
	    .cvss = AFFECTED_UNKNOWN,
	    .epss = AFFECTED_UNKNOWN,
	    .fixed = "2.1",
	    .fixed_after = true};
	struct affected out;
	STR_AUTO(line, 1000);

	affected_write(&in, &line);
	assert_string_equal(str_text(&line), "ICSMA-20-1 possible after=2.1");
	assert_int_equal(affected_read(str_text(&line), a, &out), 0);
	assert_int_equal(out.cvss, AFFECTED_UNKNOWN);
	assert_int_equal(out.epss, AFFECTED_UNKNOWN);
	assert_true(out.fixed_after && !out.kev && !out.reason);
	assert_int_equal(affected_read("CVE-2024-1", a, &out), ERR_SYNTAX);
	assert_int_equal(affected_read("", a, &out), ERR_SYNTAX);
	assert_int_equal(affected_read("A possible cvss=x epss=2000 new=1", a, &out), 0);
	assert_int_equal(out.cvss, AFFECTED_UNKNOWN);
	assert_int_equal(out.epss, AFFECTED_UNKNOWN);
	(void)arena_free(a);
}
