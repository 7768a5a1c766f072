#include "lines.h"
#include "test.h"

#define CONN                                                                                  \
	"\"ts\":1795352400.5,\"uid\":\"CHhAvVGS1DHFjwGM9\",\"id.orig_h\":\"192.0.2.7\",\"id." \
	"orig_p\":50123,\"id.resp_h\":\"203.0.113.9\",\"id.resp_p\":443"

TEST(zeek_logs_are_traces)
{
	lines_expect("zeek", NULL,
	    "{\"_path\":\"conn\"," CONN ",\"proto\":\"tcp\",\"conn_state\":\"SF\"}",
	    "addr/flow=203.0.113.9");
	lines_expect("zeek", "/var/log/zeek/dns.2026-11-22.log",
	    "{" CONN ",\"query\":\"Evil.example\"}", "name/dns=evil.example");
	lines_expect(
	    "zeek", NULL, "{" CONN ",\"query\":\"evil.example\"}", "name/dns=evil.example");
	lines_expect("zeek", "http.log",
	    "{" CONN ",\"host\":\"evil.example:8080\",\"uri\":\"/a?b\"}",
	    "name/http=evil.example url/http=http://evil.example/a");
	lines_expect("zeek", "ssl.log",
	    "{" CONN
	    ",\"server_name\":\"evil.example\",\"ja3\":\"e7d705a3286e19ea42f587b344ee6865\"}",
	    "name/tls=evil.example ja3/tls=e7d705a3286e19ea42f587b344ee6865");
	lines_expect("zeek", "files.log",
	    "{\"ts\":1795352400,\"fuid\":\"F1\",\"tx_hosts\":[\"203.0.113.9\"],\"rx_hosts\":["
	    "\"192.0."
	    "2.7\"],\"md5\":\"e7d705a3286e19ea42f587b344ee6865\"}",
	    "hash/file=e7d705a3286e19ea42f587b344ee6865");
	lines_expect("zeek", "weird.log", "{" CONN ",\"name\":\"x\"}", "-");
}

TEST(zeek_notices_and_intel)
{
	lines_expect("zeek", "notice.log",
	    "{\"ts\":\"2026-11-22T13:00:00.000000Z\",\"note\":\"Scan::Port_Scan\",\"msg\":"
	    "\"m\",\"src\":"
	    "\"192.0.2.7\",\"dst\":\"203.0.113.9\"}",
	    "scan-source/scan-target client low 1795352400 192.0.2.7:0 203.0.113.9:0 "
	    "Scan::Port_Scan x1");
	lines_expect("zeek", NULL,
	    "{\"_path\":\"notice\"," CONN ",\"note\":\"SSH::Password_Guessing\",\"msg\":\"m\"}",
	    "brute-force-source/brute-force-target server high 1795352400 192.0.2.7:50123 "
	    "203.0.113.9:443 SSH::Password_Guessing x1");
	lines_expect("zeek", "intel.log",
	    "{" CONN
	    ",\"seen.indicator\":\"evil.example\",\"seen.indicator_type\":\"Intel::DOMAIN\","
	    "\"seen.where\":\"DNS::IN_REQUEST\",\"sources\":[\"a\"]}",
	    "infected-device/c2-server client high 1795352400 192.0.2.7:50123 203.0.113.9:443 "
	    "evil.example x1");
	lines_refused(
	    "zeek", "{\"ts\":1795352400,\"note\":\"X\"}", "there is no address in it");
	lines_refused("zeek", "{\"ts\":-1,\"uid\":\"x\"}", "its time is none");
}
