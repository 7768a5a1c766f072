#include "feed/nvd_meta.h"

#include "test.h"

#define DIGEST "D7F1385C8423826AA903B78BCA5AD29B33253B47C093CC3E3BA0F5DB49BD2D2A"

static const char text[] = "lastModifiedDate:2026-07-19T10:00:00-04:00\r\nsize:14108373\r\n"
			   "zipSize:1002849\r\ngzSize:1002709\r\nsha256:" DIGEST "\r\n";

TEST(nvd_meta_says_date_size_and_digest)
{
	struct nvd_meta m = {0};
	struct msg msg = {0};

	assert_int_equal(nvd_meta_read(span_str(text), &m, &msg), 0);
	assert_true(m.modified == 1784469600000);
	assert_true(m.size == 14108373);
	assert_string_equal(
	    m.sha256, "d7f1385c8423826aa903b78bca5ad29b33253b47c093cc3e3ba0f5db49bd2d2a");
	for (size_t n = 0; n + 2 < strlen(text); n++) {
		msg = (struct msg){0};
		assert_int_equal(nvd_meta_read(span_of(text, n), &m, &msg), ERR_SYNTAX);
		assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	}
	assert_int_equal(nvd_meta_read(span_str("size:-1\nsha256:zz\n"), &m, &msg), ERR_SYNTAX);
}
