#include "lines.h"
#include "test.h"

TEST(xarf_versions)
{
	lines_expect("xarf", NULL,
	    "{\"xarf_version\":\"4.0.0\",\"report_id\":\"r\",\"timestamp\":\"2026-11-22T13:00:"
	    "00Z\","
	    "\"category\":\"connection\",\"type\":\"login_attack\",\"source_identifier\":\"192."
	    "0.2.7\","
	    "\"source_port\":1000,\"destination_ip\":\"203.0.113.9\",\"destination_port\":22}",
	    "brute-force-source/other client! high 1795352400 192.0.2.7:1000 203.0.113.9:22 "
	    "login_attack x1");
	lines_expect("xarf", NULL,
	    "{\"Version\":\"3\",\"ReporterInfo\":{\"ReporterOrg\":\"x\"},\"Report\":{"
	    "\"ReportClass\":"
	    "\"Activity\",\"ReportType\":\"PortScan\",\"Date\":\"2026-11-22T13:00:00Z\","
	    "\"SourceIp\":"
	    "\"192.0.2.7\",\"SourcePort\":4444}}",
	    "scan-source/other client! medium 1795352400 192.0.2.7:4444 -:0 PortScan x1");
	lines_expect("xarf", NULL,
	    "{\"Report-Type\":\"phishing\",\"Source\":\"http://www.chu.example/"
	    "x\",\"Date\":\"2026-11-22 "
	    "13:00:00+0000\"}",
	    "phishing-site/other client! high 1795352400 -:0=www.chu.example -:0 phishing x1");
	lines_refused("xarf", "{\"xarf_version\":\"4\",\"timestamp\":\"2026-11-22\"}",
	    "there is no type of report in it");
	lines_refused("xarf",
	    "{\"xarf_version\":\"4\",\"type\":\"x\",\"timestamp\":\"2026-11-22\"}",
	    "there is no address and no name in it");
}
