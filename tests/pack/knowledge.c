#include "pack/knowledge.h"

#include "pack/knowledge_format.h"

#include "sample_knowledge.h"
#include "test.h"

static struct sample small(void)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("v", "p", "1.0", "2.0");
	struct know_epss epss = {.id = "CVE-2024-1000", .likelihood = 940012, .percentile = 5};
	struct know_exploited exploited = {
	    .id = "CVE-2024-1000", .list = "cisa", .ransomware = true};

	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	c = sample_exact("v", "q", "9.2", "p1");
	sample_vuln(&s, "VARDE-2026-0001", &c, 1);
	sample_add(&s, KNOW_EPSS, "epss", &epss);
	sample_add(&s, KNOW_EXPLOITED, "kev", &exploited);
	return s;
}

TEST(knowledge_of_a_pack_is_what_went_in)
{
	struct sample s = small();
	const struct knowledge_pack *k = sample_pack(&s);
	struct knowledge_rows rows = knowledge_find(k, KT_VULNS, "CVE-2024-1000");
	struct knowledge_exploited exploited;
	struct knowledge_source source;
	struct knowledge_epss epss;
	struct knowledge_vuln v;
	char id[KNOWLEDGE_ID];

	assert_int_equal(rows.end - rows.first, 1);
	assert_true(knowledge_vuln(k, rows.first, &v));
	assert_string_equal(knowledge_id(k, v.id, id), "CVE-2024-1000");
	assert_int_equal(v.published, 1700000000000);
	assert_int_equal(v.modified, 1710000000000);
	assert_string_equal(
	    knowledge_item(k, v.cvss, 0), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
	assert_null(knowledge_item(k, v.cvss, 1));
	assert_string_equal(knowledge_item(k, v.cwes, 0), "CWE-79");
	rows = knowledge_find(k, KT_EPSS, "CVE-2024-1000");
	assert_true(knowledge_epss(k, rows.first, &epss));
	assert_int_equal(epss.likelihood, 940012);
	rows = knowledge_find(k, KT_EXPLOITED, "CVE-2024-1000");
	assert_true(knowledge_exploited(k, rows.first, &exploited));
	assert_true(exploited.ransomware);
	assert_string_equal(exploited.list, "cisa");
	assert_true(knowledge_source(k, 0, &source));
	assert_string_equal(source.name, "nvd");
	assert_int_equal(source.records[KNOW_VULN], 2);
	assert_int_equal(knowledge_verify(k, NULL), 0);
	sample_free(&s);
}

TEST(knowledge_cve_orders_by_year_and_number)
{
	assert_true(knowledge_cve("CVE-1999-0001") < knowledge_cve("CVE-1999-0002"));
	assert_true(knowledge_cve("CVE-2023-50000") < knowledge_cve("CVE-2024-1000"));
	assert_true(knowledge_cve("CVE-2024-9999") < knowledge_cve("CVE-2024-10000"));
	assert_int_equal(knowledge_cve("VARDE-2026-0001"), KNOWLEDGE_NONE);
	assert_int_equal(knowledge_cve("CVE-2024-"), KNOWLEDGE_NONE);
	assert_int_equal(knowledge_cve("CVE-2024-01234"), KNOWLEDGE_NONE);
	assert_int_equal(knowledge_cve("CVE-1024-1234"), KNOWLEDGE_NONE);
	assert_int_equal(knowledge_cve("CVE-2024-99999999"), KNOWLEDGE_NONE);
}

TEST(a_pack_cut_anywhere_is_refused)
{
	struct sample s = small();
	struct span whole = sample_pack(&s)->bytes;
	struct knowledge_pack k;
	struct msg msg = {0};

	for (size_t n = 0; n < whole.n; n += n < KNOWLEDGE_BODY ? 1 : 37)
		assert_int_equal(
		    knowledge_from_memory(span_sub(whole, 0, n), &k, &msg), ERR_CORRUPT);
	sample_free(&s);
}

TEST(a_pack_of_another_version_or_with_a_damaged_header_is_refused)
{
	struct sample s = small();
	struct knowledge_pack k;
	struct msg msg = {0};

	(void)sample_pack(&s);
	s.bytes.p[8]++;
	assert_int_equal(knowledge_from_memory(str_bytes(&s.bytes), &k, &msg), ERR_VERSION);
	s.bytes.p[8]--;
	s.bytes.p[KNOWLEDGE_HEADER + 3]++;
	assert_int_equal(knowledge_from_memory(str_bytes(&s.bytes), &k, &msg), ERR_CORRUPT);
	sample_free(&s);
}

TEST(a_damaged_body_is_told_by_verify)
{
	struct sample s = small();
	struct msg msg = {0};

	(void)sample_pack(&s);
	assert_int_equal(knowledge_verify(&s.pack, &msg), 0);
	s.bytes.p[s.bytes.n - 1]++;
	assert_int_equal(knowledge_verify(&s.pack, &msg), ERR_CORRUPT);
	assert_true(msg.what[0] && msg.hint[0]);
	sample_free(&s);
}

TEST(rows_outside_of_a_table_are_refused)
{
	struct sample s = small();
	const struct knowledge_pack *k = sample_pack(&s);
	struct knowledge_criterion c;
	struct knowledge_product p;
	struct knowledge_vuln v;

	assert_false(knowledge_vuln(k, k->rows[KT_VULNS], &v));
	assert_false(knowledge_criterion(k, UINT32_MAX, &c));
	assert_false(knowledge_product(k, UINT32_MAX, &p));
	assert_null(knowledge_text(k, UINT32_MAX));
	assert_null(knowledge_text(k, 0));
	assert_int_equal(knowledge_number(k, KT_POSTINGS, UINT32_MAX), KNOWLEDGE_NONE);
	assert_int_equal(knowledge_number(k, KT_VULNS, 0), KNOWLEDGE_NONE);
	sample_free(&s);
}

TEST(a_pack_that_is_not_there_says_what_to_do)
{
	struct knowledge_pack k;
	struct msg msg = {0};

	assert_int_equal(knowledge_open("/nonexistent/k.vkp", &k, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.hint, "varde kb compile"));
}
