#include "lines.h"
#include "test.h"

TEST(n6_events)
{
	lines_expect("n6", NULL,
	    "{\"id\":\"0123\",\"source\":\"a.b\",\"restriction\":\"public\",\"confidence\":"
	    "\"high\","
	    "\"category\":\"bots\",\"time\":\"2026-11-22T13:00:00Z\",\"name\":\"qakbot\","
	    "\"address\":[{"
	    "\"ip\":\"192.0.2.7\",\"cc\":\"FR\",\"asn\":64500},{\"ip\":\"192.0.2.8\"}],\"dip\":"
	    "\"203.0."
	    "113.9\",\"dport\":443,\"sport\":1024,\"proto\":\"tcp\",\"count\":7}",
	    "infected-device/other client! critical 1795352400 192.0.2.7:1024 203.0.113.9:443 "
	    "qakbot "
	    "x7 192.0.2.8:1024");
	lines_expect("n6", NULL,
	    "{\"source\":\"a.b\",\"restriction\":\"internal\",\"category\":\"phish\",\"time\":"
	    "\"2026-11-22 "
	    "13:00:00\",\"url\":\"https://Www.chu.example/x\"}",
	    "phishing-site/other client! high 1795352400 -:0=www.chu.example -:0 phish x1");
	lines_refused("n6",
	    "{\"source\":\"a\",\"restriction\":\"public\",\"category\":\"bots\",\"time\":"
	    "\"2026-11-22\"}",
	    "there is no address and no name in it");
	lines_refused("n6",
	    "{\"source\":\"a\",\"restriction\":\"public\",\"category\":\"bots\",\"time\":"
	    "\"2026-11-22\","
	    "\"address\":[{\"ip\":\"x\"}]}",
	    "its address is none");
}
