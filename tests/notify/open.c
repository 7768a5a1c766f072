#include "notify_place.h"

#include <unistd.h>

static int open_with(struct settings *s, struct msg *msg)
{
	struct notify *n = NULL;
	int r = notify_open(s, &n, msg);

	if (r == 0) {
		assert_int_equal(notify_options(n)->send != NULL, s->smtp != NULL);
		assert_ptr_equal(notify_options(n)->settings, s);
		assert_non_null(template_of(notify_options(n)->texts, "general.txt"));
	}
	(void)notify_close(n);
	return r;
}

TEST(notify_opens_what_the_settings_say)
{
	char path[] = "/tmp/varde-notify.XXXXXX";
	int fd = mkstemp(path);
	struct settings s;
	struct msg msg = {0};

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "secret\r\n", 8), 8);
	(void)close(fd);
	settings_init(&s);
	assert_int_equal(open_with(&s, &msg), 0);
	s.smtp = "smtp://127.0.0.1:25";
	assert_int_equal(open_with(&s, &msg), ERR_SYNTAX);
	place_assert_msg(&msg);
	s.mail_from = "CERT <cert@varde.test>";
	assert_int_equal(open_with(&s, &msg), ERR_SYNTAX);
	s.mail_from = "cert@varde.test";
	assert_int_equal(open_with(&s, &msg), 0);
	s.smtp_user = "varde";
	s.smtp_password_file = path;
	assert_int_equal(open_with(&s, &msg), 0);
	s.smtp = "http://127.0.0.1/";
	assert_int_equal(open_with(&s, &msg), ERR_UNSUPPORTED);
	place_assert_msg(&msg);
	s.smtp = "smtp://127.0.0.1:25";
	(void)unlink(path);
	assert_int_equal(open_with(&s, &msg), ERR_NOTFOUND);
	place_assert_msg(&msg);
}
