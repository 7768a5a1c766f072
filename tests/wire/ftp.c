#include "wire/ftp.h"

#include "test.h"

TEST(ftp_greeting)
{
	static const char *const yes[] = {"220 (vsFTPd 3.0.3)\r\n",
	    "220-FileZilla Server 1.7.0\r\n220 ready\r\n",
	    "220 ProFTPD Server (Debian) [127.0.0.1]\r\n", "220 ready\r\n", "220\r\n"};
	static const char *const no[] = {"220 ftp.example.test ESMTP Postfix\r\n",
	    "220 Mail ready\r\n", "2200 FTP\r\n", "221 FTP\r\n", "", "22"};

	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		assert_true(ftp_greets(span_str(yes[i])));
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_false(ftp_greets(span_str(no[i])));
}

TEST(ftp_features_between_the_first_and_the_last_line)
{
	static const char *const texts[] = {"AUTH TLS", "EPRT", "PROT"};
	struct span rest = span_str(
			"211-Features:\r\n AUTH TLS\r\n\r\n EPRT\r\n211-PROT\r\n211 End\r\n"),
		    f = {0};
	size_t n = 0;

	assert_true(reply_text(&rest, &f));
	while (n < ARRAY_LEN(texts) && ftp_feature(&rest, &f))
		assert_true(span_eq(f, texts[n++]));
	assert_int_equal(n, ARRAY_LEN(texts));
	assert_false(ftp_feature(&rest, &f));
	rest = span_str("211 no features\r\n");
	assert_true(reply_text(&rest, &f));
	assert_false(ftp_feature(&rest, &f));
}

TEST(ftp_auth_tls_is_a_feature)
{
	assert_true(ftp_is_auth_tls(span_str("AUTH TLS")));
	assert_true(ftp_is_auth_tls(span_str("auth SSL;TLS-P;")));
	assert_false(ftp_is_auth_tls(span_str("AUTH SSL")));
	assert_false(ftp_is_auth_tls(span_str("PROT TLS")));
	assert_false(ftp_is_auth_tls(span_of(NULL, 0)));
}
