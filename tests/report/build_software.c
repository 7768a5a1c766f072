#include "base/limits.h"
#include "report/build.h"
#include "report/html.h"
#include "report/view.h"
#include "sample_input.h"

#include "test.h"

/* A finding about software as assess makes it. */
static struct finding software(struct arena *a, int verdict, const char *addr)
{
	static const char *const lines[] = {
	    "CVE-2024-4040 probable why=version cvss=9.8 epss=94.4 priority=900 kev ransomware "
	    "fixed=10.7.1 source=nvd",
	    "CVE-2024-5050 probable why=version cvss=5.3 epss=0.1 after=10.6.9 source=nvd",
	    "ICSMA-24-001-01 possible why=any_version"};
	struct finding f = {
	    .type = verdict == VERDICT_POSSIBLE ? "software-to-verify" : "software-vulnerable",
	    .key = addr,
	    .category = CATEGORY_SOFTWARE,
	    .criticality = verdict == VERDICT_POSSIBLE ? CRIT_INFO : CRIT_CRITICAL,
	    .qod = verdict == VERDICT_POSSIBLE ? 30 : 80,
	    .subject = addr,
	    .addr = addr,
	    .port = 443,
	    .software = "CrushFTP 10.6.0",
	    .verdict = verdict,
	    .ncves = 15,
	    .fixed_in = "10.8.4",
	    .priority = 900,
	    .days = 3,
	    .forensics = true,
	    .rule = "BOD 26-04 row 15"};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		text_list_add(&f.cves, a, lines[i]);
	text_list_add(&f.why, a, "ransomware 0");
	text_list_add(&f.why, a, "public 0");
	text_list_add(&f.why, a, "role 5");
	text_list_add(&f.evidence, a, "TCP 443: CrushFTP 10.6.0");
	return f;
}

static const char *html(struct arena *a, const char *lang, struct findings *findings)
{
	struct report_input *in = sample_input(a, lang, 0, SAMPLE_CLEAN);
	struct doc *doc;
	STR_AUTO(out, LIMIT_DOCUMENT);

	in->findings = findings;
	assert_int_equal(report_build(in, a, &doc), 0);
	assert_int_equal(report_html(doc, &out), 0);
	return str_dup(&out, a);
}

TEST(software_is_told_with_sentence_deadline_and_table)
{
	struct arena *a = arena_new();
	struct findings all = {0};
	const char *text;

	vec_push(a, &all.all, software(a, VERDICT_PROBABLE, "192.0.2.1"));
	text = html(a, "en", &all);
	assert_non_null(strstr(text, "CrushFTP 10.6.0 at 192.0.2.1"));
	assert_non_null(strstr(text, "Version 10.8.4 or later mends all of them."));
	assert_non_null(strstr(text, "Extortionists already use this flaw against others"));
	assert_non_null(strstr(text, "mend it within 3 days and look for traces"));
	assert_non_null(strstr(text, "https://nvd.nist.gov/vuln/detail/CVE-2024-4040"));
	assert_non_null(strstr(text, "3 days, with a search for traces: by "));
	assert_non_null(strstr(text, "Probable"));
	assert_non_null(strstr(text, "94.4%"));
	assert_non_null(strstr(text, "after 10.6.9"));
	assert_non_null(strstr(text, "12 more are in report.json."));
	assert_null(strstr(text, "id=\"verify\""));
	text = html(a, "fr", &all);
	assert_non_null(strstr(text, "94,4\xc2\xa0%"));
	assert_null(strstr(text, "mends"));
	(void)arena_free(a);
}

TEST(software_to_be_verified_stands_apart_and_counts_nowhere)
{
	struct arena *a = arena_new();
	struct findings all = {0};
	struct view view;
	struct report_input *in = sample_input(a, "nb", 0, SAMPLE_CLEAN);

	vec_push(a, &all.all, software(a, VERDICT_POSSIBLE, "192.0.2.1"));
	assert_non_null(strstr(html(a, "nb", &all), "id=\"verify\""));
	in->findings = &all;
	view_make(in, a, &view);
	assert_int_equal(view.present.n, 0);
	assert_int_equal(view.verify.n, 1);
	assert_int_equal(view.groups.n, 0);
	assert_int_equal(view.levels[CRIT_INFO], 0);
	(void)arena_free(a);
}

TEST(software_of_many_places_is_bounded)
{
	struct arena *a = arena_new();
	struct findings all = {0};

	for (int i = 0; i < 25; i++)
		vec_push(a, &all.all,
		    software(a, VERDICT_CONFIRMED, arena_printf(a, "192.0.2.%d", i)));
	assert_non_null(strstr(html(a, "en", &all), "5 more systems have the same weakness"));
	(void)arena_free(a);
}
