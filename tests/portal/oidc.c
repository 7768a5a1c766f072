#include "portal/oidc.h"

#include "rig.h"

TEST(what_the_issuer_says_of_factors_decides_whether_one_more_is_asked_for)
{
	assert_true(oidc_is_strong(NULL, NULL, "high"));
	assert_true(oidc_is_strong("idporten-loa-high", "", NULL));
	assert_true(oidc_is_strong(NULL, "pwd mfa", NULL));
	assert_false(oidc_is_strong(NULL, "pwd mfax", NULL));
	assert_false(oidc_is_strong("Level1", "pwd", NULL));
	assert_false(oidc_is_strong(NULL, NULL, NULL));
}

TEST_RIG(without_an_issuer_there_is_no_such_way_in)
{
	struct rig_browser *b = rig_browser(rig);

	assert_int_equal(rig_get(b, "/sign-in/oidc"), 404);
	assert_int_equal(rig_get(b, "/sign-in/oidc/callback?code=x&state=y"), 303);
	assert_string_equal(b->location, "/sign-in");
}
