#include "made.h"

TEST(watchers_have_names_and_can_be_off)
{
	struct arena *arena = arena_new();
	STR_AUTO(off, 512);
	struct made m;

	str_add(&off, "off = ");
	for (int i = 0; i < WATCHERS; i++) {
		for (int k = 0; k < i; k++)
			assert_string_not_equal(watcher_name(i), watcher_name(k));
		assert_in_range(strlen(watcher_doc(i)), 20, 100);
		str_addf(&off, "%s%s", i ? "," : "", watcher_name(i));
	}
	str_char(&off, '\n');
	made_begin(&m, str_text(&off));
	for (uint16_t i = 1; i < 500; i++) {
		struct flow f = made_refused("10.0.0.9", "10.0.0.5", i, 0);

		assert_int_equal(made_ended(&m, &f), 0);
		assert_int_equal(made_known(&m, &f, PROTO_DICOM), 0);
	}
	made_end(&m);
	arena_free(arena);
}

/* A million different hosts: memory stays, what gave way is counted, nothing is told twice. */
TEST(watchers_memory_is_bounded)
{
	struct made m;
	uint64_t evicted = 0;

	made_begin(&m, "");
	for (uint32_t i = 0; i < 100000; i++) {
		struct flow f = made_unanswered("10.0.0.9", "10.0.0.5", 80, i / 1000);

		memcpy(f.client + 1, &i, 3);
		(void)made_ended(&m, &f);
		evicted += m.report.evicted;
	}
	assert_true(evicted > 100000);
	assert_int_equal(m.n, 0);
	made_end(&m);
}
