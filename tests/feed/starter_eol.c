#include "feed/starter.h"

#include "base/time.h"
#include "test.h"

static int count(void *arg, const struct knowledge *k)
{
	size_t *n = arg;
	struct msg msg = {0};

	assert_int_equal(record_validate(&know_types[KNOW_EOL], k->rec, &msg), 0);
	assert_string_equal(k->source, STARTER_SOURCE);
	assert_true(k->eol->end > 0 && k->eol->cpes.n >= 1);
	(*n)++;
	return 0;
}

static int stop(void *arg, const struct knowledge *k)
{
	(void)arg, (void)k;
	return ERR_CANCELLED;
}

TEST(starter_eols_are_records)
{
	struct arena *a = arena_new();
	size_t n = 0;

	assert_int_equal(starter_eols(a, count, &n), 0);
	assert_true(n >= 40);
	assert_int_equal(starter_eols(a, stop, NULL), ERR_CANCELLED);
	(void)arena_free(a);
}
