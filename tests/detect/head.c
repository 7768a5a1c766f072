#include "sample.h"

TEST(addresses_ports_and_directions)
{
	struct sample s;

	sample_begin(&s,
	    "alert tcp-pkt 10.0.0.0/8 any -> any 80 (content:\"x\"; sid:1;)\n"
	    "alert tcp-pkt 10.0.0.0/8 any -> any !80 (content:\"x\"; sid:2;)\n"
	    "alert tcp-pkt any any <> 10.0.0.1 1234 (content:\"x\"; sid:3;)\n"
	    "alert tcp-pkt any any -> 10.0.0.1 1234 (content:\"x\"; sid:4;)\n"
	    "alert udp any any -> any any (content:\"x\"; sid:5;)\n"
	    "alert tcp-pkt any any -> any any (flow:to_client; content:\"x\"; sid:6;)\n"
	    "alert tcp-pkt any any -> any any (flow:not_established; content:\"x\"; sid:7;)\n"
	    "alert ip6 any any -> any any (content:\"x\"; sid:8;)\n");
	sample_packet(&s, FLOW_TO_SERVER, "x");
	assert_int_equal(sample_told(&s, 1), 1);
	assert_int_equal(sample_told(&s, 3), 1);
	assert_int_equal(s.n, 2);
	sample_packet(&s, FLOW_TO_CLIENT, "x");
	assert_int_equal(sample_told(&s, 4), 1);
	assert_int_equal(sample_told(&s, 6), 1);
	assert_int_equal(sample_told(&s, 3), 2);
	assert_int_equal(s.n, 5);
	sample_end(&s);
}

TEST(fields_of_packets)
{
	struct sample s;

	sample_begin(&s,
	    "alert tcp any any -> any any (flags:S; sid:1;)\n"
	    "alert tcp any any -> any any (flags:+S; sid:2;)\n"
	    "alert tcp any any -> any any (flags:S,C; sid:3;)\n"
	    "alert tcp any any -> any any (ttl:64; seq:5; ack:0; window:100; sid:4;)\n"
	    "alert tcp any any -> any any (ttl:<64; sid:5;)\n"
	    "alert ip any any -> any any (ip_proto:6; sid:6;)\n"
	    "alert tcp any any -> any any (vlan.id:7; sid:7;)\n"
	    "alert tcp any any -> any any (sameip; sid:8;)\n");
	s.packet.tcp_flags = TCP_SYN | TCP_CWR;
	s.packet.tcp_seq = 5;
	s.packet.tcp_window = 100;
	s.packet.nvlan = 1;
	s.packet.vlan[0] = 7;
	sample_packet(&s, FLOW_TO_SERVER, "");
	assert_int_equal(sample_told(&s, 1), 0);
	assert_int_equal(sample_told(&s, 2), 1);
	assert_int_equal(sample_told(&s, 3), 1);
	assert_int_equal(sample_told(&s, 4), 1);
	assert_int_equal(sample_told(&s, 5), 0);
	assert_int_equal(sample_told(&s, 6), 1);
	assert_int_equal(sample_told(&s, 7), 1);
	assert_int_equal(sample_told(&s, 8), 0);
	sample_end(&s);
}

TEST(dsize_of_another_size_asks_for_a_payload)
{
	struct sample s;

	sample_begin(&s, "alert tcp any any -> any any (dsize:!3; sid:1;)\n"
			 "alert tcp any any -> any any (dsize:<3; sid:2;)\n");
	sample_packet(&s, FLOW_TO_SERVER, "");
	assert_int_equal(sample_told(&s, 1), 0);
	assert_int_equal(sample_told(&s, 2), 1);
	sample_packet(&s, FLOW_TO_SERVER, "four");
	assert_int_equal(sample_told(&s, 1), 1);
	sample_end(&s);
}

TEST(addresses_alone_are_told_once_a_flow_and_direction)
{
	struct sample s;

	sample_begin(&s, "alert ip [192.0.2.1,198.51.100.0/24] any -> any any (sid:1;)\n"
			 "pass ip 203.0.113.1 any -> any any (sid:2;)\n");
	sample_packet(&s, FLOW_TO_SERVER, "");
	assert_int_equal(s.n, 0);
	sample_packet(&s, FLOW_TO_CLIENT, "");
	sample_packet(&s, FLOW_TO_CLIENT, "");
	assert_int_equal(sample_told(&s, 1), 1);
	sample_end(&s);
}
