#include "lines.h"
#include "test.h"

TEST(idea_messages)
{
	lines_expect("idea", NULL,
	    "{\"Format\":\"IDEA0\",\"ID\":\"1\",\"DetectTime\":\"2026-11-22T13:00:00Z\","
	    "\"Category\":["
	    "\"Attempt.Login\"],\"ConnCount\":20,\"Source\":[{\"IP4\":[\"192.0.2.7\",\"192.0.2."
	    "8\"],"
	    "\"IP6\":[\"2001:db8::7\"]}],\"Target\":[{\"IP4\":[\"203.0.113.9\"],\"Port\":[22]}]"
	    "}",
	    "brute-force-source/brute-force-target client high 1795352400 192.0.2.7:0 "
	    "203.0.113.9:22 "
	    "Attempt.Login x20 192.0.2.8:0 2001:db8::7:0");
	lines_expect("idea", NULL,
	    "{\"Format\":\"IDEA0\",\"ID\":\"1\",\"EventTime\":\"2026-11-22T13:00:00Z\","
	    "\"Category\":["
	    "\"Other\",\"Availability.DDoS\"],\"Target\":[{\"Hostname\":[\"www.chu.example\"]}]"
	    "}",
	    "ddos-source/ddos-target server medium 1795352400 -:0 -:0=www.chu.example Other "
	    "x1");
	lines_refused("idea", "{\"Format\":\"IDEA0\",\"DetectTime\":\"2026-11-22T13:00:00Z\"}",
	    "there is no ID in it");
	lines_refused("idea",
	    "{\"Format\":\"IDEA0\",\"ID\":\"1\",\"DetectTime\":\"2026-11-22T13:00:00Z\","
	    "\"Source\":[{"
	    "\"IP4\":[\"192.0.2.0/24\"]}]}",
	    "there is no address and no name in it");
}
