#include "wire/dns.h"

#include "base/limits.h"
#include "test.h"

/* A response with one question, "a.test" IN of that type, and room for answers. */
static void begin(struct str *m, uint16_t type, uint16_t answers)
{
	str_u16(m, 0x1234);
	str_u16(m, 0x8180); /* QR RD RA */
	str_u16(m, 1);
	str_u16(m, answers);
	str_u32(m, 0);
	str_put(m, "\1a\4test\0", 8);
	str_u16(m, type);
	str_u16(m, DNS_IN);
}

/* A record owned by the question's name (a pointer to offset 12). */
static void put_rr(struct str *m, uint16_t type, const void *rdata, size_t n)
{
	str_u16(m, 0xc00c);
	str_u16(m, type);
	str_u16(m, DNS_IN);
	str_u32(m, 300);
	str_u16(m, (uint16_t)n);
	str_put(m, rdata, n);
}

static struct dns_message parsed(const struct str *m, struct arena *arena)
{
	struct dns_message ret = {0};

	assert_int_equal(dns_parse(str_bytes(m), arena, &ret), 0);
	return ret;
}

TEST(dns_query_bytes)
{
	static const char in[] = "\x12\x34\x01\x20\0\1\0\0\0\0\0\1\3www\4test\0\0\1\0\1"
				 "\0\0\x29\x04\xd0\0\0\0\0\0\0";
	static const char ch[] = "\x12\x34\x01\x20\0\1\0\0\0\0\0\0\7version\4bind\0\0\x10\0\3";
	STR_AUTO(out, 512);

	assert_int_equal(dns_build_query(&out, 0x1234, "www.test", DNS_A, DNS_IN), 0);
	assert_int_equal(out.n, sizeof(in) - 1);
	assert_memory_equal(out.p, in, sizeof(in) - 1);
	str_clear(&out);
	assert_int_equal(dns_build_query(&out, 0x1234, "version.bind", DNS_TXT, DNS_CH), 0);
	assert_int_equal(out.n, sizeof(ch) - 1);
	assert_memory_equal(out.p, ch, sizeof(ch) - 1);
	str_clear(&out);
	assert_int_equal(dns_build_query(&out, 1, "", DNS_NS, DNS_IN), 0); /* the root */
	assert_int_equal(out.n, 12 + 1 + 4 + 11);
}

TEST(dns_query_refuses_names_that_do_not_fit)
{
	static const char *const bad[] = {"a..b", ".a",
	    "a234567890123456789012345678901234567890123456789012345678901234.test"};
	char longest[256];

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		STR_AUTO(out, 512);

		assert_int_equal(dns_build_query(&out, 1, bad[i], DNS_A, DNS_IN), ERR_RANGE);
	}
	for (size_t i = 0; i < 254; i++)
		longest[i] = i % 4 == 3 ? '.' : 'a';
	longest[253] = '\0';
	STR_AUTO(fits, 512);
	assert_int_equal(dns_build_query(&fits, 1, longest, DNS_A, DNS_IN), 0);
	longest[253] = 'b';
	longest[254] = '\0';
	STR_AUTO(over, 512);
	assert_int_equal(dns_build_query(&over, 1, longest, DNS_A, DNS_IN), ERR_RANGE);
}

TEST(dns_header_and_question)
{
	struct arena *arena = arena_new();
	STR_AUTO(m, 512);
	struct dns_message got;

	begin(&m, DNS_MX, 0);
	got = parsed(&m, arena);
	assert_int_equal(got.id, 0x1234);
	assert_true(got.response && got.recursion);
	assert_false(got.authoritative || got.truncated || got.authenticated);
	assert_int_equal(got.rcode, DNS_NOERROR);
	assert_string_equal(got.qname, "a.test");
	assert_int_equal(got.qtype, DNS_MX);
	str_set_u16(&m, 2, 0x0625); /* AA TC, AD, REFUSED, and no QR */
	got = parsed(&m, arena);
	assert_true(got.authoritative && got.truncated && got.authenticated);
	assert_false(got.response || got.recursion);
	assert_int_equal(got.rcode, DNS_REFUSED);
	arena_free(arena);
}

TEST(dns_every_kind_of_record)
{
#define ROW(type, rdata, text)                       \
	{                                            \
		type, rdata, sizeof(rdata) - 1, text \
	}
	static const struct {
		uint16_t type;
		const char *rdata;
		size_t n;
		const char *text;
	} rows[] = {
	    ROW(DNS_A, "\x7f\0\0\1", "127.0.0.1"),
	    ROW(DNS_AAAA, "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", "2001:db8::1"),
	    /* written as IPv6, it is the IPv4 address that packets would go to */
	    ROW(DNS_AAAA, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f\0\0\1", "127.0.0.1"),
	    ROW(DNS_NS, "\2NS\xc0\x0e", "ns.test"),
	    ROW(DNS_CNAME, "\1b\xc0\x0c", "b.a.test"),
	    ROW(DNS_PTR, "\4Host\4Test\0", "host.test"),
	    ROW(DNS_MX, "\0\x0a\2mx\xc0\x0c", "10 mx.a.test"),
	    ROW(DNS_MX, "\0\0\0", "0 "), /* RFC 7505: no mail */
	    ROW(DNS_SRV, "\0\1\0\2\x01\xbb\3sip\xc0\x0c", "1 2 443 sip.a.test"),
	    ROW(DNS_SOA, "\2ns\xc0\x0c\4host\xc0\x0c\0\0\0\7\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4",
		"ns.a.test host.a.test 7"),
	    ROW(DNS_TXT, "\7v=spf1 \4-all", "v=spf1 -all"),
	    ROW(DNS_TXT, "", ""),
	    ROW(DNS_TXT, "\4a\33[m", "a\xef\xbf\xbd[m"),
	    ROW(DNS_CAA, "\x80\5issueca.test", "128 issue \"ca.test\""),
	    ROW(DNS_DS, "\x12\x34\x08\x02", "\\# 4 12340802"),
	    ROW(999, "", "\\# 0"),
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		STR_AUTO(m, 1024);
		struct dns_message got;

		begin(&m, rows[i].type, 1);
		put_rr(&m, rows[i].type, rows[i].rdata, rows[i].n);
		got = parsed(&m, arena);
		assert_int_equal(got.answers.n, 1);
		assert_string_equal(got.answers.items[0].name, "a.test");
		assert_string_equal(got.answers.items[0].text, rows[i].text);
		assert_int_equal(got.answers.items[0].ttl, 300);
		assert_int_equal(got.answers.items[0].rdata.n, rows[i].n);
	}
	arena_free(arena);
}

/* Each of these stands before a sound record, which must still be read. */
TEST(dns_leaves_out_data_that_does_not_fit_its_type)
{
	static const struct {
		uint16_t type;
		const char *rdata;
		size_t n;
		const char *text;
	} rows[] = {
	    ROW(DNS_A, "\x7f\0\0", NULL),
	    ROW(DNS_A, "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", NULL), /* 16 bytes are no A */
	    ROW(DNS_AAAA, "\x7f\0\0\1", NULL), ROW(DNS_TXT, "\5abc", NULL),
	    ROW(DNS_CAA, "\0\5iss", NULL), ROW(DNS_CAA, "", NULL), ROW(DNS_MX, "\0", NULL),
	    ROW(DNS_MX, "\0\1\2m", NULL), /* the name goes on behind the data */
	    ROW(DNS_CNAME, "", NULL), ROW(DNS_SOA, "\xc0\x0c\xc0\x0c\0\0", NULL),
	    ROW(DNS_CNAME, "\xff\xff", NULL), /* a pointer behind the message */
	    ROW(DNS_CNAME, "\x40\1\0", NULL), /* a label type of RFC 2673 */
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		STR_AUTO(m, 1024);
		struct dns_message got;

		begin(&m, rows[i].type, 2);
		put_rr(&m, rows[i].type, rows[i].rdata, rows[i].n);
		put_rr(&m, DNS_A, "\1\2\3\4", 4);
		got = parsed(&m, arena);
		if (got.answers.n != 1)
			fail_msg("row %zu: %zu records", i, got.answers.n);
		assert_string_equal(got.answers.items[0].text, "1.2.3.4");
	}
	arena_free(arena);
#undef ROW
}

TEST(dns_compression_that_never_ends)
{
	/* a name that points to itself; two that point to each other; one that grows for ever
	 */
	static const struct {
		const char *name;
		size_t n;
	} names[] = {{"\xc0\x0c", 2}, {"\xc0\x0e\xc0\x0c", 4}, {"\1a\xc0\x0c", 4}};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		STR_AUTO(m, 512);
		struct dns_message got;

		str_put(&m, "\0\1\x80\0\0\1\0\0\0\0\0\0", 12);
		str_put(&m, names[i].name, names[i].n);
		str_u32(&m, 0x00010001);
		assert_int_equal(dns_parse(str_bytes(&m), arena, &got), ERR_SYNTAX);
	}
	arena_free(arena);
}

TEST(dns_names_of_foreign_bytes_are_escaped)
{
	struct arena *arena = arena_new();
	STR_AUTO(m, 512);

	begin(&m, DNS_PTR, 1);
	put_rr(&m, DNS_PTR, "\5a.b\"\n\0", 7);
	assert_string_equal(parsed(&m, arena).answers.items[0].text, "a\\046b\\034\\010");
	arena_free(arena);
}

TEST(dns_names_longer_than_the_protocol_allows)
{
	struct arena *arena = arena_new();
	STR_AUTO(m, 1024);
	struct dns_message got;

	str_put(&m, "\0\1\x80\0\0\1\0\0\0\0\0\0", 12);
	for (int i = 0; i < 4; i++) {
		str_u8(&m, 63);
		for (int k = 0; k < 63; k++)
			str_char(&m, 'a');
	}
	str_u8(&m, 0);
	str_u32(&m, 0x00010001);
	assert_int_equal(dns_parse(str_bytes(&m), arena, &got), ERR_SYNTAX);
	arena_free(arena);
}

TEST(dns_truncated_at_every_byte)
{
	struct arena *arena = arena_new();
	STR_AUTO(m, 1024);
	struct dns_message got;

	begin(&m, DNS_SOA, 3);
	put_rr(&m, DNS_SOA,
	    "\2ns\xc0\x0c\4host\xc0\x0c\0\0\0\7\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4", 32);
	put_rr(&m, DNS_TXT, "\3abc", 4);
	put_rr(&m, DNS_MX, "\0\1\2mx\xc0\x0c", 7);
	assert_int_equal(parsed(&m, arena).answers.n, 3);
	for (size_t n = 0; n < m.n; n++) {
		uint8_t *exact =
		    malloc(n ? n : 1); /* so that the sanitizer sees a read behind the end */

		memcpy(exact, m.p, n);
		got.id = 0x4711;
		if (dns_parse(span_of(exact, n), arena, &got) != ERR_TRUNCATED)
			fail_msg("%zu bytes are taken for a message", n);
		assert_int_equal(got.id, 0x4711); /* untouched on failure */
		free(exact);
	}
	arena_free(arena);
}

TEST(dns_counts_beyond_the_bytes_and_the_limit)
{
	struct arena *arena = arena_new();
	STR_AUTO(m, 512);
	struct dns_message got;

	begin(&m, DNS_A, LIMIT_DNS_RECORDS + 1);
	assert_int_equal(dns_parse(str_bytes(&m), arena, &got), ERR_LIMIT);
	str_set_u16(&m, 6, 2);
	put_rr(&m, DNS_A, "\1\2\3\4", 4);
	assert_int_equal(dns_parse(str_bytes(&m), arena, &got), ERR_TRUNCATED);
	arena_free(arena);
}

TEST(dns_names_of_types_and_codes)
{
	char to[12];

	assert_string_equal(dns_type_text(DNS_CAA, to), "CAA");
	assert_string_equal(dns_type_text(65535, to), "TYPE65535");
	assert_string_equal(dns_rcode_text(DNS_NXDOMAIN), "NXDOMAIN");
	assert_string_equal(dns_rcode_text(15), "RCODE");
	assert_string_equal(dns_rcode_text(-1), "RCODE");
}
