#include "feed/certfr_list.h"

#include "test.h"

static const char text[] =
    "[{\"reference\":\"CERTFR-2024-AVI-0001\",\"title\":\"t\",\"last_revision_date\":\"2024-02-"
    "05\","
    "\"json_url\":\"/avis/CERTFR-2024-AVI-0001/json/\"},"
    "{\"json_url\":\"//other.example/x\"},{\"json_url\":\"/../etc\"},{},"
    "{\"json_url\":\"https://other.example/\"},"
    "{\"last_revision_date\":\"never\",\"json_url\":\"/avis/CERTFR-2024-AVI-0002/json/\"}]";

TEST(certfr_list_gives_paths_of_its_own_host)
{
	struct arena *a = arena_new();
	struct certfr_list list;
	struct msg msg = {0};

	assert_int_equal(certfr_list_read(span_str(text), a, &list, &msg), 0);
	assert_int_equal(list.all.n, 2);
	assert_int_equal(list.left, 4);
	assert_string_equal(list.all.items[0].path, "/avis/CERTFR-2024-AVI-0001/json/");
	assert_true(list.all.items[0].updated == 1707091200000);
	assert_true(list.all.items[1].updated == 0);
	for (size_t n = 0; n < strlen(text); n++) {
		msg = (struct msg){0};
		assert_true(certfr_list_read(span_of(text, n), a, &list, &msg) < 0);
		assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	}
	assert_int_equal(certfr_list_read(span_str("{}"), a, &list, &msg), ERR_SYNTAX);
	assert_int_equal(certfr_list_read(span_str("[1]"), a, &list, &msg), ERR_SYNTAX);
	assert_int_equal(certfr_list_read(span_str("[]"), a, &list, &msg), 0);
	arena_free(a);
}
