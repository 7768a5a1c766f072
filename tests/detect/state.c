#include "sample.h"

TEST(flowbits_of_one_packet_and_of_the_next)
{
	struct sample s;

	sample_begin(&s,
	    "alert tcp-pkt any any -> any any (content:\"two\"; flowbits:isset,a; sid:2;)\n"
	    "alert tcp-pkt any any -> any any (content:\"one\"; flowbits:set,a; "
	    "flowbits:noalert; sid:1;)\n"
	    "alert tcp-pkt any any -> any any (content:\"two\"; flowbits:isnotset,a; sid:3;)\n"
	    "alert tcp-pkt any any -> any any (content:\"two\"; flowbits:isset,b|a; sid:4;)\n"
	    "alert tcp-pkt any any -> any any (content:\"off\"; flowbits:unset,a; sid:5;)\n");
	sample_packet(&s, FLOW_TO_SERVER, "two");
	assert_int_equal(sample_told(&s, 3), 1);
	assert_int_equal(s.n, 1);
	sample_packet(&s, FLOW_TO_SERVER, "one two");
	assert_int_equal(sample_told(&s, 2), 1);
	assert_int_equal(sample_told(&s, 4), 1);
	assert_int_equal(s.n, 3);
	sample_packet(&s, FLOW_TO_SERVER, "off");
	sample_packet(&s, FLOW_TO_SERVER, "two");
	assert_int_equal(sample_told(&s, 3), 2);
	assert_int_equal(sample_told(&s, 2), 1);
	sample_end(&s);
}

TEST(xbits_are_of_hosts_and_expire)
{
	struct sample s;

	sample_begin(&s, "alert tcp-pkt any any -> any any (content:\"one\"; xbits:set,a,track "
			 "ip_src,expire 10; noalert; sid:1;)\n"
			 "alert tcp-pkt any any -> any any (content:\"two\"; "
			 "xbits:isset,a,track ip_dst; sid:2;)\n");
	sample_packet(&s, FLOW_TO_SERVER, "one");
	sample_packet(&s, FLOW_TO_SERVER, "two");
	assert_int_equal(s.n, 0);
	sample_packet(&s, FLOW_TO_CLIENT, "two");
	assert_int_equal(sample_told(&s, 2), 1);
	s.packet.time += 11000000;
	sample_packet(&s, FLOW_TO_CLIENT, "two");
	assert_int_equal(sample_told(&s, 2), 1);
	sample_end(&s);
}

TEST(flowints_count)
{
	struct sample s;

	sample_begin(&s,
	    "alert tcp-pkt any any -> any any (content:\"x\"; flowint:n,+,1; noalert; sid:1;)\n"
	    "alert tcp-pkt any any -> any any (content:\"x\"; flowint:n,>,2; sid:2;)\n");
	for (int i = 0; i < 4; i++)
		sample_packet(&s, FLOW_TO_SERVER, "x");
	assert_int_equal(sample_told(&s, 2), 2);
	sample_end(&s);
}

TEST(thresholds_of_each_type)
{
	struct sample s;

	sample_begin(&s, "alert tcp-pkt any any -> any any (content:\"x\"; threshold:type "
			 "limit,track by_src,count 2,seconds 10; sid:1;)\n"
			 "alert tcp-pkt any any -> any any (content:\"x\"; threshold:type "
			 "threshold,track by_src,count 3,seconds 10; sid:2;)\n"
			 "alert tcp-pkt any any -> any any (content:\"x\"; threshold:type "
			 "both,track by_src,count 3,seconds 10; sid:3;)\n"
			 "alert tcp-pkt any any -> any any (content:\"x\"; "
			 "detection_filter:track by_src,count 4,seconds 10; sid:4;)\n");
	for (int i = 0; i < 7; i++)
		sample_packet(&s, FLOW_TO_SERVER, "x");
	assert_int_equal(sample_told(&s, 1), 2);
	assert_int_equal(sample_told(&s, 2), 2);
	assert_int_equal(sample_told(&s, 3), 1);
	assert_int_equal(sample_told(&s, 4), 3);
	s.packet.time += 11000000;
	sample_packet(&s, FLOW_TO_SERVER, "x");
	assert_int_equal(sample_told(&s, 1), 3);
	sample_end(&s);
}

TEST(a_pass_rule_keeps_the_packet_silent)
{
	struct sample s;

	sample_begin(&s, "alert tcp-pkt any any -> any any (content:\"x\"; sid:1;)\n"
			 "pass tcp-pkt any any -> any any (content:\"ok\"; sid:2;)\n");
	sample_packet(&s, FLOW_TO_SERVER, "x ok");
	assert_int_equal(s.n, 0);
	sample_packet(&s, FLOW_TO_SERVER, "x");
	assert_int_equal(s.n, 1);
	sample_end(&s);
}

TEST(state_survives_another_image)
{
	struct sample s, t;
	struct msg msg = {0};

	sample_begin(&s, "alert tcp-pkt any any -> any any (content:\"one\"; flowbits:set,a; "
			 "noalert; sid:1;)\n");
	sample_begin(&t,
	    "alert tcp-pkt any any -> any any (content:\"two\"; flowbits:isset,a; sid:2;)\n");
	sample_packet(&s, FLOW_TO_SERVER, "one");
	assert_int_equal(detect_swap(s.detect, t.image, &msg), 0);
	sample_packet(&s, FLOW_TO_SERVER, "two");
	assert_int_equal(sample_told(&s, 2), 1);
	sample_end(&s);
	sample_end(&t);
}
