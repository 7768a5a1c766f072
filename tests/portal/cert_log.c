#include "cert_place.h"

TEST_RIG(an_auditor_reads_checks_and_exports_the_log)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_AUDITOR);

	cert_place_make(rig);
	assert_int_equal(rig_get(b, "/cert/log?action=org.create"), 200);
	assert_true(rig_has(b, "CHU Test"));
	assert_int_equal(rig_get(b, "/cert/log/verify"), 200);
	assert_true(rig_has(b, "The log holds together"));
	assert_int_equal(rig_get(b, "/cert/log/export"), 200);
	assert_string_equal(b->type, "application/x-ndjson");
	assert_int_equal(rig_get(b, "/cert/findings"), 403);
}

TEST_RIG(reads_of_the_whole_sector_are_written_down)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_READER);

	assert_int_equal(rig_get(b, "/cert/findings"), 200);
	cert_place_logged(rig, "GET /cert/findings");
}
