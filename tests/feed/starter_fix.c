#include "feed/starter.h"

#include "codec/version.h"
#include "test.h"

static int look(void *arg, const struct knowledge *k)
{
	struct msg msg = {0};
	bool *openssh = arg;

	assert_int_equal(record_validate(&know_types[KNOW_FIX], k->rec, &msg), 0);
	assert_string_equal(k->source, STARTER_SOURCE);
	assert_int_equal(k->fix->state, FIX_RELEASED);
	if (strcmp(k->fix->id, "CVE-2024-6387") == 0)
		*openssh = version_compare(VERSION_DEB, span_str(k->fix->version),
			       span_str("1:9.2p1-2+deb12u2")) > 0;
	return 0;
}

TEST(starter_fixes_are_records)
{
	struct arena *a = arena_new();
	bool openssh = false;

	assert_int_equal(starter_fixes(a, look, &openssh), 0);
	assert_true(openssh);
	(void)arena_free(a);
}
