#include "lines.h"
#include "test.h"

TEST(snort_alerts)
{
	lines_expect("snort", NULL,
	    "{\"timestamp\":\"11/"
	    "22-13:00:00.123456\",\"pkt_num\":7,\"proto\":\"TCP\",\"dir\":\"C2S\","
	    "\"src_ap\":\"192.0.2.7:50123\",\"dst_ap\":\"203.0.113.9:80\",\"rule\":\"1:2000:"
	    "3\","
	    "\"msg\":\"M\",\"class\":\"Attempted Administrator Privilege "
	    "Gain\",\"priority\":1}",
	    "attack-source/attack-target server high 1795352400 192.0.2.7:50123 203.0.113.9:80 "
	    "M x1");
	/* The year is that in which the day lies last. */
	lines_expect("snort", NULL,
	    "{\"timestamp\":\"12/31-23:00:00.1\",\"src_addr\":\"2001:db8::1\",\"src_port\":5,"
	    "\"dst_addr\":\"2001:db8::2\",\"dst_port\":6,\"sid\":5,\"msg\":\"M\",\"priority\":"
	    "3}",
	    "suspicious-traffic/suspicious-traffic client low 1767222000 2001:db8::1:5 "
	    "2001:db8::2:6 "
	    "M x1");
	lines_expect("snort", NULL,
	    "{\"timestamp\":\"26/11/"
	    "22-13:00:00.1\",\"dir\":\"S2C\",\"src_ap\":\"[2001:db8::1]:80\","
	    "\"dst_ap\":\"192.0.2.7:9\",\"rule\":\"1:1:1\",\"msg\":\"M\",\"class\":\"none\"}",
	    "suspicious-traffic/suspicious-traffic client low 1795352400 192.0.2.7:9 "
	    "2001:db8::1:80 M "
	    "x1");
	lines_expect("snort", NULL,
	    "{\"seconds\":1795352400,\"src_addr\":\"192.0.2.7\",\"rule\":\"1:1:1\",\"msg\":"
	    "\"M\"}",
	    "suspicious-traffic/suspicious-traffic client low 1795352400 192.0.2.7:0 -:0 M x1");
	lines_refused("snort",
	    "{\"timestamp\":\"13/45-99:00:00\",\"rule\":\"1:1:1\",\"msg\":\"M\"}",
	    "its time is none");
	lines_refused("snort", "{\"seconds\":1795352400,\"rule\":\"1:1:1\",\"msg\":\"M\"}",
	    "there is no address in it");
	lines_refused("snort", "{\"timestamp\":\"1\",\"rule\":\"1:1:1\",\"msg\":\"M\"}",
	    "its time is none");
}
