#include "share/view.h"

#include "share/uuid.h"
#include "test.h"
#include "view_place.h"

TEST(views_show_what_the_labels_allow)
{
	assert_true(view_sees(&view_place, view_place_row("i4")));
	assert_false(view_sees(&view_place, view_place_row("i3")));
	assert_false(view_sees(&view_place_public, view_place_row("i1")));
	assert_true(view_sees(&view_place_public, view_place_row("i7")));
}

TEST(views_know_what_is_over_and_when_it_changed)
{
	assert_false(view_over(&view_place, view_place_row("i1")));
	assert_true(view_over(&view_place, view_place_row("i13")));
	assert_true(view_over(&view_place, view_place_row("i14")));
	assert_int_equal(view_changed(view_place_row("i13")), VIEW_NOW - 5000);
	assert_int_equal(view_changed(view_place_row("i1")), VIEW_NOW - VIEW_DAY);
}

/* What was revoked stays so: published anew, it is another one. */
TEST(indicators_have_another_uuid_when_they_are_published_anew)
{
	struct blocklist_row row = *view_place_row("i1");
	char a[UUID_TEXT], b[UUID_TEXT];

	(void)view_uuid(&row, a);
	row.ended = VIEW_NOW;
	assert_string_equal(a, view_uuid(&row, b));
	row.ended = 0;
	row.added = VIEW_NOW;
	assert_string_not_equal(a, view_uuid(&row, b));
}

TEST(hashes_are_known_by_their_length)
{
	assert_string_equal(view_hash_name(view_place_row("i9")->value), "SHA-256");
	assert_string_equal(view_hash_name(view_place_row("i10")->value), "MD5");
	assert_null(view_hash_name("abc"));
}
