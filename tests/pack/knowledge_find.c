#include "pack/knowledge.h"

#include "codec/version.h"

#include "sample_knowledge.h"
#include "test.h"

TEST(knowledge_is_found_by_id_whatever_the_id_is)
{
	static const char *const ids[] = {
	    "CVE-1999-0001", "CVE-2024-10000", "CVE-2024-9999", "GHSA-aaaa", "VARDE-2026-0001"};
	struct sample s = sample_new();
	const struct knowledge_pack *k;

	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct vuln_criterion c = sample_any("v", "p");

		sample_vuln(&s, ids[i], &c, 1);
	}
	k = sample_pack(&s);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct knowledge_rows rows = knowledge_find(k, KT_VULNS, ids[i]);
		struct knowledge_vuln v;
		char id[KNOWLEDGE_ID];

		assert_int_equal(rows.end - rows.first, 1);
		assert_true(knowledge_vuln(k, rows.first, &v));
		assert_string_equal(knowledge_id(k, v.id, id), ids[i]);
	}
	assert_int_equal(knowledge_find(k, KT_VULNS, "CVE-2024-9998").first,
	    knowledge_find(k, KT_VULNS, "CVE-2024-9998").end);
	sample_free(&s);
}

TEST(products_are_found_by_name_and_vendor)
{
	struct vuln_criterion c[] = {sample_any("b", "p"), sample_any("a", "p"),
	    sample_any("a", "q"), sample_any("a", "p")};
	struct sample s = sample_new();
	const struct knowledge_pack *k;
	struct knowledge_rows rows;

	c[3].part = 'o';
	sample_vuln(&s, "CVE-2024-1000", c, 4);
	k = sample_pack(&s);
	rows = knowledge_find_product(k, NAMED_CPE, "a", "p");
	assert_int_equal(rows.end - rows.first, 2);
	rows = knowledge_find_product(k, NAMED_CPE, NULL, "p");
	assert_int_equal(rows.end - rows.first, 3);
	rows = knowledge_find_product(k, NAMED_CPE, "a", "x");
	assert_int_equal(rows.end - rows.first, 0);
	rows = knowledge_find_product(k, NAMED_TEXT, "a", "p");
	assert_int_equal(rows.end - rows.first, 0);
	sample_free(&s);
}

TEST(exact_versions_are_found_by_their_keys)
{
	struct vuln_criterion c[20];
	struct sample s = sample_new();
	const struct knowledge_pack *k;
	struct knowledge_product p;

	for (size_t i = 0; i < ARRAY_LEN(c); i++)
		c[i] = sample_exact("v", "p", arena_printf(s.arena, "1.%zu", i * 2), NULL);
	sample_vuln(&s, "CVE-2024-1000", c, ARRAY_LEN(c));
	k = sample_pack(&s);
	assert_true(knowledge_product(k, 0, &p));
	assert_int_equal(p.span - p.exact, ARRAY_LEN(c));
	for (size_t i = 0; i < 2 * ARRAY_LEN(c); i++) {
		STR_AUTO(key, 256);
		struct knowledge_rows rows;

		version_key(VERSION_GENERIC, span_str(arena_printf(s.arena, "1.%zu", i)), &key);
		rows = knowledge_find_exact(k, &p, VERSION_GENERIC, str_bytes(&key));
		assert_int_equal(rows.end - rows.first, i % 2 == 0);
	}
	sample_free(&s);
}

TEST(fixes_and_cycles_are_found_by_name)
{
	struct know_eol eol = {.id = "php 8.1", .product = "php", .cycle = "8.1"};
	struct sample s = sample_new();
	const struct knowledge_pack *k;
	struct knowledge_rows rows;
	struct knowledge_eol e;

	text_list_add(&eol.cpes, s.arena, "cpe:2.3:a:php:php");
	sample_add(&s, KNOW_EOL, "endoflife", &eol);
	sample_fix(&s, "CVE-2024-1000", "openssh", "1:9.2p1-2+deb12u3");
	sample_fix(&s, "CVE-2024-1000", "nginx", "1.22.1-9");
	k = sample_pack(&s);
	rows = knowledge_find_fixes(k, "openssh", "debian", "bookworm");
	assert_int_equal(rows.end - rows.first, 1);
	rows = knowledge_find_fixes(k, "openssh", "debian", NULL);
	assert_int_equal(rows.end - rows.first, 1);
	rows = knowledge_find_fixes(k, "openssh", "ubuntu", NULL);
	assert_int_equal(rows.end - rows.first, 0);
	rows = knowledge_find_eol(k, "php", "php");
	assert_true(knowledge_eol(k, rows.first, &e));
	assert_string_equal(e.cycle, "8.1");
	assert_int_equal(knowledge_find_eol(k, "php", "x").end, 0);
	sample_free(&s);
}
