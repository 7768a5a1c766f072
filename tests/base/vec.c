#include "base/vec.h"
#include "test.h"

TEST(vec_grows)
{
	struct arena *a = arena_new();
	VEC(int) v = {0};
	int sum = 0;

	for (int i = 0; i < 1000; i++)
		vec_push(a, &v, i);
	vec_foreach (it, &v)
		sum += *it;
	assert_int_equal(v.n, 1000);
	assert_int_equal(sum, 499500);
	arena_free(a);
}
