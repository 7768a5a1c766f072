#include "base/map.h"
#include "test.h"

TEST(map_keeps_ten_thousand_keys_in_order)
{
	struct arena *a = arena_new();
	struct map m;
	char key[16];
	size_t i = 0;

	map_init(&m, a);
	assert_null(map_get(&m, "none"));
	for (uintptr_t k = 1; k <= 10000; k++) {
		(void)snprintf(key, sizeof(key), "k%zu", (size_t)k);
		assert_true(map_set(&m, key, (void *)k));
	}
	assert_false(map_set(&m, "k5", (void *)(uintptr_t)77));
	assert_int_equal((uintptr_t)map_get(&m, "k5"), 77);
	assert_int_equal((uintptr_t)map_get(&m, "k9999"), 9999);
	assert_false(map_has(&m, "k10001"));
	map_foreach (e, &m) {
		(void)snprintf(key, sizeof(key), "k%zu", ++i);
		assert_string_equal(e->key, key);
	}
	assert_int_equal(i, 10000);
	arena_free(a);
}
