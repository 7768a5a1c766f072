#include "taste.h"

static const char report[] =
    "<?xml version=\"1.0\" ?>\n<NessusClientData_v2><Policy><policyName>p</policyName>"
    "<Preferences><item><name>password</name><value>hunter2</value></item></Preferences>"
    "</Policy><Report name=\"r\"><ReportHost name=\"192.0.2.10\"><HostProperties>"
    "<tag name=\"host-ip\">192.0.2.10</tag>"
    "<tag name=\"HOST_START\">Fri Nov 21 10:00:00 2025</tag>"
    "<tag name=\"HOST_END\">Fri Nov 21 10:15:00 2025</tag></HostProperties>"
    "<ReportItem port=\"443\" svc_name=\"www\" protocol=\"tcp\" severity=\"2\" "
    "pluginID=\"104743\" pluginName=\"TLS Version 1.0 Protocol Detection\">"
    "<cvss_vector>CVSS2#AV:N/AC:L/Au:N/C:N/I:P/A:N</cvss_vector>"
    "<cvss3_vector>CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:L/A:N</cvss3_vector>"
    "<cwe>327</cwe><plugin_output>\nTLSv1 is enabled\n</plugin_output></ReportItem>"
    "<ReportItem port=\"445\" protocol=\"tcp\" severity=\"4\" pluginID=\"97833\" "
    "pluginName=\"MS17-010\"><cve>CVE-2017-0143</cve><cve>CVE-2017-0144</cve>"
    "<cvss_vector>nonsense</cvss_vector></ReportItem>"
    "<ReportItem port=\"0\" protocol=\"udp\" severity=\"0\" pluginID=\"19506\" "
    "pluginName=\"Nessus Scan Information\"/>"
    "</ReportHost><ReportHost name=\"www.chu.test\"><HostProperties>"
    "<tag name=\"host-ip\">2001:DB8::1</tag></HostProperties>"
    "<ReportItem port=\"23\" protocol=\"tcp\" severity=\"3\" pluginID=\"42263\" "
    "pluginName=\"Unencrypted Telnet Server\"/></ReportHost>"
    "<ReportHost name=\"\"/></Report></NessusClientData_v2>";

TEST(nessus_items)
{
	taste_assert(TOOL_NESSUS, report,
	    "medium 104743 192.0.2.10:443\n"
	    "critical 97833 192.0.2.10:445 CVE-2017-0143 CVE-2017-0144\n"
	    "info 19506 192.0.2.10/udp\n"
	    "high 42263 www.chu.test/2001:db8::1:23\n");
}

TEST(nessus_vectors_and_times)
{
	struct arena *a = arena_new();
	struct import_file file = taste_read(a, TOOL_NESSUS, report);
	const struct tool_finding *f = taste_find(&file, "104743");

	assert_string_equal(f->vector, "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:L/A:N");
	assert_int_equal(f->cwe, 327);
	assert_string_equal(f->evidence, "TLSv1 is enabled");
	assert_int_equal(f->first, INT64_C(1763719200000));
	assert_int_equal(f->last, INT64_C(1763720100000));
	assert_null(taste_find(&file, "97833")->vector);
	assert_int_equal(file.bad, 1);
	arena_free(a);
}

TEST(nessus_harmless)
{
	taste_harmless(report);
}
