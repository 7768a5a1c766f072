#include "wire/tls.h"

#include "codec/cursor.h"
#include "test.h"

static const uint8_t random_bytes[32] = {1, 2, 3};

static size_t suites_for(bool tls13, uint16_t *to)
{
	size_t n = 0;

	for (const struct tls_suite *s = tls_suites; s->name; s++)
		if (s->tls13 == tls13)
			to[n++] = s->code;
	return n;
}

/* The body of the extension, n 0 with p NULL when it is absent. */
static struct span extension(struct cursor exts, uint16_t wanted)
{
	while (cursor_left(&exts)) {
		uint16_t type = cursor_u16(&exts);
		struct span body = cursor_bytes(&exts, cursor_u16(&exts));

		assert_int_equal(cursor_err(&exts), 0);
		if (type == wanted)
			return body;
	}
	return span_of(NULL, 0);
}

/* Every length in the hello must close exactly; gives the extensions. */
static struct cursor check_hello(const struct str *out, const struct tls_hello *h)
{
	struct cursor c = cursor_of(str_bytes(out)), hs, exts;
	size_t n;

	assert_int_equal(cursor_u8(&c), 22);
	assert_int_equal(cursor_u16(&c), h->version == TLS_SSL3 ? 0x0300 : 0x0301);
	n = cursor_u16(&c);
	assert_int_equal(n, cursor_left(&c));
	assert_int_equal(cursor_u8(&c), 1);
	hs = cursor_sub(&c, cursor_u24(&c));
	assert_int_equal(cursor_err(&c), 0);
	assert_int_equal(cursor_left(&c), 0);
	assert_int_equal(cursor_u16(&hs), MIN(h->version, 0x0303));
	assert_memory_equal(cursor_bytes(&hs, 32).p, h->random, 32);
	cursor_skip(&hs, cursor_u8(&hs));
	assert_int_equal(cursor_u16(&hs), h->nsuites * 2);
	for (size_t i = 0; i < h->nsuites; i++)
		assert_int_equal(cursor_u16(&hs), h->suites[i]);
	assert_int_equal(cursor_u16(&hs), 0x0100);
	exts = h->version == TLS_SSL3 ? cursor_of(span_of(NULL, 0))
				      : cursor_sub(&hs, cursor_u16(&hs));
	assert_int_equal(cursor_err(&hs), 0);
	assert_int_equal(cursor_left(&hs), 0);
	return exts;
}

TEST(tls_hello_of_every_version)
{
	static const uint16_t versions[] = {TLS_SSL3, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3};

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		uint16_t suites[512];
		struct tls_hello h = {.version = versions[i],
		    .suites = suites,
		    .name = "www.test",
		    .random = random_bytes};
		STR_AUTO(out, 4096);
		struct cursor exts;

		h.nsuites = suites_for(versions[i] == TLS_1_3, suites);
		assert_int_equal(tls_build_hello(&out, &h), 0);
		exts = check_hello(&out, &h);
		if (versions[i] == TLS_SSL3)
			continue;
		assert_memory_equal(extension(exts, 0).p, "\0\x0b\0\0\x08www.test", 13);
		assert_int_equal(extension(exts, 10).n, 18);
		assert_true(versions[i] >= TLS_1_2 ? extension(exts, 13).n == 50
						   : !extension(exts, 13).p);
		assert_true(versions[i] == TLS_1_3
				? memcmp(extension(exts, 43).p, "\2\3\4", 3) == 0
				: !extension(exts, 43).p);
		assert_int_equal(extension(exts, 51).n,
		    versions[i] == TLS_1_3 ? 2 : 0); /* an empty key share */
		h.name = NULL;
		str_clear(&out);
		assert_int_equal(tls_build_hello(&out, &h), 0);
		assert_null(extension(check_hello(&out, &h), 0).p);
	}
}

TEST(tls_hello_out_of_bounds)
{
	struct tls_hello h = {.version = TLS_1_2, .nsuites = 1001, .random = random_bytes};
	char name[257];
	STR_AUTO(out, 4096);

	assert_int_equal(tls_build_hello(&out, &h), ERR_RANGE);
	memset(name, 'a', 256);
	name[256] = '\0';
	h.nsuites = 0;
	h.name = name;
	assert_int_equal(tls_build_hello(&out, &h), ERR_RANGE);
	assert_int_equal(out.n, 0);
}

TEST(tls_suites_are_unique_and_named)
{
	char to[8];

	for (const struct tls_suite *s = tls_suites; s->name; s++) {
		assert_ptr_equal(tls_suite_name(s->code, to), s->name);
		assert_int_equal(s->tls13, s->code >> 8 == 0x13);
		for (const struct tls_suite *t = s + 1; t->name; t++)
			assert_true(s->code != t->code && strcmp(s->name, t->name) != 0);
	}
	assert_string_equal(tls_suite_name(0xfefe, to), "0xFEFE");
	assert_string_equal(tls_version_name(TLS_SSL3, to), "SSLv3");
	assert_string_equal(tls_version_name(TLS_1_3, to), "TLSv1.3");
	assert_string_equal(tls_version_name(0x0305, to), "0x0305");
}

/* A ServerHello with session id and extensions, in one record, followed by whatever the server
 * says next. */
static void server_hello(struct str *out, uint16_t record_version, uint16_t version,
    uint16_t suite, const char *exts, size_t n)
{
	str_u8(out, 22);
	str_u16(out, record_version);
	str_u16(out, (uint16_t)(4 + 2 + 32 + 1 + 4 + 2 + 1 + (exts ? 2 + n : 0)));
	str_u8(out, 2);
	str_u24(out, (uint32_t)(2 + 32 + 1 + 4 + 2 + 1 + (exts ? 2 + n : 0)));
	str_u16(out, version);
	str_put(out, random_bytes, 32);
	str_u8(out, 4);
	str_u32(out, 0xdeadbeef);
	str_u16(out, suite);
	str_u8(out, 0);
	if (!exts)
		return;
	str_u16(out, (uint16_t)n);
	str_put(out, exts, n);
}

TEST(tls_answers_that_choose)
{
	static const struct {
		uint16_t record, version;
		const char *exts;
		size_t n;
		uint16_t chosen;
	} rows[] = {
	    {0x0303, 0x0303, "\xff\1\0\1\0", 5, TLS_1_2}, {0x0303, 0x0303, NULL, 0, TLS_1_2},
	    {0x0300, 0x0300, NULL, 0, TLS_SSL3}, {0x0301, 0x0302, "", 0, TLS_1_1},
	    {0x0303, 0x0303, "\0\x33\0\2\0\x1d\0\x2b\0\2\3\4", 12,
		TLS_1_3},                                     /* HelloRetryRequest */
	    {0x0303, 0x0303, "\0\x2b\0\1\3", 5, TLS_1_2},     /* a version that is cut */
	    {0x0303, 0x0303, "\0\x2b\0\xff\3\4", 6, TLS_1_2}, /* a length that lies */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct tls_answer a = {0};
		STR_AUTO(out, 512);

		server_hello(
		    &out, rows[i].record, rows[i].version, 0xc02f, rows[i].exts, rows[i].n);
		for (size_t n = 0; n < out.n; n++)
			if (tls_parse_answer(span_of(out.p, n), &a) != ERR_TRUNCATED)
				fail_msg("row %zu: %zu bytes are taken for an answer", i, n);
		str_add(&out, "more");
		assert_int_equal(tls_parse_answer(str_bytes(&out), &a), 0);
		assert_true(a.hello);
		assert_int_equal(a.version, rows[i].chosen);
		assert_int_equal(a.suite, 0xc02f);
	}
}

TEST(tls_answers_that_refuse)
{
	struct tls_answer a = {.hello = true};

	assert_int_equal(tls_parse_answer(span_of("\x15\3\1\0\2\2\x46", 7), &a), 0);
	assert_false(a.hello);
	assert_int_equal(a.alert, 70);
	assert_int_equal(tls_parse_answer(span_of("\x15\3\1\0\1\2", 6), &a), ERR_PROTOCOL);
	assert_int_equal(tls_parse_answer(span_of("\x15\3\1\0\2\2", 6), &a), ERR_TRUNCATED);
}

TEST(tls_answers_that_are_none)
{
	static const struct {
		const char *bytes;
		size_t n;
	} rows[] = {{"HTTP/1.1 400 Bad", 16}, {"220 mail", 8}, {"\x16\2\0\0\1\2", 6},
	    {"\x17\3\3\0\1x", 6}, {"\0\0\0", 3}, {"\x16\3\5", 3}, {"\x16\3\3\0\4\x0e\0\0\0", 9},
	    {"\x16\3\3\0\0", 5}, {"\x16\3\3\0\4\2\0\0\0", 9}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct tls_answer a = {.suite = 4711};

		if (tls_parse_answer(span_of(rows[i].bytes, rows[i].n), &a) != ERR_PROTOCOL)
			fail_msg("row %zu", i);
		assert_int_equal(a.suite, 4711);
	}
	assert_true(tls_looks_like(span_of("\x16\3\1\0", 4)));
	assert_true(tls_looks_like(span_of("\x15\3\0", 3)));
	assert_false(tls_looks_like(span_of("\x16\3", 2)));
	assert_false(tls_looks_like(span_of("GET", 3)));
}
