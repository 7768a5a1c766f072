#include "test.h"

TEST(err_text_names_every_error)
{
	for (int err = ERR_CORRUPT; err <= ERR_OK; err++) {
		assert_string_not_equal(err_text(err), "unknown error");
		for (int other = ERR_CORRUPT; other < err; other++)
			assert_string_not_equal(err_text(err), err_text(other));
	}
	assert_string_equal(err_text(ERR_CORRUPT - 1), "unknown error");
	assert_string_equal(err_text(1), "unknown error");
}

TEST(msg_parts_are_cut_not_overrun)
{
	struct msg msg = {0};
	char longer[1024];

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	msg_what(&msg, "%s", longer);
	msg_detail(&msg, "%s is %d", "file", 7);
	msg_hint(&msg, "%s", longer);
	assert_int_equal(strlen(msg.what), sizeof(msg.what) - 1);
	assert_string_equal(msg.detail, "file is 7");
	assert_int_equal(strlen(msg.hint), sizeof(msg.hint) - 1);
	msg_what(NULL, "nobody listens");
}
