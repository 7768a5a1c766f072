#include "rig.h"

/* The ceremonies themselves: tests/auth/webauthn.c with recorded answers, and
 * tests/browser/sign_in.mjs with Chromium's authenticator. */

TEST_RIG(options_name_the_site_and_a_challenge_that_is_good_once)
{
	struct rig_browser *b = rig_browser(rig);

	assert_int_equal(rig_json(b, "POST", "/sign-in/passkey/options", "{}"), 200);
	assert_string_equal(b->type, "application/json");
	assert_true(rig_has(b, "\"portal.varde.example\""));
	assert_true(rig_has(b, rig_cookie(b, "__Host-varde-passkey")));
	assert_int_equal(
	    place_int(rig->db, "SELECT count(*) FROM link WHERE purpose = 'passkey'"), 1);
	assert_int_equal(rig_json(b, "POST", "/sign-in/passkey",
			     "{\"credential\":{\"id\":\"AAAA\",\"type\":\"public-key\"}}"),
	    403);
	assert_int_equal(
	    place_int(rig->db, "SELECT count(*) FROM link WHERE purpose = 'passkey'"), 0);
	assert_null(rig_cookie(b, "__Host-varde-passkey"));
}

TEST_RIG(passkeys_are_made_by_who_is_strong_or_has_no_factor_yet)
{
	struct rig_browser *b = rig_browser(rig);
	const char *id = rig_person(rig, "Anna Berg", "anna@x.example", ROLE_READER, NULL);

	assert_int_equal(rig_json(b, "POST", "/profile/passkeys/options", "{}"), 303);
	rig_session(b, id, false);
	assert_int_equal(rig_json(b, "POST", "/profile/passkeys/options", "{}"), 200);
	assert_true(rig_has(b, "anna@x.example"));
	rig_authenticator(b);
	assert_int_equal(rig_json(b, "POST", "/profile/passkeys/options", "{}"), 200);
	b = rig_browser(rig);
	rig_session(b, id, false);
	assert_int_equal(rig_json(b, "POST", "/profile/passkeys/options", "{}"), 403);
	assert_int_equal(rig_get(b, "/profile/passkeys"), 303);
}
