#include "rule/compile.h"

#include "data.h"
#include "rule/image.h"
#include "test.h"

#include <lzma.h>

TEST(of_two_rules_with_one_number_the_newer_stays)
{
	struct arena *arena = arena_new();
	struct rule_compile *c = rule_compile_new(arena);
	size_t n;
	struct rule_reason **reasons;

	rule_compile_add(c, "a.rules",
	    span_str("# a comment\n"
		     "alert tcp any any -> any any (msg:\"old\"; sid:5; rev:1;)\n"
		     "alert tcp any any -> any any \\\n (msg:\"new\"; sid:5; rev:2;)\n"
		     "alert tcp any any -> any any (msg:\"older\"; sid:5; rev:1;)\n"
		     "alert tcp any any -> any any (lua:x; sid:6;)\n"));
	assert_int_equal(c->rules.n, 1);
	assert_string_equal(c->rules.items[0]->text.msg, "new");
	assert_int_equal(c->refused.n, 2);
	assert_int_equal(c->refused.items[1].line, 6);
	assert_int_equal(c->refused.items[1].sid, 6);
	reasons = rule_compile_reasons(c, &n);
	assert_int_equal(n, 2);
	assert_string_equal(reasons[1]->reason, "keyword lua is not supported");
	(void)arena_free(arena);
}

TEST(rules_that_set_state_come_before_those_that_ask)
{
	struct arena *arena = arena_new();
	struct rule_compile *c = rule_compile_new(arena);
	STR_AUTO(image, 1 << 24);
	struct msg msg = {0};

	rule_compile_add(c, "a.rules",
	    span_str("alert tcp any any -> any any (flowbits:isset,a; sid:1;)\n"
		     "alert tcp any any -> any any (content:\"x\"; sid:2;)\n"
		     "alert tcp any any -> any any (flowbits:set,a; sid:3;)\n"
		     "pass tcp any any -> any any (content:\"x\"; sid:4;)\n"));
	assert_int_equal(rule_compile_end(c, &image, &msg), 0);
	assert_int_equal(c->rules.items[0]->sid, 4);
	assert_int_equal(c->rules.items[1]->sid, 3);
	assert_int_equal(c->rules.items[2]->sid, 1);
	assert_int_equal(c->rules.items[3]->sid, 2);
	(void)arena_free(arena);
}

static struct span unpacked(struct arena *arena, struct span packed)
{
	size_t cap = 64 << 20, in = 0, out = 0;
	uint64_t limit = UINT64_MAX;
	uint8_t *bytes = arena_alloc(arena, cap);

	assert_int_equal(lzma_stream_buffer_decode(
			     &limit, 0, NULL, packed.p, &in, packed.n, bytes, &out, cap),
	    LZMA_OK);
	return span_of(bytes, out);
}

/* Issue 6: at least 97 % of Emerging Threats Open. */
TEST(emerging_threats_open_compiles)
{
	struct arena *arena = arena_new();
	struct rule_compile *c = rule_compile_new(arena);
	struct rule_image *opened = NULL;
	STR_AUTO(image, RULE_TEXT_MAX * 8192L);
	struct msg msg = {0};
	struct span packed;
	size_t n;
	struct rule_reason **reasons;

	data_need(&packed, "sensor/et-open-merged.rules.xz", arena);
	rule_compile_add(c, "et-open", unpacked(arena, packed));
	reasons = rule_compile_reasons(c, &n);
	for (size_t i = 0; i < n; i++)
		print_message("# %5u %s\n", reasons[i]->n, reasons[i]->reason);
	print_message("# %zu of %zu rules\n", c->rules.n, c->rules.n + c->refused.n);
	assert_int_equal(c->rules.n + c->refused.n, 26101);
	assert_true(c->rules.n * 100 >= (c->rules.n + c->refused.n) * 97);
	assert_int_equal(rule_compile_end(c, &image, &msg), 0);
	assert_int_equal(rule_image_of(str_bytes(&image), &opened, &msg), 0);
	assert_int_equal(opened->count[RT_RULES], c->rules.n);
	(void)rule_image_close(opened);
	(void)arena_free(arena);
}
