#include "portal/forms.h"

#include "test.h"

TEST(only_paths_of_this_server_are_led_to)
{
	assert_string_equal(forms_own_path("/profile?x=1"), "/profile?x=1");
	assert_string_equal(forms_own_path("//evil.example"), "/");
	assert_string_equal(forms_own_path("/\\evil.example"), "/");
	assert_string_equal(forms_own_path("https://evil.example"), "/");
	assert_string_equal(forms_own_path("/a\r\nSet-Cookie: x"), "/");
	assert_string_equal(forms_own_path(""), "/");
	assert_string_equal(forms_own_path(NULL), "/");
}
