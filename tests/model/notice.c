#include "model/notice.h"

#include "rows.h"
#include "test.h"

TEST(notice_rows)
{
	static const struct record_type *const types[] = {&notice_type, &notice_told_type,
	    &notice_event_type, &phone_task_type, &sending_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(notice_names_fit_the_values)
{
	assert_string_equal(notice_answer_names[NOTICE_NEED_HELP], "need_help");
	assert_null(notice_answer_names[NOTICE_ANSWERS]);
	assert_string_equal(notice_state_names[NOTICE_CLOSED], "closed");
	assert_null(notice_state_names[NOTICE_STATES]);
	assert_string_equal(notice_channel_names[NOTICE_BY_PHONE], "phone");
	assert_string_equal(notice_step_names[NOTICE_DID_REOPEN], "reopened");
	assert_string_equal(phone_reason_names[PHONE_BY_HAND], "by_hand");
	assert_string_equal(phone_outcome_names[PHONE_NOT_NEEDED], "not_needed");
	assert_string_equal(sending_state_names[SENDING_DISCARDED], "discarded");
	assert_string_equal(sending_for_names[SENDING_FOR_LIST], "list");
	assert_int_equal(notice_answer_of("not_ours"), NOTICE_NOT_OURS);
	assert_int_equal(notice_answer_of("unanswered"), -1);
	assert_int_equal(notice_answer_of(NULL), -1);
	assert_true(notice_is_urgent(CRIT_HIGH));
	assert_false(notice_is_urgent(CRIT_MEDIUM));
}

TEST(notice_items_are_read_as_they_were_written)
{
	struct arena *arena = arena_new();
	struct notice_items items = {0}, got = {0};
	const char *text;

	assert_null(notice_items_write(&items, arena));
	vec_push(arena, &items.all,
	    (struct notice_item){"k1", "192.0.2.1:445", "proof\n\"x\"", 77, 3, TLP_AMBER});
	vec_push(arena, &items.all, (struct notice_item){.key = "k2", .text = "b"});
	text = notice_items_write(&items, arena);
	assert_int_equal(notice_items_read(text, arena, &got), 0);
	assert_int_equal(got.all.n, 2);
	assert_string_equal(got.all.items[0].detail, "proof\n\"x\"");
	assert_int_equal(got.all.items[0].time, 77);
	assert_int_equal(got.all.items[0].count, 3);
	assert_int_equal(got.all.items[0].tlp, TLP_AMBER);
	assert_null(got.all.items[1].detail);
	assert_int_equal(notice_items_read(NULL, arena, &got), 0);
	assert_int_equal(got.all.n, 0);
	assert_int_equal(notice_items_read("{}", arena, &got), ERR_SYNTAX);
	/* A label that is none is the strictest. */
	assert_int_equal(notice_items_read("[{\"text\":\"x\",\"tlp\":\"?\"}]", arena, &got), 0);
	assert_int_equal(got.all.items[0].tlp, TLP_RED);
	arena_free(arena);
}

TEST(notice_items_merge_by_their_key_and_stay_bounded)
{
	struct arena *arena = arena_new();
	struct notice_items items = {0};
	struct notice_item more[NOTICE_ITEMS + 5];
	size_t added = 0;

	for (size_t i = 0; i < ARRAY_LEN(more); i++)
		more[i] =
		    (struct notice_item){.key = arena_printf(arena, "%zu", i), .text = "old"};
	notice_items_merge(&items, more, 3, arena, &added);
	assert_int_equal(added, 3);
	notice_items_merge(
	    &items, &(struct notice_item){.key = "1", .text = "new"}, 1, arena, &added);
	assert_int_equal(added, 0);
	assert_int_equal(items.all.n, 3);
	assert_string_equal(items.all.items[0].text, "new");
	notice_items_merge(&items, more, ARRAY_LEN(more), arena, &added);
	assert_int_equal(added, NOTICE_ITEMS + 2);
	assert_int_equal(items.all.n, NOTICE_ITEMS);
	arena_free(arena);
}

TEST(notice_texts_are_chosen_by_language)
{
	struct arena *arena = arena_new();
	struct notice_texts texts = {0}, got = {0};

	assert_null(notice_texts_write(&texts, arena));
	assert_null(notice_text_in(&texts, "en"));
	vec_push(arena, &texts.all, (struct notice_text){"fr", "Titre", NULL});
	assert_string_equal(notice_text_in(&texts, "nb")->title, "Titre");
	vec_push(arena, &texts.all, (struct notice_text){"en", "Title", "Text"});
	assert_int_equal(notice_texts_read(notice_texts_write(&texts, arena), arena, &got), 0);
	assert_string_equal(notice_text_in(&got, "nb")->text, "Text");
	assert_string_equal(notice_text_in(&got, "fr")->title, "Titre");
	assert_null(notice_text_in(&got, "fr")->text);
	assert_string_equal(notice_text_in(&got, NULL)->lang, "en");
	arena_free(arena);
}
