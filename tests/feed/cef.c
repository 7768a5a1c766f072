#include "lines.h"
#include "test.h"

TEST(cef_lines)
{
	lines_expect("cef", NULL,
	    "<134>Nov 22 13:00:00 fw CEF:0|Maker|Fire\\|wall|1.0|100|Worm \\\\ "
	    "stopped|10|src=192.0.2.7 "
	    "spt=1232 dst=203.0.113.9 dpt=80 dhost=Evil.Example proto=TCP msg=a\\=b c cnt=3 "
	    "cat=trojan-activity",
	    "infected-device/c2-server client critical 1795352400 192.0.2.7:1232 "
	    "203.0.113.9:80=evil.example Worm \\ stopped x3");
	lines_expect("cef", NULL,
	    "<134>1 2026-11-22T13:00:00Z fw app - - - CEF:0|M|P|1|2|N|Low|src=192.0.2.7",
	    "suspicious-traffic/suspicious-traffic client low 1795352400 192.0.2.7:0 -:0 N x1");
	lines_expect("cef", NULL, "CEF:0|M|P|1|2|N|5|rt=1795352400000 c6a2=2001:db8::1",
	    "suspicious-traffic/suspicious-traffic client medium 1795352400 2001:db8::1:0 -:0 "
	    "N x1");
	lines_expect("cef", NULL, "CEF:0|M|P|1|2|N|5|rt=Nov 22 2026 13:00:00 src=192.0.2.7",
	    "suspicious-traffic/suspicious-traffic client medium 1795352400 192.0.2.7:0 -:0 N "
	    "x1");
	lines_refused("cef", "CEF:0|M|P|1|2|N", "its header has fewer than seven parts");
	lines_refused("cef", "CEF:0|M|P|1|2|N|5|src=192.0.2.7", "its time is none");
	lines_refused("cef", "CEF:0|M|P|1|2|N|5|rt=1795352400000",
	    "there is no address and no name in it");
}
