#include "wire/smtp.h"

#include "test.h"

TEST(smtp_greeting)
{
	assert_true(
	    smtp_greets(span_str("220 mail.example.test ESMTP Postfix (Debian/GNU)\r\n")));
	assert_true(smtp_greets(span_str("220-ftp.example.test ESMTP\r\n")));
	assert_true(smtp_greets(span_str("421 too many connections\r\n")));
	assert_true(smtp_greets(span_str("554 no service\r\n")));
	assert_false(smtp_greets(span_str("220 (vsFTPd 3.0.3)\r\n")));
	assert_false(smtp_greets(span_str("220")));
	assert_false(smtp_greets(span_str("2200\r\n")));
	assert_false(smtp_greets(span_of(NULL, 0)));
}

TEST(smtp_extensions_with_parameters)
{
	static const struct {
		const char *keyword, *params;
	} want[] = {{"PIPELINING", ""}, {"SIZE", "10240000"}, {"AUTH", "PLAIN LOGIN"},
	    {"AUTH", "LOGIN"}, {"CHUNKING", ""}};
	struct span rest = span_str(
	    "250-mail.example.test hello\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n"
	    "250-AUTH PLAIN LOGIN\r\n250-AUTH=LOGIN\r\n250- \r\n250-=\r\n250 CHUNKING\r\n");
	struct span domain, keyword, params;
	size_t n = 0;

	assert_true(smtp_skip_domain(&rest, &domain));
	assert_true(span_eq(domain, "mail.example.test"));
	while (smtp_extension(&rest, &keyword, &params)) {
		assert_true(n < ARRAY_LEN(want));
		assert_true(span_eq(keyword, want[n].keyword));
		assert_true(span_eq(params, want[n++].params));
	}
	assert_int_equal(n, ARRAY_LEN(want));
	assert_false(smtp_skip_domain(&rest, &domain));
}
