#include "sample.h"

TEST(request_and_response_parts_meet)
{
	struct sample s;

	sample_begin(&s,
	    "alert http any any -> any any (http.uri; content:\"/evil\"; http.stat_code; "
	    "content:\"200\"; sid:1;)\n"
	    "alert http any any -> any any (flow:to_server; http.uri; content:\"/evil\"; "
	    "http.method; content:\"GET\"; sid:2;)\n"
	    "alert http any any -> any any (http.uri; content:!\"good\"; sid:3;)\n"
	    "alert http any any -> any any (http.user_agent; absent; sid:4;)\n"
	    "alert http any any -> any any (http.uri; pcre:\"/ev.l$/\"; urilen:5; sid:5;)\n"
	    "alert dns any any -> any any (dns.query; content:\"evil\"; sid:6;)\n");
	sample_tx(&s, PROTO_HTTP1);
	sample_buffer(&s, BUFFER_HTTP_METHOD, FLOW_TO_SERVER, "GET");
	sample_buffer(&s, BUFFER_HTTP_URI, FLOW_TO_SERVER, "/evil");
	sample_grown(&s, FLOW_TO_SERVER, true);
	assert_int_equal(sample_told(&s, 1), 0);
	assert_int_equal(sample_told(&s, 2), 1);
	assert_int_equal(sample_told(&s, 3), 1);
	assert_int_equal(sample_told(&s, 4), 1);
	assert_int_equal(sample_told(&s, 5), 1);
	sample_buffer(&s, BUFFER_HTTP_STAT_CODE, FLOW_TO_CLIENT, "200");
	sample_grown(&s, FLOW_TO_CLIENT, true);
	sample_grown(&s, FLOW_TO_CLIENT, true);
	assert_int_equal(sample_told(&s, 1), 1);
	assert_int_equal(s.n, 5);
	sample_end(&s);
}

TEST(names_by_suffix_and_in_full)
{
	struct sample s;

	sample_begin(&s,
	    "alert dns any any -> any any (dns.query; dotprefix; content:\".evil.org\"; "
	    "endswith; nocase; sid:1;)\n"
	    "alert dns any any -> any any (dns.query; content:\"evil.org\"; bsize:8; sid:2;)\n"
	    "alert dns any any -> any any (dns.query; to_md5; content:\"|5d 41 40 2a bc 4b 2a "
	    "76 b9 71 9d 91 10 17 c5 92|\"; sid:3;)\n");
	sample_tx(&s, PROTO_DNS);
	sample_buffer(&s, BUFFER_DNS_QUERY, FLOW_TO_SERVER, "notevil.org");
	sample_grown(&s, FLOW_TO_SERVER, false);
	assert_int_equal(s.n, 0);
	sample_buffer(&s, BUFFER_DNS_QUERY, FLOW_TO_SERVER, "www.EVIL.org");
	sample_grown(&s, FLOW_TO_SERVER, false);
	assert_int_equal(sample_told(&s, 1), 1);
	sample_tx(&s, PROTO_DNS);
	sample_buffer(&s, BUFFER_DNS_QUERY, FLOW_TO_SERVER, "evil.org");
	sample_buffer(&s, BUFFER_DNS_QUERY, FLOW_TO_SERVER, "hello");
	sample_grown(&s, FLOW_TO_SERVER, true);
	assert_int_equal(sample_told(&s, 1), 2);
	assert_int_equal(sample_told(&s, 2), 1);
	assert_int_equal(sample_told(&s, 3), 1);
	sample_end(&s);
}

TEST(a_rule_is_told_once_a_transaction)
{
	struct sample s;

	sample_begin(&s, "alert http any any -> any any (file.data; content:\"MZ\"; sid:1;)\n");
	sample_tx(&s, PROTO_HTTP1);
	sample_buffer(&s, BUFFER_FILE_DATA, FLOW_TO_CLIENT, "MZ");
	sample_grown(&s, FLOW_TO_CLIENT, false);
	s.buffers[0].seen = false;
	sample_grown(&s, FLOW_TO_CLIENT, false);
	assert_int_equal(sample_told(&s, 1), 1);
	sample_tx(&s, PROTO_HTTP1);
	sample_buffer(&s, BUFFER_FILE_DATA, FLOW_TO_CLIENT, "MZ");
	sample_grown(&s, FLOW_TO_CLIENT, false);
	assert_int_equal(sample_told(&s, 1), 2);
	sample_end(&s);
}

TEST(datasets_are_asked_and_filled)
{
	struct sample s;

	sample_begin(&s,
	    "alert dns any any -> any any (dns.query; dataset:set,seen,type string; sid:1;)\n"
	    "alert dns any any -> any any (dns.query; dataset:isset,seen,type string; "
	    "content:\"a\"; sid:2;)\n");
	for (int i = 0; i < 2; i++) {
		sample_tx(&s, PROTO_DNS);
		sample_buffer(&s, BUFFER_DNS_QUERY, FLOW_TO_SERVER, "abc");
		sample_grown(&s, FLOW_TO_SERVER, true);
	}
	assert_int_equal(sample_told(&s, 1), 1);
	assert_true(sample_told(&s, 2) >= 1);
	sample_end(&s);
}

static void number(struct sample *s, enum buffer_id id, const char *bytes, size_t n)
{
	size_t at = s->tx.buffers.n;

	sample_buffer(s, id, FLOW_TO_SERVER, "");
	s->tx.buffers.items[at].data = span_of(bytes, n);
}

TEST(numbers_of_applications)
{
	static const char iface[20] =
	    "\x36\x7a\xbb\x81\x98\x44\x35\xf1\xad\x32\x98\xf0\x38\0\x10\x03\0\2";
	struct sample s;

	sample_begin(&s,
	    "alert smb any any -> any any (dcerpc.opnum:4,10-12; sid:1;)\n"
	    "alert smb any any -> any any (dce_opnum:>12; sid:2;)\n"
	    "alert dcerpc any any -> any any "
	    "(dce_iface:367abb81-9844-35f1-ad32-98f038001003,=2; "
	    "sid:3;)\n"
	    "alert tcp any any -> any any "
	    "(dcerpc.iface:367abb81-9844-35f1-ad32-98f038001003,<2; "
	    "sid:4;)\n"
	    "alert tcp any any -> any any (dcerpc.iface:367ABB81-9844-35f1-ad32-98f038001003,"
	    "any_frag; dcerpc.opnum:12; sid:5;)\n"
	    "alert smb any any -> any any (smb.version:!1; sid:6;)\n"
	    "alert snmp any any -> any any (snmp.pdu_type:trap_v1; snmp.version:<3; sid:7;)\n");
	sample_tx(&s, PROTO_SMB);
	number(&s, BUFFER_DCE_OPNUM, "\0\x0c", 2);
	number(&s, BUFFER_DCE_IFACE, iface, 20); /* not its first fragment */
	number(&s, BUFFER_SMB_VERSION, "\0\2", 2);
	sample_grown(&s, FLOW_TO_SERVER, true);
	assert_int_equal(sample_told(&s, 1), 1);
	assert_int_equal(sample_told(&s, 2), 0);
	assert_int_equal(sample_told(&s, 3), 0);
	assert_int_equal(sample_told(&s, 4), 0);
	assert_int_equal(sample_told(&s, 5), 1);
	assert_int_equal(sample_told(&s, 6), 1);
	sample_tx(&s, PROTO_SNMP);
	number(&s, BUFFER_SNMP_TYPE, "\0\4", 2);
	number(&s, BUFFER_SNMP_VERSION, "\0\1", 2);
	sample_grown(&s, FLOW_TO_SERVER, true);
	assert_int_equal(sample_told(&s, 7), 1);
	sample_end(&s);
}
