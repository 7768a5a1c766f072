#include "base/arena.h"
#include "test.h"

TEST(arena_gives_zeroed_aligned_memory)
{
	struct arena *a = arena_new();

	for (size_t n = 1; n < 5000; n += 7) {
		char *p = arena_alloc(a, n);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
	}
	arena_clear(a);
	assert_int_equal(arena_used(a), 0);
	assert_int_equal(*(char *)arena_alloc(a, 16), 0);
	assert_null(arena_free(a));
}

TEST(arena_copies_text)
{
	struct arena *a = arena_new();

	assert_string_equal(arena_strdup(a, "sykehus"), "sykehus");
	assert_null(arena_strdup(a, NULL));
	assert_string_equal(arena_printf(a, "%d/%s", 7, "x"), "7/x");
	assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
	arena_free(a);
}
