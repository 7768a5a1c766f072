#include "packet/frames.h"

#include "test.h"

enum { A = 0x0a000001, B = 0x0a000002 };

static struct told told;

static struct frame text_udp(void)
{
	struct frame f = {0};

	frame_behind(&f, "hello", 5);
	frame_udp(&f, 1234, 53);
	frame_ip4(&f, 17, A, B);
	return f;
}

static bool event(size_t i, enum packet_event e)
{
	return event_has(&told.packets[i], e);
}

static bool quiet(size_t i)
{
	const uint64_t *e = told.packets[i].events;

	return !(e[0] | e[1] | e[2] | e[3]);
}

static void expect_inner(size_t i)
{
	assert_true(told.n > i);
	assert_int_equal(told.packets[i].family, 4);
	assert_int_equal(told.packets[i].proto, 17);
	assert_int_equal(told.packets[i].sport, 1234);
	assert_int_equal(told.packets[i].dport, 53);
	assert_int_equal(told.packets[i].payload.n, 5);
	assert_memory_equal(told.bytes[i], "hello", 5);
	assert_true(quiet(i));
}

TEST(packet_udp_over_ethernet)
{
	struct frame f = text_udp();

	frame_ether(&f, 0x0800);
	frame_decode(&f, PACKET_ETHERNET, NULL, &told);
	assert_int_equal(told.n, 1);
	expect_inner(0);
	assert_memory_equal(told.packets[0].src, "\x0a\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_int_equal(told.packets[0].ttl, 64);
	assert_int_equal(told.packets[0].depth, 0);
}

TEST(packet_padding_of_ethernet_is_no_payload)
{
	struct frame f = text_udp();

	frame_behind(&f, "\0\0\0\0\0\0\0\0\0\0\0\0\0", 13);
	frame_ether(&f, 0x0800);
	frame_decode(&f, PACKET_ETHERNET, NULL, &told);
	expect_inner(0);
}

TEST(packet_vlans_are_kept_three_deep)
{
	struct frame f = text_udp();

	frame_before(&f, "\0\7\x08\0", 4);
	frame_before(&f, "\x60\5\x81\0", 4);
	frame_ether(&f, 0x88a8);
	frame_decode(&f, PACKET_ETHERNET, NULL, &told);
	expect_inner(0);
	assert_int_equal(told.packets[0].nvlan, 2);
	assert_int_equal(told.packets[0].vlan[0], 5);
	assert_int_equal(told.packets[0].vlan[1], 7);
	f.n = 0;
	for (int i = 0; i < 4; i++)
		frame_before(&f, "\0\1\x81\0", 4);
	frame_ether(&f, 0x8100);
	frame_decode(&f, PACKET_ETHERNET, NULL, &told);
	assert_true(event(0, PACKET_VLAN_TOO_MANY_LAYERS));
	assert_int_equal(told.packets[0].family, 0);
}

TEST(packet_link_layers)
{
	static const struct {
		int link;
		const char *head;
		size_t n;
	} rows[] = {
	    {PACKET_RAW, "", 0},
	    {PACKET_RAW_OLD, "", 0},
	    {PACKET_RAW_IPV4, "", 0},
	    {PACKET_NULL, "\2\0\0\0", 4},
	    {PACKET_LOOP, "\0\0\0\2", 4},
	    {PACKET_PPP, "\xff\3\0\x21", 4},
	    {PACKET_PPP, "\x21", 1},
	    {PACKET_SLL, "\0\0\0\1\0\6\0\0\0\0\0\0\0\0\x08\0", 16},
	    {PACKET_SLL2, "\x08\0\0\0\0\0\0\1\0\1\0\6\0\0\0\0\0\0\0\0", 20},
	    /* PPPoE, MPLS, 802.1ah, VNTag, DCE, a pseudo wire. */
	    {PACKET_ETHERNET, "\1\2\3\4\5\6\1\2\3\4\5\6\x88\x64\x11\0\0\1\0\x23\0\x21", 22},
	    {PACKET_ETHERNET, "\1\2\3\4\5\6\1\2\3\4\5\6\x88\x47\0\1\0\x40\0\1\1\x40", 22},
	    {PACKET_ETHERNET,
		"\1\2\3\4\5\6\1\2\3\4\5\6\x88\xe7\0\0\0\1\1\2\3\4\5\6\1\2\3\4\5\6\x08\0", 32},
	    {PACKET_ETHERNET, "\1\2\3\4\5\6\1\2\3\4\5\6\x89\x26\0\0\0\0\x08\0", 20},
	    {PACKET_ETHERNET,
		"\1\2\3\4\5\6\1\2\3\4\5\6\x89\3\0\0\1\2\3\4\5\6\1\2\3\4\5\6\x08\0", 30},
	    {PACKET_ETHERNET,
		"\1\2\3\4\5\6\1\2\3\4\5\6\x88\x47\0\1\1\x40\0\0\0\0\1\2\3\4\5\6\1\2\3\4\5\6\x08"
		"\0",
		36},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct frame f = text_udp();

		frame_before(&f, rows[i].head, rows[i].n);
		frame_decode(&f, rows[i].link, NULL, &told);
		assert_int_equal(told.n, 1);
		expect_inner(0);
	}
}

static void add_vxlan(struct frame *f)
{
	frame_ether(f, 0x0800);
	frame_before(f, "\x08\0\0\0\0\0\x2a\0", 8);
	frame_udp(f, 40000, 4789);
	frame_ip4(f, 17, B, A);
}

TEST(packet_tunnels_give_their_inner_packets)
{
	static const struct {
		const char *head;
		size_t n;
		uint8_t proto;
		bool ether;
		uint32_t inside; /* 33 are IP's */
		uint16_t vlan;
	} rows[] = {
	    {"\0\0\x08\0", 4, 47, false, 33, 0},
	    {"\xb0\0\x08\0\0\0\0\0\0\0\0\1\0\0\0\2", 16, 47, false, 33, 0},
	    {"\0\0\x65\x58", 4, 47, true, 47, 0},
	    {"\x10\0\x88\xbe\0\0\0\1\x10\x64\0\1\0\0\0\0", 16, 47, true, 55, 100},
	    {"\0\0\x88\xbe", 4, 47, true, 47, 0},
	    {"\x10\0\x22\xeb\0\0\0\1\x20\x64\0\1\0\0\0\0\0\0\0\0", 20, 47, true, 59, 100},
	    {"\x30\x81\x88\x0b\0\x21\0\1\0\0\0\1\0\0\0\1\xff\3\0\x21", 20, 47, false, 37, 0},
	    {"", 0, 4, false, 33, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct frame f = text_udp();

		if (rows[i].ether)
			frame_ether(&f, 0x0800);
		frame_before(&f, rows[i].head, rows[i].n);
		frame_ip4(&f, rows[i].proto, B, A);
		frame_decode(&f, PACKET_RAW, NULL, &told);
		assert_int_equal(told.n, 2);
		assert_int_equal(told.packets[0].proto, rows[i].proto);
		assert_true(quiet(0));
		expect_inner(1);
		assert_int_equal(told.packets[1].depth, 1);
		assert_int_equal(told.packets[0].tunnel, PACKET_TUNNEL_NONE);
		assert_int_equal(told.packets[1].tunnel,
		    rows[i].proto == 47 ? PACKET_TUNNEL_GRE : PACKET_TUNNEL_IPV4);
		assert_int_equal(told.packets[1].inside, rows[i].inside);
		assert_int_equal(told.packets[1].nvlan, rows[i].vlan ? 1 : 0);
		assert_int_equal(told.packets[1].vlan[0], rows[i].vlan);
	}
}

TEST(packet_tunnels_over_udp)
{
	struct frame f = text_udp(), g = {0};

	add_vxlan(&f);
	frame_decode(&f, PACKET_RAW, NULL, &told);
	assert_int_equal(told.n, 2);
	expect_inner(1);
	assert_int_equal(told.packets[1].tunnel, PACKET_TUNNEL_VXLAN);

	f = text_udp();
	frame_before(&f, "\1\0\x08\0\0\0\1\0\0\0\0\0", 12);
	frame_udp(&f, 40000, 6081);
	frame_ip4(&f, 17, B, A);
	frame_decode(&f, PACKET_RAW, NULL, &told);
	assert_int_equal(told.n, 2);
	expect_inner(1);
	assert_int_equal(told.packets[1].tunnel, PACKET_TUNNEL_GENEVE);

	/* Teredo with an origin before its IPv6. */
	frame_behind(&g, "hello", 5);
	frame_udp(&g, 1234, 53);
	frame_ip6(&g, 17);
	frame_before(&g, "\0\0\1\2\3\4\5\6", 8);
	frame_udp(&g, 40000, 3544);
	frame_ip4(&g, 17, B, A);
	frame_decode(&g, PACKET_RAW, NULL, &told);
	assert_int_equal(told.n, 2);
	assert_int_equal(told.packets[1].family, 6);
	assert_int_equal(told.packets[1].dport, 53);
	assert_int_equal(told.packets[1].tunnel, PACKET_TUNNEL_TEREDO);
}

TEST(packet_tunnels_end_somewhere)
{
	struct frame f = text_udp();

	for (int i = 0; i < 12; i++)
		frame_ip4(&f, 4, A, B);
	frame_decode(&f, PACKET_RAW, NULL, &told);
	assert_int_equal(told.n, PACKET_TUNNELS + 1);
	assert_true(event(PACKET_TUNNELS, PACKET_TOO_MANY_LAYERS));
}

TEST(packet_tcp_options)
{
	struct frame f = {0};

	frame_behind(&f, "\2\4\5\xb4\1\3\3\7\4\2\x08\x0a\0\0\0\1\0\0\0\2", 20);
	frame_tcp(&f, 1, 2, 7, 8, TCP_SYN);
	f.b[12] = 0xa0;
	frame_ip4(&f, 6, A, B);
	frame_decode(&f, PACKET_RAW, NULL, &told);
	assert_true(quiet(0));
	assert_int_equal(told.packets[0].tcp_mss, 1460);
	assert_int_equal(told.packets[0].tcp_wscale, 7);
	assert_true(told.packets[0].tcp_has_time);
	assert_int_equal(told.packets[0].tcp_time, 1);
	assert_int_equal(told.packets[0].tcp_echo, 2);
	assert_int_equal(told.packets[0].payload.n, 0);

	f.n = 0;
	frame_behind(&f, "\2\4\5\xb4\2\4\5\xb4\3\2\0\0", 12);
	frame_tcp(&f, 1, 2, 7, 8, TCP_SYN);
	f.b[12] = 0x80;
	frame_ip4(&f, 6, A, B);
	frame_decode(&f, PACKET_RAW, NULL, &told);
	assert_true(event(0, PACKET_TCP_OPT_DUPLICATE));
	assert_true(event(0, PACKET_TCP_OPT_INVALID_LEN));
	assert_int_equal(told.packets[0].tcp_wscale, 0xff);
}

TEST(packet_ipv6_extension_headers)
{
	struct frame f = {0};

	frame_behind(&f, "hello", 5);
	frame_udp(&f, 1, 2);
	frame_before(&f, "\x11\0\1\4\0\0\0\0", 8); /* destination: padding only */
	frame_before(&f, "\x3c\0\5\2\0\0\1\0", 8); /* hop by hop: router alert */
	frame_ip6(&f, 0);
	frame_decode(&f, PACKET_RAW, NULL, &told);
	assert_int_equal(told.packets[0].proto, 17);
	assert_int_equal(told.packets[0].dport, 2);
	assert_true(event(0, PACKET_IPV6_DSTOPTS_ONLY_PADDING));
	assert_false(event(0, PACKET_IPV6_HOPOPTS_ONLY_PADDING));

	f.n = 0;
	frame_before(&f, "\x3b\xff\0\0\0\0\0\0", 8);
	frame_ip6(&f, 43);
	frame_decode(&f, PACKET_RAW, NULL, &told);
	assert_true(event(0, PACKET_IPV6_TRUNC_EXTHDR));
}

/* Malformed headers and what is told of them. */
TEST(packet_malformed_headers_are_told)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum packet_event event;
	} rows[] = {
	    {"\x45", 1, PACKET_IPV4_PKT_TOO_SMALL},
	    {"\x44\0\0\x14\0\0\0\0\x40\x11\0\0\1\1\1\1\2\2\2\2", 20,
		PACKET_IPV4_HLEN_TOO_SMALL},
	    {"\x45\0\0\x13\0\0\0\0\x40\x11\0\0\1\1\1\1\2\2\2\2", 20,
		PACKET_IPV4_IPLEN_SMALLER_THAN_HLEN},
	    {"\x45\0\0\x30\0\0\0\0\x40\x11\0\0\1\1\1\1\2\2\2\2", 20, PACKET_IPV4_TRUNC_PKT},
	    {"\x45\0\0\x18\0\0\0\0\x40\x11\0\0\1\1\1\1\2\2\2\2\0\1\0\2", 24,
		PACKET_UDP_HLEN_TOO_SMALL},
	    {"\x45\0\0\x1c\0\0\0\0\x40\x11\0\0\1\1\1\1\2\2\2\2\0\1\0\2\0\x09\0\0", 28,
		PACKET_UDP_PKT_TOO_SMALL},
	    {"\x45\0\0\x1c\0\0\0\0\x40\x11\0\0\1\1\1\1\2\2\2\2\0\1\0\2\0\7\0\0", 28,
		PACKET_UDP_LEN_INVALID},
	    {"\x45\0\0\x18\0\0\0\0\x40\6\0\0\1\1\1\1\2\2\2\2\0\1\0\2", 24,
		PACKET_TCP_PKT_TOO_SMALL},
	    {"\x45\0\0\x1c\0\0\0\0\x40\1\0\0\1\1\1\1\2\2\2\2\1\0\0\0\0\0\0\0", 28,
		PACKET_ICMPV4_UNKNOWN_TYPE},
	    {"\x45\0\0\x1c\0\0\0\0\x40\1\0\0\1\1\1\1\2\2\2\2\x08\1\0\0\0\0\0\0", 28,
		PACKET_ICMPV4_UNKNOWN_CODE},
	    {"\x46\0\0\x18\0\0\0\0\x40\xfd\0\0\1\1\1\1\2\2\2\2\7\x28\4\0", 24,
		PACKET_IPV4_OPT_INVALID_LEN},
	    {"\x46\0\0\x18\0\0\0\0\x40\xfd\0\0\1\1\1\1\2\2\2\2\x60\4\0\0", 24,
		PACKET_IPV4_OPT_UNKNOWN},
	    {"\x60\0\0\0\0\4", 6, PACKET_IPV6_PKT_TOO_SMALL},
	    {"\x90", 1, PACKET_IPRAW_INVALID_IP_VERSION},
	    {"\x45\0\0\x16\0\0\0\0\x40\x2f\0\0\1\1\1\1\2\2\2\2\0\0", 22,
		PACKET_GRE_PKT_TOO_SMALL},
	    {"\x45\0\0\x18\0\0\0\0\x40\x2f\0\0\1\1\1\1\2\2\2\2\0\5\x08\0", 24,
		PACKET_GRE_WRONG_VERSION},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct frame f = {0};

		frame_behind(&f, rows[i].bytes, rows[i].n);
		frame_decode(&f, PACKET_RAW, NULL, &told);
		assert_int_equal(told.n, 1);
		if (!event(0, rows[i].event))
			print_message(
			    "# row %zu: %s is not told\n", i, event_name(rows[i].event));
		assert_true(event(0, rows[i].event));
	}
}

TEST(packet_cut_at_every_length)
{
	struct frame f = text_udp();

	add_vxlan(&f);
	frame_before(&f, "\0\7\x08\0", 4);
	frame_ether(&f, 0x8100);
	for (size_t n = 0; n < f.n; n++) {
		struct frame cut = f;

		cut.n = n;
		frame_decode(&cut, PACKET_ETHERNET, NULL, &told);
		assert_true(told.n >= 1);
		assert_true(told.packets[0].family == 0);
		assert_false(quiet(0));
	}
}

TEST(packet_tcp_options_of_a_few)
{
	struct frame f = {0};

	/* The experimental fast open with a cookie; a selective acknowledgement of nothing. */
	frame_behind(&f, "\xfe\x06\xf9\x89\1\2\5\2", 8);
	frame_tcp(&f, 1, 2, 7, 8, TCP_SYN);
	f.b[12] = 0x70;
	frame_ip4(&f, 6, A, B);
	frame_decode(&f, PACKET_RAW, NULL, &told);
	assert_true(quiet(0));
	assert_true(told.packets[0].tcp_fast_open);
	assert_false(told.packets[0].tcp_signed);

	f.n = 0;
	frame_behind(&f,
	    "\x13\x12"
	    "0123456789abcdef\0\0",
	    20);
	frame_tcp(&f, 1, 2, 7, 8, TCP_SYN);
	f.b[12] = 0xa0;
	frame_ip4(&f, 6, A, B);
	frame_decode(&f, PACKET_RAW, NULL, &told);
	assert_true(told.packets[0].tcp_signed);
	assert_false(told.packets[0].tcp_fast_open);
}
