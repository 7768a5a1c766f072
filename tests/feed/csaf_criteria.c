#include "feed/csaf_criteria.h"

#include "test.h"

static struct feed_read rd;

/* "vendor|product|model RANGE version start..end" each, joined by "; ". */
static const char *criteria(const struct csaf_product *p, struct arena *a)
{
	struct csaf_criteria to = {0};
	STR_AUTO(out, 1 << 16);

	rd = (struct feed_read){0};
	csaf_criteria_add(&to, p, &rd, a);
	vec_foreach (c, &to.all) {
		str_addf(
		    &out, "%s%s|%s", out.n ? "; " : "", c->vendor ? c->vendor : "", c->product);
		if (c->model)
			str_addf(&out, "|%s", c->model);
		str_addf(&out, " %s", vuln_range_names[c->range]);
		if (c->version)
			str_addf(&out, " %s", c->version);
		if (c->range == RANGE_SPAN)
			str_addf(&out, " %s%s..%s%s", c->start_excluded ? ">" : "",
			    c->start ? c->start : "", c->end_excluded ? "<" : "",
			    c->end ? c->end : "");
	}
	return str_dup(&out, a);
}

static void assert_version(const char *version, bool range, const char *want, int64_t left)
{
	struct arena *a = arena_new();
	struct csaf_product p = {
	    .vendor = "V", .name = "P  Q", .version = version, .range = range};

	assert_string_equal(criteria(&p, a), want);
	assert_int_equal(rd.remarks, left);
	(void)arena_free(a);
}

TEST(csaf_criteria_of_versions)
{
	assert_version("1.2", false, "v|p q exact 1.2", 0);
	assert_version("< 1.2", true, "v|p q span ..<1.2", 0);
	assert_version("<=1.2", true, "v|p q span ..1.2", 0);
	assert_version(">= 1.0 | <= 1.2", true, "v|p q span 1.0..1.2", 0);
	assert_version("1.1 | 1.2", false, "v|p q exact 1.1; v|p q exact 1.2", 0);
	assert_version("all versions", true, "v|p q span ..", 0);
	assert_version("vers:all/*", true, "v|p q span ..", 0);
	assert_version(NULL, false, "v|p q any", 0);
	assert_version("<=11.2 on Windows 8.1 with IIS 7.5", true, "v|p q span ..11.2", 1);
	assert_version("6.x (with modules v9 | v11)", true, "v|p q span 6..<7", 1);
	assert_version("< long ago", true, "v|p q any", 1);
	assert_version("CoaguChek Pro II", false,
	    "v|coaguchek pro ii span ..; v|p q any; v|p q exact CoaguChek Pro II", 0);
	assert_version("<= 3.0 D15", true, "v|p q span ..3.0.d15", 0);
	assert_version("< 1.8.4 Service Pack 01", true, "v|p q span ..<1.8.4sp01", 0);
	assert_version("distributed  < april 1, 2018", true, "v|p q span ..<2018-04-01", 0);
	assert_version("<8/30/2024", true, "v|p q span ..<2024-08-30", 0);
	assert_version("<13/30/2024", true, "v|p q any", 1);
	assert_version("1.1.3 Build 10", false,
	    "v|p q any; v|p q exact 1.1.3 Build 10; v|1.1.3 build 10 span ..", 0);
	assert_version("Version B, Firmware A.01.09, Part #: 1", false,
	    "v|p q exact b; v|p q exact a.01.09", 1);
	assert_version("MMT-1711 | MMT-1712", false,
	    "v|mmt-1711 span ..; v|mmt-1712 span ..; v|p q exact mmt-1711; v|p q exact "
	    "mmt-1712",
	    0);
}

TEST(csaf_criteria_of_helpers)
{
	struct arena *a = arena_new();
	struct csaf_product p = {.vendor = "V", .name = "P", .version = "<2", .range = true};
	struct json *v;

	assert_int_equal(
	    json_parse(span_str("{\"model_numbers\":[\"A1\",\"B*\",\"C3\"],\"cpe\":"
				"\"cpe:2.3:a:vend:prod:*:*:*:*:*:*:*:*\",\"purl\":\"pkg:x/y\","
				"\"hashes\":[]}"),
		a, &v, NULL),
	    0);
	p.helper = v;
	assert_string_equal(
	    criteria(&p, a), "v|p|A1 span ..<2; v|p|C3 span ..<2; vend|prod span ..<2");
	assert_int_equal(rd.remarks, 3);
	p = (struct csaf_product){.full = "Some Device"};
	assert_string_equal(criteria(&p, a), "|some device any");
	p = (struct csaf_product){.vendor = "V"};
	assert_string_equal(criteria(&p, a), "");
	assert_int_equal(rd.remarks, 1);
	(void)arena_free(a);
}
