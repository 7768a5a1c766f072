#include "rule/matcher.h"

#include "test.h"

enum { PATTERNS = 60, TEXT = 400 };

static void note(void *ctx, uint32_t id)
{
	unsigned char *seen = ctx;

	seen[id] = 1;
}

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

/* Random patterns over a small alphabet, in random texts: both ways find the same. */
TEST(hyperscan_and_aho_corasick_find_the_same)
{
	uint32_t seed = 4711;

	for (int round = 0; round < 40; round++) {
		uint8_t bytes[PATTERNS][12], text[TEXT];
		struct matcher_pattern patterns[PATTERNS];
		struct matcher *a = NULL, *b = NULL;
		struct matcher_scratch *scratch = NULL;
		struct msg msg = {0};
		STR_AUTO(db, 1 << 24);

		for (int i = 0; i < PATTERNS; i++) {
			size_t n = 1 + next(&seed) % 12;

			for (size_t j = 0; j < n; j++)
				bytes[i][j] = (uint8_t)("abABx\0.\xff"[next(&seed) % 8]);
			patterns[i] = (struct matcher_pattern){
			    .bytes = span_of(bytes[i], n), .nocase = next(&seed) % 2};
		}
		for (size_t j = 0; j < TEXT; j++)
			text[j] = (uint8_t)("abABx\0.\xff"[next(&seed) % 8]);
		assert_int_equal(matcher_compile(patterns, PATTERNS, &db, &msg), 0);
		assert_int_equal(matcher_open(str_bytes(&db), patterns, PATTERNS, &a, &msg), 0);
		assert_int_equal(
		    matcher_open(span_of(NULL, 0), patterns, PATTERNS, &b, &msg), 0);
		assert_int_equal(matcher_scratch_grow(&scratch, a, &msg), 0);
		for (size_t from = 0; from < TEXT; from += 50) {
			unsigned char x[PATTERNS] = {0}, y[PATTERNS] = {0};

			matcher_scan(a, scratch, span_of(text + from, 50), note, x);
			matcher_scan(b, scratch, span_of(text + from, 50), note, y);
			assert_memory_equal(x, y, PATTERNS);
		}
		(void)matcher_scratch_free(scratch);
		(void)matcher_free(a);
		(void)matcher_free(b);
	}
}

TEST(a_damaged_database_is_refused)
{
	struct matcher *m = NULL;
	struct msg msg = {0};
	uint8_t bad[64] = {1, 2, 3};
	int r = matcher_open(span_of(bad, sizeof(bad)), NULL, 0, &m, &msg);

	if (matcher_has_hyperscan())
		assert_int_equal(r, ERR_CORRUPT);
	else
		(void)matcher_free(m);
}
