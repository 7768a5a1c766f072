#include "wire/mysql.h"

#include "test.h"

/* As MariaDB 10.11 of Debian 12 greets. */
static const char mariadb[] =
    "c\x00\x00\x00\x0a"
    "5.5.5-10.11.6-MariaDB-0+deb12u1\x00\x1f\x00\x00\x00"
    "abcdefgh\x00\xfe\xff-\x02\x00\xff\x81\x15\x00\x00\x00\x00\x00\x00\x1d\x00"
    "\x00\x00ijklmnopqrst\x00mysql_native_password\x00";
/* As MySQL 8 greets. */
static const char mysql8[] =
    "J\x00\x00\x00\x0a"
    "8.0.36\x00\x1f\x00\x00\x00"
    "abcdefgh\x00\xff\xf7-"
    "\x02\x00\xff\xdf\x15\x00\x00\x00\x00\x00\x00\x1d\x00\x00\x00ijklmnopqr"
    "st\x00"
    "caching_sha2_password\x00";
static const char refused[] =
    "C\x00\x00\x00\xffj\x04Host '10.0.0.1' is not allowed to connect to thi"
    "s MariaDB server";
static const char busy[] = "\x1d\x00\x00\x00\xff\x10\x04#08004Too many connections";

static struct span packet(const char *p, size_t n)
{
	return span_of(p, n - 1);
}
#define PACKET(p) packet(p, sizeof(p))

TEST(mysql_handshake_of_mariadb)
{
	struct mysql_greeting g;
	size_t size = 0;

	assert_int_equal(mysql_greeting_parse(PACKET(mariadb), &g), 0);
	assert_false(g.refused);
	assert_true(span_eq(g.version, "5.5.5-10.11.6-MariaDB-0+deb12u1"));
	assert_true(span_eq(mysql_version(g.version), "10.11.6-MariaDB-0+deb12u1"));
	assert_int_equal(g.capabilities, 0x81fffffe);
	assert_true(g.capabilities & MYSQL_CLIENT_SSL);
	assert_true(span_eq(g.plugin, "mysql_native_password"));
	assert_int_equal(mysql_packet_size(PACKET(mariadb), &size), 0);
	assert_int_equal(size, sizeof(mariadb) - 1);
}

TEST(mysql_handshake_of_mysql)
{
	struct mysql_greeting g;

	assert_int_equal(mysql_greeting_parse(PACKET(mysql8), &g), 0);
	assert_true(span_eq(mysql_version(g.version), "8.0.36"));
	assert_false(g.capabilities & MYSQL_CLIENT_SSL);
	assert_true(span_eq(g.plugin, "caching_sha2_password"));
	assert_true(span_eq(mysql_version(span_str("5.5.5-m1")), "5.5.5-m1"));
}

TEST(mysql_refusals)
{
	struct mysql_greeting g;

	assert_int_equal(mysql_greeting_parse(PACKET(refused), &g), 0);
	assert_true(g.refused);
	assert_int_equal(g.code, MYSQL_HOST_REFUSED);
	assert_true(span_eq(
	    g.message, "Host '10.0.0.1' is not allowed to connect to this MariaDB server"));
	assert_int_equal(mysql_greeting_parse(PACKET(busy), &g), 0);
	assert_int_equal(g.code, MYSQL_CONNECTIONS);
	assert_true(span_eq(g.message, "Too many connections"));
}

TEST(mysql_truncated_at_every_length)
{
	struct mysql_greeting g = {.code = 7};
	size_t size = 0;

	for (size_t n = 0; n < sizeof(mariadb) - 1; n++) {
		assert_int_equal(mysql_packet_size(span_of(mariadb, n), &size), ERR_TRUNCATED);
		assert_int_equal(mysql_greeting_parse(span_of(mariadb, n), &g), ERR_TRUNCATED);
	}
	assert_int_equal(g.code, 7);
	assert_int_equal(size, 0);
}

TEST(mysql_refuses_what_is_none)
{
	static const struct span no[] = {
	    {(const uint8_t *)"220 mail ESMTP\r\n", 16}, /* a length of 3 MB */
	    {(const uint8_t *)"\x05\0\0\1\x0a"
			      "abc\0",
		9}, /* not the first packet */
	    {(const uint8_t *)"\x05\0\0\0\x09"
			      "abc\0",
		9}, /* protocol 9 */
	    {(const uint8_t *)"\x05\0\0\0\x0a"
			      "abc\0",
		9}, /* ends behind the version */
	    {(const uint8_t *)"\x02\0\0\0\x0a"
			      "a",
		6},                                         /* a version without end */
	    {(const uint8_t *)"\0\0\0\0", 4},               /* empty */
	    {(const uint8_t *)"\x04\0\0\0\xff\0\0x", 8},    /* error 0 */
	    {(const uint8_t *)"\x04\0\0\0\xff\1\1\x1b", 8}, /* control bytes */
	};
	struct mysql_greeting g;

	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_int_equal(mysql_greeting_parse(no[i], &g), ERR_SYNTAX);
}

TEST(mysql_first_packet_is_number_0)
{
	char second[sizeof(mariadb)];
	struct mysql_greeting g;

	memcpy(second, mariadb, sizeof(mariadb));
	second[3] = 1;
	assert_int_equal(mysql_greeting_parse(PACKET(second), &g), ERR_SYNTAX);
}

TEST(mysql_build_and_parse)
{
	struct mysql_greeting g = {.version = span_str("11.4"),
				  .capabilities = 0x12345678,
				  .plugin = span_str("x")},
			      same;
	struct mysql_greeting no = {.refused = true, .code = 1130, .message = span_str("no")};
	STR_AUTO(out, 512);

	mysql_greeting_build(&out, &g);
	assert_int_equal(mysql_greeting_parse(str_bytes(&out), &same), 0);
	assert_true(span_eq(same.version, "11.4"));
	assert_int_equal(same.capabilities, 0x12345678);
	assert_true(span_eq(same.plugin, "x"));
	str_clear(&out);
	mysql_greeting_build(&out, &no);
	assert_int_equal(mysql_greeting_parse(str_bytes(&out), &same), 0);
	assert_int_equal(same.code, 1130);
	assert_true(span_eq(same.message, "no"));
}
