#include "case.h"
#include "test.h"

TEST(the_most_exact_cycle_of_a_version)
{
	static const char *const cycles[] = {"8", "8.1", "8.10"};
	struct sample s = sample_new();
	struct vuln_criterion c = sample_any("php", "php");
	struct match_product p = {.vendor = "php", .product = "php", .version = "8.1.27"};
	struct knowledge_eol e;
	struct matcher *m;

	for (size_t i = 0; i < ARRAY_LEN(cycles); i++) {
		struct know_eol eol = {.id = cycles[i],
		    .product = "php",
		    .cycle = cycles[i],
		    .end = 1000 * (int64_t)(i + 1)};

		text_list_add(&eol.cpes, s.arena, "cpe:2.3:a:php:php");
		sample_add(&s, KNOW_EOL, "endoflife", &eol);
	}
	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	m = match_new(sample_pack(&s));
	assert_true(match_eol(m, &p, &e));
	assert_string_equal(e.cycle, "8.1");
	assert_int_equal(e.end, 2000);
	p.version = "7.4";
	assert_false(match_eol(m, &p, &e));
	p.version = NULL;
	assert_false(match_eol(m, &p, &e));
	match_free(m);
	sample_free(&s);
}
