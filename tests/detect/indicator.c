#include "rule/indicator.h"
#include "sample.h"

static const char list[] =
    "evil.example # type:domain confidence:high category:malware malware_family:Emotet "
    "tlp:amber id:01h2xcejqtf2nbrexx3vqjhp41 number:5\n"
    "*.wild.example # type:wildcard_domain number:6 tlp:green id:x\n"
    "192.0.2.0/24 # type:ipv4_cidr number:7\n"
    "http://host.example/a?b # number:8\n"
    "0123456789abcdef0123456789abcdef # type:ja3 number:9\n"
    "t13d1516h2_8daaf6152771_e5627efa2ab1 # number:10\n"
    "000102030405060708090a0b0c0d0e0f10111213 # type:hash number:11\n"
    "someone@evil.example # number:12\n";

enum { SID = INDICATOR_SID };

TEST(a_name_that_is_asked_for_is_told_with_what_is_known)
{
	struct sample s;

	sample_indicators(&s, "", list);
	sample_tx(&s, PROTO_DNS);
	sample_buffer(&s, BUFFER_DNS_QUERY, FLOW_TO_SERVER, "EVIL.example");
	sample_buffer(&s, BUFFER_DNS_QUERY, FLOW_TO_SERVER, "good.example");
	sample_grown(&s, FLOW_TO_SERVER, true);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.sids[0], SID + 4 * 5);
	assert_string_equal(s.msg, "Indicator malware: evil.example");
	assert_string_equal(s.metadata,
	    "id 01h2xcejqtf2nbrexx3vqjhp41\nindicator evil.example\nindicator_type domain\n"
	    "confidence high\ntlp amber\nmalware_family Emotet");
	/* Looked at once. */
	sample_grown(&s, FLOW_TO_CLIENT, true);
	assert_int_equal(s.n, 1);
	sample_end(&s);
}

TEST(where_a_name_was_seen_is_in_the_number)
{
	struct sample s;

	sample_indicators(&s, "", list);
	sample_tx(&s, PROTO_TLS);
	sample_buffer(&s, BUFFER_TLS_SNI, FLOW_TO_SERVER, "a.wild.example");
	sample_buffer(&s, BUFFER_JA3_HASH, FLOW_TO_SERVER, "0123456789abcdef0123456789abcdef");
	sample_buffer(
	    &s, BUFFER_JA4_HASH, FLOW_TO_SERVER, "t13d1516h2_8daaf6152771_e5627efa2ab1");
	sample_grown(&s, FLOW_TO_SERVER, false);
	sample_buffer(&s, BUFFER_TLS_CERT_FINGERPRINT, FLOW_TO_CLIENT,
	    "00:01:02:03:04:05:06:07:08:09:0A:0b:0c:0d:0e:0f:10:11:12:13");
	sample_grown(&s, FLOW_TO_CLIENT, true);
	assert_int_equal(s.n, 4);
	assert_int_equal(sample_told(&s, SID + 4 * 6 + 1), 1);
	assert_int_equal(sample_told(&s, SID + 4 * 9), 1);
	assert_int_equal(sample_told(&s, SID + 4 * 10), 1);
	assert_int_equal(sample_told(&s, SID + 4 * 11), 1);
	sample_tx(&s, PROTO_HTTP1);
	sample_buffer(&s, BUFFER_HTTP_HOST, FLOW_TO_SERVER, "wild.example");
	sample_grown(&s, FLOW_TO_SERVER, true);
	assert_int_equal(sample_told(&s, SID + 4 * 6 + 2), 1);
	sample_end(&s);
}

TEST(a_url_is_host_and_path_whichever_comes_first)
{
	for (int order = 0; order < 2; order++) {
		struct sample s;

		sample_indicators(&s, "", list);
		sample_tx(&s, PROTO_HTTP1);
		if (order)
			sample_buffer(&s, BUFFER_HTTP_HOST, FLOW_TO_SERVER, "HOST.example");
		sample_buffer(&s, BUFFER_HTTP_URI_RAW, FLOW_TO_SERVER, "/a?b");
		if (!order)
			sample_buffer(&s, BUFFER_HTTP_HOST, FLOW_TO_SERVER, "HOST.example");
		sample_grown(&s, FLOW_TO_SERVER, true);
		assert_int_equal(s.n, 1);
		assert_int_equal(s.sids[0], SID + 4 * 8);
		assert_string_equal(s.msg, "Indicator: host.example/a?b");
		sample_end(&s);
	}
}

TEST(a_mail_address_may_stand_in_brackets)
{
	struct sample s;

	sample_indicators(&s, "", list);
	sample_tx(&s, PROTO_SMTP);
	sample_buffer(&s, BUFFER_SMTP_MAIL_FROM, FLOW_TO_SERVER, "<Someone@Evil.Example>");
	sample_grown(&s, FLOW_TO_SERVER, false);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.sids[0], SID + 4 * 12);
	sample_end(&s);
}

TEST(an_address_is_told_at_the_first_packet_and_not_each_flow_anew)
{
	struct sample s;

	sample_indicators(&s, "", list);
	s.flow.side[0].packets = 1;
	sample_packet(&s, FLOW_TO_SERVER, "a");
	assert_int_equal(s.n, 1);
	assert_int_equal(s.sids[0], SID + 4 * 7);
	assert_int_equal(s.target, 1); /* the other side is hit */
	s.flow.side[0].packets = 2;
	sample_packet(&s, FLOW_TO_SERVER, "b");
	assert_int_equal(s.n, 1);
	/* Another flow between the two within a minute is counted only. */
	s.flow.side[0].packets = 1;
	s.packet.time += 59000000;
	sample_packet(&s, FLOW_TO_SERVER, "c");
	assert_int_equal(s.n, 1);
	assert_int_equal(detect_counts(s.detect)->limited, 1);
	s.packet.time += 61000000;
	sample_packet(&s, FLOW_TO_SERVER, "d");
	assert_int_equal(s.n, 2);
	/* Between others it is another matter. */
	s.flow.client[3] = 9;
	sample_packet(&s, FLOW_TO_SERVER, "e");
	assert_int_equal(s.n, 3);
	sample_end(&s);
}

TEST(rules_and_indicators_live_side_by_side)
{
	struct sample s;

	sample_indicators(
	    &s, "alert dns any any -> any any (dns.query; content:\"evil\"; sid:1;)\n", list);
	sample_tx(&s, PROTO_DNS);
	sample_buffer(&s, BUFFER_DNS_QUERY, FLOW_TO_SERVER, "evil.example");
	sample_grown(&s, FLOW_TO_SERVER, true);
	assert_int_equal(s.n, 2);
	assert_int_equal(sample_told(&s, 1), 1);
	assert_int_equal(detect_counts(s.detect)->indicators, 1);
	sample_end(&s);
}
