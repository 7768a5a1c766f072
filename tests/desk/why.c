#include "desk/why.h"

#include "place.h"

TEST(why_comes_back_as_it_was)
{
	struct arena *a = arena_new();
	struct msg msg = {0}, got = {0};
	const char *note;

	msg_what(&msg, "the order was stopped");
	msg_detail(&msg, "%s is %-s", "A-1", "open");
	msg_hint(&msg, "resume it");
	note = why_note(&msg, a);
	assert_string_equal(
	    note, "[\"the order was stopped\",\"resume it\",\"%s is %-s\",\"A-1\",\"open\"]");
	assert_true(why_read(note, a, &got));
	assert_string_equal(got.what, msg.what);
	assert_string_equal(got.detail, "A-1 is open");
	assert_string_equal(got.hint, msg.hint);
	assert_string_equal(got.form, "%s is %-s");
	arena_free(a);
}

TEST(why_holds_empty_values_and_no_detail)
{
	struct arena *a = arena_new();
	struct msg msg = {0}, got = {0};

	msg_what(&msg, "x");
	assert_true(why_read(why_note(&msg, a), a, &got));
	assert_string_equal(got.detail, "");
	msg_detail(&msg, "%s and %s", "", "");
	assert_true(why_read(why_note(&msg, a), a, &got));
	assert_string_equal(got.detail, " and ");
	arena_free(a);
}

/* What a person writes is never taken for one, and what is broken harms nothing. */
TEST(why_is_not_what_people_write)
{
	static const char *const notes[] = {
	    "please wait", "", "[", "[1,2,3]", "[\"a\",\"b\"]", "{\"a\":1}", "[\"a\",\"b\",3]"};
	struct arena *a = arena_new();
	struct msg got = {0};

	for (size_t i = 0; i < ARRAY_LEN(notes); i++)
		assert_false(why_read(notes[i], a, &got));
	assert_false(why_read(NULL, a, &got));
	/* Values that are not the format's: the text as it stands. */
	assert_true(why_read("[\"a\",\"b\",\"%s %s %s %n\"]", a, &got));
	assert_string_equal(got.detail, "%s %s %s %n");
	arena_free(a);
}
