#include "wire/imap.h"

#include "test.h"

static const char answer[] =
    "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n* OK still here\r\n"
    "* capability ID\r\na OK done\r\n";

TEST(imap_greeting)
{
	static const char text[] =
	    "* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot (Debian) ready.\r\n";
	size_t size = 0;

	for (size_t n = 0; n < strlen(text); n++)
		assert_int_equal(imap_greeting_size(span_of(text, n), &size), ERR_TRUNCATED);
	assert_int_equal(imap_greeting_size(span_str(text), &size), 0);
	assert_int_equal(size, strlen(text));
	assert_true(imap_greets(span_str("* BYE full\r\n")));
	assert_true(imap_greets(span_str("* preauth\r\n")));
	assert_false(imap_greets(span_str("+OK\r\n")));
	assert_int_equal(imap_greeting_size(span_str("+OK"), &size), ERR_SYNTAX);
	assert_int_equal(imap_greeting_size(span_str("* HM\r\n"), &size), ERR_SYNTAX);
}

TEST(imap_capabilities_of_an_answer)
{
	static const char *const want[] = {"IMAP4rev1", "STARTTLS", "LOGINDISABLED", "ID"};
	struct span rest, words = {0}, word;
	struct imap_answer a;
	size_t n = 0;

	assert_int_equal(imap_answer_parse(span_str(answer), "a", &a), 0);
	assert_int_equal(a.status, IMAP_OK);
	assert_int_equal(a.size, strlen(answer));
	rest = a.untagged;
	while (imap_capability(&rest, &words, &word)) {
		assert_true(n < ARRAY_LEN(want));
		assert_true(span_eq(word, want[n++]));
	}
	assert_int_equal(n, ARRAY_LEN(want));
}

TEST(imap_answer_truncated_and_foreign)
{
	static const char *const no[] = {
	    "b OK\r\n", "\r\n", "a MAYBE\r\n", "a\r\n", "HTTP/1.1 400 Bad Request\r\n"};
	struct imap_answer a;

	for (size_t n = 0; n < strlen(answer); n++)
		assert_int_equal(imap_answer_parse(span_of(answer, n), "a", &a), ERR_TRUNCATED);
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_int_equal(imap_answer_parse(span_str(no[i]), "a", &a), ERR_SYNTAX);
	assert_int_equal(imap_answer_parse(span_str("a BAD what\r\n"), "a", &a), 0);
	assert_int_equal(a.status, IMAP_BAD);
	assert_int_equal(a.untagged.n, 0);
}
