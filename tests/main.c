#include "test.h"

enum { MAX_TESTS = 1024 };

static struct CMUnitTest tests[MAX_TESTS];
static size_t ntests;

void test_register(const char *name, CMUnitTestFunction fn)
{
	if (ntests == MAX_TESTS)
		abort();
	tests[ntests++] = (struct CMUnitTest){name, fn, NULL, NULL, NULL};
}

/* TEST_ONLY: a pattern of names ("alert_*"), while one writes a test. */
int main(void)
{
	const char *only = getenv("TEST_ONLY");

	if (only)
		cmocka_set_test_filter(only);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests("varde", tests, ntests, NULL, NULL);
}
