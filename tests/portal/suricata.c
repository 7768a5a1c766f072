#include "feed_place.h"
#include "share/served.h"

TEST_RIG(suricata_files_are_fetched_by_key)
{
	const char *key = feed_place_key(rig, rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL));
	struct rig_browser *b = feed_place_program(rig, "x-api-key", key);

	(void)feed_place_put(rig, "evil.example", TLP_GREEN);
	assert_int_equal(rig_get(b, "/suricata/varde.rules"), 200);
	assert_true(rig_has(b, "dns.query; content:\"evil.example\""));
	assert_string_equal(b->type, "text/plain; charset=utf-8");
	assert_int_equal(rig_get(b, "/suricata/varde-domains.lst"), 200);
	assert_int_equal(rig_get(b, "/suricata/other.rules"), 404);
	b->header = NULL;
	assert_int_equal(rig_get(b, "/suricata/varde.rules"), 401);
	served_forget();
}
