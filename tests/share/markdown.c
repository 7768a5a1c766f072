#include "share/markdown.h"

#include "test.h"

TEST(an_advisory_becomes_markdown)
{
	static const char *cves[] = {"CVE-2026-12345"};
	struct advisory_text t = {
	    .lang = "en", .title = "Title", .summary = "S", .remedy = "R"};
	struct advisory_document d = {.advisory = {.ref = "ADV-2026-0001",
					  .title = "T",
					  .tlp = TLP_GREEN,
					  .chance = ADVISORY_HIGH,
					  .state = ADVISORY_WITHDRAWN,
					  .note = "wrong",
					  .revision = 2,
					  .revised = 1795000000000LL,
					  .cves = {cves, 1}}};
	STR_AUTO(out, 1 << 16);

	assert_int_equal(markdown_write(&d, &t, &out), 0);
	assert_string_equal(str_text(&out),
	    "# ADV-2026-0001 Title\n\n- TLP:GREEN\n- chance: high, damage: low\n- revision 2, "
	    "2026-11-18\n- **withdrawn**: wrong\n\n## Summary\n\nS\n\n## What to do\n\nR\n\n## "
	    "Vulnerabilities\n\n- CVE-2026-12345\n");
	str_clear(&out);
	assert_int_equal(markdown_write(&d, NULL, &out), 0);
	assert_non_null(strstr(str_text(&out), "# ADV-2026-0001 T\n"));
}
