#include "share/uuid.h"

#include "test.h"

#include <string.h>

TEST(uuids_stay_and_have_the_form_of_version_4)
{
	char a[UUID_TEXT], b[UUID_TEXT];

	assert_string_equal(uuid_of("indicator", "x", a), uuid_of("indicator", "x", b));
	assert_int_equal(strlen(a), 36);
	assert_int_equal(a[14], '4');
	assert_non_null(strchr("89ab", a[19]));
	assert_int_equal(strspn(a, "0123456789abcdef-"), 36);
	assert_true(a[8] == '-' && a[13] == '-' && a[18] == '-' && a[23] == '-');
	assert_string_not_equal(a, uuid_of("identity", "x", b));
	assert_string_not_equal(a, uuid_of("indicator", "y", b));
}
