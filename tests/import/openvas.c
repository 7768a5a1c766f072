#include "taste.h"

#define OID "1.3.6.1.4.1.25623.1.0."

static const char report[] =
    "<report id=\"a\" content_type=\"text/xml\"><owner><name>admin</name></owner>"
    "<report id=\"a\"><scan_start>2025-11-21T10:00:00Z</scan_start><results max=\"3\">"
    "<result id=\"1\"><name>SSL/TLS: Deprecated TLSv1.0 and TLSv1.1</name>"
    "<creation_time>2025-11-21T10:15:00Z</creation_time>"
    "<host>192.0.2.10<asset asset_id=\"x\"/><hostname>www.chu.test</hostname></host>"
    "<port>443/tcp</port><nvt oid=\"" OID "117274\"><severities score=\"43\">"
    "<severity type=\"cvss_base_v2\"><value>AV:N/AC:M/Au:N/C:P/I:N/A:N</value></severity>"
    "</severities><refs><ref type=\"cve\" id=\"CVE-2011-3389\"/>"
    "<ref type=\"url\" id=\"https://x.test\"/></refs></nvt><threat>Medium</threat>"
    "<severity>4.3</severity><description>TLSv1.0\n is offered</description></result>"
    "<result id=\"2\"><name>Old</name><host>192.0.2.11</host><port>general/tcp</port>"
    "<nvt oid=\"" OID "1\"><tags>cvss_base_vector=AV:N/AC:L/Au:N/C:C/I:C/A:C|summary=x</tags>"
    "<cve>CVE-2008-4250, CVE-2017-0143</cve></nvt><threat>High</threat>"
    "<severity>10.0</severity></result>"
    "<result id=\"3\"><name>Log</name><host>192.0.2.11</host><port>161/udp</port>"
    "<nvt oid=\"" OID "2\"/><threat>Log</threat><severity>0.0</severity></result>"
    "<result id=\"4\"><name>Not</name><host>192.0.2.11</host><port>1/tcp</port>"
    "<nvt oid=\"" OID "3\"/><threat>False Positive</threat></result>"
    "</results></report></report>";

TEST(openvas_results)
{
	static const char want[] =
	    "medium " OID "117274 www.chu.test/192.0.2.10:443 CVE-2011-3389\n"
	    "critical " OID "1 192.0.2.11 CVE-2008-4250 CVE-2017-0143\n"
	    "info " OID "2 192.0.2.11:161/udp\n";
	struct arena *a = arena_new();

	taste_assert(TOOL_OPENVAS, report, want);
	taste_assert(TOOL_OPENVAS,
	    arena_printf(
		a, "<get_reports_response status=\"200\">%s</get_reports_response>", report),
	    want);
	arena_free(a);
}

TEST(openvas_vectors_and_times)
{
	struct arena *a = arena_new();
	struct import_file file = taste_read(a, TOOL_OPENVAS, report);

	assert_string_equal(
	    taste_find(&file, OID "117274")->vector, "AV:N/AC:M/Au:N/C:P/I:N/A:N");
	assert_string_equal(taste_find(&file, OID "1")->vector, "AV:N/AC:L/Au:N/C:C/I:C/A:C");
	assert_int_equal(taste_find(&file, OID "117274")->last, INT64_C(1763720100000));
	assert_int_equal(file.scanned, INT64_C(1763719200000));
	arena_free(a);
}

TEST(openvas_harmless)
{
	taste_harmless(report);
}
