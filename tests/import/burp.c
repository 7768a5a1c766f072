#include "taste.h"

static const char report[] =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE issues [\n<!ELEMENT issues (issue*)>\n"
    "<!ATTLIST issues burpVersion CDATA \"\">\n<!ELEMENT issue (type)>\n]>\n"
    "<issues burpVersion=\"2023.10\" exportTime=\"Fri Nov 21 10:15:00 CET 2025\">\n"
    "<issue><serialNumber>1</serialNumber><type>5245344</type>"
    "<name><![CDATA[Frameable response (potential Clickjacking)]]></name>"
    "<host ip=\"192.0.2.10\">https://portal.chu.test</host>"
    "<path><![CDATA[/patients?id=12]]></path><severity>Information</severity>"
    "<confidence>Firm</confidence>"
    "<vulnerabilityClassifications><![CDATA[<ul><li><a>CWE-693: Protection</a></li></ul>]]>"
    "</vulnerabilityClassifications><issueDetail><![CDATA[It is <b>framed</b>.]]></issueDetail>"
    "<requestresponse><request base64=\"true\">R0VU</request>"
    "<response base64=\"true\">SGFuc2Vu</response></requestresponse></issue>"
    "<issue><type>1049088</type><name>SQL injection</name>"
    "<host ip=\"192.0.2.10\">http://portal.chu.test:8080</host><path>/search</path>"
    "<severity>High</severity></issue>"
    "<issue><type>7</type><name>No place</name><severity>High</severity></issue>"
    "<issue><type>8</type><host>http://portal.chu.test</host>"
    "<severity>False positive</severity></issue></issues>";

TEST(burp_issues)
{
	taste_assert(TOOL_BURP, report,
	    "info 5245344 portal.chu.test/192.0.2.10:443/patients\n"
	    "high 1049088 portal.chu.test/192.0.2.10:8080/search\n");
}

TEST(burp_keeps_no_requests)
{
	struct arena *a = arena_new();
	struct import_file file = taste_read(a, TOOL_BURP, report);
	const struct tool_finding *f = taste_find(&file, "5245344");

	assert_string_equal(f->title, "Frameable response (potential Clickjacking)");
	assert_string_equal(f->evidence, "It is framed .");
	assert_string_equal(f->dropped, "request, response");
	assert_int_equal(f->cwe, 693);
	assert_int_equal(f->last, INT64_C(1763720100000));
	assert_int_equal(file.bad, 1);
	arena_free(a);
}

TEST(burp_harmless)
{
	taste_harmless(report);
}
