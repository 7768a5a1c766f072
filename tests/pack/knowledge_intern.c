#include "pack/knowledge_intern.h"

#include "test.h"

TEST(texts_are_kept_once_however_many)
{
	struct knowledge_intern set;
	char text[16];

	knowledge_intern_init(&set, 0);
	assert_int_equal(knowledge_intern_text(&set, NULL), 0);
	assert_int_equal(knowledge_intern_text(&set, ""), 0);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 5000; i++) {
			uint32_t at;

			(void)snprintf(text, sizeof(text), "t%d", i);
			at = knowledge_intern_text(&set, text);
			assert_string_equal(set.bytes.p + at, text);
		}
	assert_int_equal(set.n, 5000);
	knowledge_intern_done(&set);
}

TEST(rows_are_numbered_in_the_order_of_first_sight)
{
	struct knowledge_intern set;

	knowledge_intern_init(&set, sizeof(uint32_t));
	for (uint32_t i = 0; i < 5000; i++) {
		uint32_t row = i * 7;

		assert_int_equal(knowledge_intern_row(&set, &row), i);
	}
	for (uint32_t i = 0; i < 5000; i++) {
		uint32_t row = i * 7;

		assert_int_equal(knowledge_intern_row(&set, &row), i);
		assert_memory_equal(knowledge_intern_at(&set, i), &row, sizeof(row));
	}
	knowledge_intern_done(&set);
}
