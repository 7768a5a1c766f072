#include "cert_place.h"

TEST_RIG(a_worker_is_registered_by_its_certificate_and_revoked)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_OPERATOR);
	/* Any bytes: what is registered is their SHA-256. */
	static const char pem[] =
	    "-----BEGIN CERTIFICATE-----\nAAECAwQFBgc=\n-----END CERTIFICATE-----\n";

	assert_int_equal(rig_post(b, "/cert/workers", "name", "far-1", "pem", "no", NULL), 422);
	assert_true(rig_has(b, "this is no certificate"));
	assert_int_equal(rig_post(b, "/cert/workers", "name", "far-1", "pem", pem, NULL), 303);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "far-1"));
	cert_place_logged(rig, "worker.add");
	assert_int_equal(rig_post(b, "/cert/workers/far-1/revoke", NULL), 303);
	assert_int_equal(rig_get(b, "/cert/workers"), 200);
	assert_false(rig_has(b, "far-1"));
	assert_int_equal(rig_post(b, "/cert/workers/far-1/revoke", NULL), 404);
}
