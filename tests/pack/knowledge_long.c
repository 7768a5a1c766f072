#include "pack/knowledge.h"

#include "sample_knowledge.h"
#include "test.h"

TEST(long_texts_come_back_from_every_block)
{
	struct sample s = sample_new();
	const struct knowledge_pack *k;
	struct knowledge_vuln v;

	for (int i = 0; i < 600; i++) {
		struct vuln rec = {.id = arena_printf(s.arena, "CVE-2024-%d", 1000 + i)};
		char *text = arena_alloc(s.arena, 2001);

		memset(text, 'a' + i % 26, 2000);
		rec.text = text;
		text_list_add(&rec.references, s.arena, arena_printf(s.arena, "https://%d", i));
		sample_add(&s, KNOW_VULN, "nvd", &rec);
	}
	k = sample_pack(&s);
	assert_true(k->rows[KT_BLOCKS] > 3);
	for (uint32_t i = 0; i < 600; i++) {
		const char *texts[2];

		assert_true(knowledge_vuln(k, i, &v));
		assert_int_equal(v.ntext, 2);
		knowledge_long(k, v.text, 2, s.arena, texts);
		assert_int_equal(strlen(texts[0]), 2000);
		assert_int_equal(texts[0][1999], 'a' + i % 26);
		assert_string_equal(texts[1], arena_printf(s.arena, "https://%u", i));
	}
	sample_free(&s);
}

TEST(a_place_that_is_not_there_gives_empty_texts)
{
	struct sample s = sample_new();
	const struct knowledge_pack *k = sample_pack(&s);
	const char *texts[3];

	knowledge_long(k, UINT32_MAX, 3, s.arena, texts);
	assert_string_equal(texts[0], "");
	assert_string_equal(texts[2], "");
	sample_free(&s);
}

TEST(configurations_come_back_as_they_were)
{
	struct sample s = sample_new();
	struct vuln_configs configs = {0}, back;
	struct vuln_config config = {.operator= VULN_AND };
	struct vuln_node one = {0}, two = {.negate = true, .operator= VULN_AND };
	const struct knowledge_pack *k;
	struct knowledge_vuln v;
	struct knowledge whole = {.kind = KNOW_VULN};
	struct vuln a = {.id = "CVE-2024-1000"}, b = a;
	STR_AUTO(x, 1 << 16);
	STR_AUTO(y, 1 << 16);

	vec_push(s.arena, &one.criteria, sample_exact("v", "p", "9.2", "p1"));
	vec_push(s.arena, &one.criteria, sample_span("v", "p", "1", NULL));
	vec_push(s.arena, &two.criteria, sample_any("w", "q"));
	vec_push(s.arena, &config.nodes, one);
	vec_push(s.arena, &config.nodes, two);
	vec_push(s.arena, &configs.all, config);
	config = (struct vuln_config){0};
	vec_push(s.arena, &config.nodes, one);
	vec_push(s.arena, &configs.all, config);
	sample_configs(&s, "CVE-2024-1000", configs);
	k = sample_pack(&s);
	assert_true(knowledge_vuln(k, 0, &v));
	knowledge_configs(k, v.nodes, v.nnodes, s.arena, &back);
	a.configs = configs;
	b.configs = back;
	whole.rec = &a;
	know_write(&whole, &x);
	whole.rec = &b;
	know_write(&whole, &y);
	assert_string_equal(str_text(&x), str_text(&y));
	sample_free(&s);
}
