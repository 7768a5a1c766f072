#include "wire/ip.h"

#include "test.h"

static struct ip parsed(const char *text)
{
	struct ip ip = {0};

	assert_int_equal(ip_parse(span_str(text), &ip), 0);
	return ip;
}

static struct ip_net net_parsed(const char *text, bool *ret_host_bits)
{
	struct ip_net net = {0};

	assert_int_equal(ip_net_parse(span_str(text), &net, ret_host_bits), 0);
	return net;
}

TEST(ip_text_is_the_shortest_form)
{
	static const char *const cases[][2] = {
	    {"0.0.0.0", "0.0.0.0"},
	    {"255.255.255.255", "255.255.255.255"},
	    {"::", "::"},
	    {"::1", "::1"},
	    {"1::", "1::"},
	    {"2001:DB8::0001", "2001:db8::1"},
	    {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
	    {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
	    {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
	    {"0:0:0:0:0:0:0:0", "::"},
	    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
	    {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
	    {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
	    {"fe80:0:0:0:0:0:0:0", "fe80::"},
	    {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	};
	char to[IP_TEXT];

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct ip ip = parsed(cases[i][0]);

		assert_string_equal(ip_text(&ip, to), cases[i][1]);
	}
}

TEST(ip_parse_unmaps_ipv4)
{
	struct ip a = parsed("::ffff:127.0.0.1"), b = parsed("::ffff:7f00:1"),
		  c = parsed("127.0.0.1"), d;
	uint8_t bytes[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1};

	assert_int_equal(a.family, 4);
	assert_true(ip_eq(&a, &c) && ip_eq(&b, &c));
	assert_int_equal(ip_of(span_of(bytes, 16), &d), 0);
	assert_true(ip_eq(&d, &c));
	assert_int_equal(ip_of(span_of(bytes + 12, 4), &d), 0);
	assert_true(ip_eq(&d, &c));
	assert_int_equal(ip_of(span_of(bytes, 5), &d), ERR_SYNTAX);
}

TEST(ip_parse_refuses)
{
	static const char *const bad[] = {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3",
	    "01.2.3.4", "1.2.3.-4", "1.2.3.+4", " 1.2.3.4", "1.2.3.4 ", "0x7f.0.0.1",
	    "1.2.3.4/8", ":", ":::", "1:::2", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
	    "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::", "1:", ":1", "::1%lo",
	    "[::1]", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.4:5",
	    "1.2.3.4::", "1.2.3.4:1"};
	struct ip ip = {.family = 9};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (ip_parse(span_str(bad[i]), &ip) != ERR_SYNTAX)
			fail_msg("\"%s\" was taken", bad[i]);
	assert_int_equal(ip_parse(span_str("1.2.3.256"), &ip), ERR_RANGE);
	assert_int_equal(ip_parse(span_str("1.2.3.99999999999999999999"), &ip), ERR_RANGE);
	assert_int_equal(ip.family, 9);
}

TEST(ip_order_and_next)
{
	struct ip a = parsed("10.0.0.255"), b = parsed("10.0.1.0"),
		  last = parsed("255.255.255.255"), six = parsed("::");
	struct ip end = parsed("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

	assert_true(ip_cmp(&a, &b) < 0);
	assert_true(ip_cmp(&last, &six) < 0);
	assert_true(ip_next(&a));
	assert_true(ip_eq(&a, &b));
	assert_false(ip_next(&last));
	assert_int_equal(last.b[3], 255);
	assert_false(ip_next(&end));
	assert_true(ip_next(&six));
	assert_true(ip_is_loopback(&six));
}

TEST(ip_loopback)
{
	static const char *const no[] = {
	    "128.0.0.1", "126.255.255.255", "::", "::2", "::7f00:1", "fe80::1"};
	struct ip ip = parsed("127.255.255.254");

	assert_true(ip_is_loopback(&ip));
	for (size_t i = 0; i < ARRAY_LEN(no); i++) {
		ip = parsed(no[i]);
		assert_false(ip_is_loopback(&ip));
	}
}

TEST(ip_zones_of_networks)
{
	static const struct {
		const char *net, *zone;
	} rows[] = {
	    {"192.0.2.17", "17.2.0.192.in-addr.arpa"},
	    {"192.0.2.0/24", "2.0.192.in-addr.arpa"},
	    {"192.0.2.128/25", "2.0.192.in-addr.arpa"},
	    {"198.51.0.0/17", "51.198.in-addr.arpa"},
	    {"10.0.0.0/8", "10.in-addr.arpa"},
	    {"0.0.0.0/0", "in-addr.arpa"},
	    {"2001:db8::/32", "8.b.d.0.1.0.0.2.ip6.arpa"},
	    {"2001:db8::/35", "8.b.d.0.1.0.0.2.ip6.arpa"},
	    {"2001:db8::/36", "0.8.b.d.0.1.0.0.2.ip6.arpa"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ip_net net;
		char to[IP_REVERSE];

		assert_int_equal(ip_net_parse(span_str(rows[i].net), &net, NULL), 0);
		assert_string_equal(ip_net_zone(&net, to), rows[i].zone);
	}
}

TEST(ip_reverse_names)
{
	struct ip four = parsed("192.0.2.17"), six = parsed("2001:db8::567:89ab");
	char to[IP_REVERSE];

	assert_string_equal(ip_reverse_name(&four, to), "17.2.0.192.in-addr.arpa");
	assert_string_equal(ip_reverse_name(&six, to),
	    "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
	assert_int_equal(strlen(to) + 1, IP_REVERSE);
}

TEST(ip_net_parse_masks_and_says_so)
{
	char to[IP_NET_TEXT];
	bool host = false;
	struct ip_net net = net_parsed("192.0.2.77/28", &host);

	assert_true(host);
	assert_string_equal(ip_net_text(&net, to), "192.0.2.64/28");
	net = net_parsed("192.0.2.64/28", &host);
	assert_false(host);
	net = net_parsed("192.0.2.1", NULL);
	assert_string_equal(ip_net_text(&net, to), "192.0.2.1/32");
	net = net_parsed("2001:db8:ffff::1/33", &host);
	assert_true(host);
	assert_string_equal(ip_net_text(&net, to), "2001:db8:8000::/33");
	net = net_parsed("::ffff:10.1.2.3/104", &host);
	assert_string_equal(ip_net_text(&net, to), "10.0.0.0/8");
	net = net_parsed("::ffff:10.1.2.3/90", &host);
	assert_int_equal(net.ip.family, 6);
	net = net_parsed("0.0.0.0/0", &host);
	assert_false(host);
	assert_int_equal(ip_net_parse(span_str("10.0.0.0/33"), &net, NULL), ERR_RANGE);
	assert_int_equal(ip_net_parse(span_str("::/129"), &net, NULL), ERR_RANGE);
	assert_int_equal(ip_net_parse(span_str("10.0.0.0/"), &net, NULL), ERR_SYNTAX);
	assert_int_equal(ip_net_parse(span_str("10.0.0.0/08"), &net, NULL), ERR_SYNTAX);
	assert_int_equal(ip_net_parse(span_str("/8"), &net, NULL), ERR_SYNTAX);
	assert_int_equal(ip_net_parse(span_str("10.0.0.0/8/8"), &net, NULL), ERR_SYNTAX);
}

TEST(ip_net_membership_never_crosses_families)
{
	struct ip_net net = net_parsed("127.20.0.0/28", NULL),
		      all4 = net_parsed("0.0.0.0/0", NULL), all6 = net_parsed("::/0", NULL),
		      outer = net_parsed("127.20.0.0/16", NULL);
	struct ip in = parsed("127.20.0.15"), out = parsed("127.20.0.16"),
		  six = parsed("7f14::"), none = {0};

	assert_true(ip_net_has(&net, &in));
	assert_false(ip_net_has(&net, &out));
	assert_false(ip_net_has(&net, &six));
	assert_true(ip_net_has(&all4, &in));
	assert_false(ip_net_has(&all4, &six));
	assert_false(ip_net_has(&all6, &in));
	assert_true(ip_net_has(&all6, &six));
	assert_false(ip_net_has(&all4, &none));
	assert_true(ip_net_covers(&outer, &net));
	assert_false(ip_net_covers(&net, &outer));
	assert_false(ip_net_covers(&all6, &net));
}

TEST(ip_net_count_and_last)
{
	struct ip_net net = net_parsed("127.20.0.0/28", NULL), one = net_parsed("::1", NULL),
		      all4 = net_parsed("0.0.0.0/0", NULL),
		      huge = net_parsed("2001:db8::/64", NULL),
		      most = net_parsed("2001:db8::/65", NULL);
	struct ip last = ip_net_last(&net);
	char to[IP_TEXT];

	assert_int_equal(ip_net_count(&net), 16);
	assert_int_equal(ip_net_count(&one), 1);
	assert_int_equal(ip_net_count(&all4), UINT64_C(1) << 32);
	assert_true(ip_net_count(&huge) == UINT64_MAX);
	assert_true(ip_net_count(&most) == UINT64_C(1) << 63);
	assert_string_equal(ip_text(&last, to), "127.20.0.15");
	last = ip_net_last(&huge);
	assert_string_equal(ip_text(&last, to), "2001:db8::ffff:ffff:ffff:ffff");
}
