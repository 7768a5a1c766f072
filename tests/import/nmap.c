#include "taste.h"

static const char scan[] =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun>\n"
    "<nmaprun scanner=\"nmap\" start=\"1763719200\" version=\"7.93\">"
    "<host starttime=\"1763719200\" endtime=\"1763719260\"><status state=\"up\"/>"
    "<address addr=\"192.0.2.10\" addrtype=\"ipv4\"/>"
    "<address addr=\"00:11:22:33:44:55\" addrtype=\"mac\"/>"
    "<hostnames><hostname name=\"www.chu.test\" type=\"user\"/>"
    "<hostname name=\"ptr.provider.test\" type=\"PTR\"/></hostnames><ports>"
    "<port protocol=\"tcp\" portid=\"22\"><state state=\"closed\"/></port>"
    "<port protocol=\"tcp\" portid=\"443\"><state state=\"open\"/>"
    "<service name=\"http\" product=\"nginx\" version=\"1.22.1\" tunnel=\"ssl\"/>"
    "<script id=\"ssl-enum-ciphers\" output=\"&#10;  TLSv1.0: &#10;    ciphers:&#10;"
    "  TLSv1.2: &#10;      X - A\"/>"
    "<script id=\"ssl-cert\" output=\"x\"><table key=\"validity\">"
    "<elem key=\"notAfter\">2025-01-01T00:00:00</elem></table></script>"
    "<script id=\"ssl-poodle\" output=\"VULNERABLE:&#10; SSL POODLE CVE-2014-3566\"/>"
    "<script id=\"ssl-heartbleed\" output=\"NOT VULNERABLE\"/>"
    "<script id=\"vulners\" output=\"cpe\"><table key=\"cpe:/a:nginx:nginx:1.22.1\"><table>"
    "<elem key=\"id\">CVE-2023-44487</elem><elem key=\"cvss\">7.5</elem></table>"
    "<table><elem key=\"id\">CVE-2024-7347</elem><elem key=\"cvss\">4.7</elem></table></table>"
    "</script></port>"
    "<port protocol=\"tcp\" portid=\"21\"><state state=\"open\"/><service name=\"ftp\"/>"
    "<script id=\"ftp-anon\" output=\"Anonymous FTP login allowed&#10;Hansen_Kari.pdf\"/>"
    "</port><port protocol=\"udp\" portid=\"161\"><state state=\"open\"/>"
    "<service name=\"snmp\"/><script id=\"snmp-sysdescr\" output=\"Linux\"/></port>"
    "</ports></host><host><status state=\"down\"/></host></nmaprun>";

TEST(nmap_scripts_and_services)
{
	taste_assert(TOOL_NMAP, scan,
	    "info service ssl/http www.chu.test/192.0.2.10:443\n"
	    "medium ssl-enum-ciphers TLSv1.0 www.chu.test/192.0.2.10:443\n"
	    "high ssl-cert expired www.chu.test/192.0.2.10:443\n"
	    "info ssl-cert www.chu.test/192.0.2.10:443\n"
	    "high ssl-poodle www.chu.test/192.0.2.10:443 CVE-2014-3566\n"
	    "info ssl-heartbleed www.chu.test/192.0.2.10:443\n"
	    "high vulners www.chu.test/192.0.2.10:443 CVE-2023-44487 CVE-2024-7347\n"
	    "info service ftp www.chu.test/192.0.2.10:21\n"
	    "high ftp-anon www.chu.test/192.0.2.10:21\n"
	    "info service snmp www.chu.test/192.0.2.10:161/udp\n"
	    "high snmp-sysdescr www.chu.test/192.0.2.10:161/udp\n");
}

TEST(nmap_keeps_no_names_of_files_and_knows_when)
{
	struct arena *a = arena_new();
	struct import_file file = taste_read(a, TOOL_NMAP, scan);
	const struct tool_finding *f = taste_find(&file, "ftp-anon");

	assert_string_equal(f->evidence, "Anonymous FTP login allowed");
	assert_string_equal(f->dropped, "listing");
	assert_int_equal(f->first, INT64_C(1763719200000));
	assert_int_equal(f->last, INT64_C(1763719260000));
	assert_string_equal(file.program, "7.93");
	assert_int_equal(file.scanned, INT64_C(1763719200000));
	assert_int_equal(file.bad, 1); /* the host without an address */
	arena_free(a);
}

TEST(nmap_harmless)
{
	taste_harmless(scan);
}
