#include "wire/pop3.h"

#include "test.h"
#include "wire/line.h"

static const char capa[] = "+OK\r\nCAPA\r\nSTLS\r\n..dotted\r\nSASL PLAIN LOGIN\r\n.\r\n";

TEST(pop3_listing)
{
	static const char *const want[] = {"CAPA", "STLS", ".dotted", "SASL PLAIN LOGIN"};
	struct span rest = span_str(capa), item;
	size_t size = 0, n = 0;

	for (size_t i = 0; i < strlen(capa); i++)
		assert_int_equal(pop3_listing_size(span_of(capa, i), &size), ERR_TRUNCATED);
	assert_int_equal(pop3_listing_size(span_str(capa), &size), 0);
	assert_int_equal(size, strlen(capa));
	assert_true(line_take(&rest, &item));
	while (pop3_item(&rest, &item)) {
		assert_true(n < ARRAY_LEN(want));
		assert_true(span_eq(item, want[n++]));
	}
	assert_int_equal(n, ARRAY_LEN(want));
	assert_int_equal(pop3_listing_size(span_str("-ERR what\r\nrest"), &size), 0);
	assert_int_equal(size, 11);
}

TEST(pop3_status)
{
	static const char *const no[] = {
	    "+PONG\r\n", "+OKAY\r\n", "-NOAUTH x\r\n", "220 x\r\n", "\n"};
	char endless[600];
	size_t size = 0;

	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_int_equal(pop3_status_size(span_str(no[i]), &size), ERR_SYNTAX);
	memset(endless, '+', sizeof(endless));
	assert_int_equal(
	    pop3_status_size(span_of(endless, sizeof(endless)), &size), ERR_SYNTAX);
	assert_int_equal(pop3_status_size(span_of(endless, 511), &size), ERR_TRUNCATED);
	assert_true(pop3_greets(span_str("+OK Dovecot ready.\r\n")));
	assert_true(pop3_greets(span_str("-ERR busy\r\n")));
	assert_false(pop3_greets(span_str("+O")));
	assert_true(pop3_is_ok(span_str("+OK")));
	assert_false(pop3_is_ok(span_str("-ERR")));
}
