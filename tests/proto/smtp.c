#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 6, 25, talk, n, size);
}

static const struct traffic_talk mail[] = {
    {FLOW_TO_CLIENT, "220 mx ESMTP\r\n", 0},
    {FLOW_TO_SERVER, "EHLO ward.example\r\n", 0},
    {FLOW_TO_CLIENT, "250-mx\r\n250 OK\r\n", 0},
    {FLOW_TO_SERVER, "MAIL FROM:<a@b.example> SIZE=9\r\n", 0},
    {FLOW_TO_CLIENT, "250 ok\r\n", 0},
    {FLOW_TO_SERVER, "RCPT TO:<c@d.example>\r\n", 0},
    {FLOW_TO_CLIENT, "250 ok\r\n", 0},
    {FLOW_TO_SERVER, "DATA\r\n", 0},
    {FLOW_TO_CLIENT, "354 go\r\n", 0},
    {FLOW_TO_SERVER,
	"From: a@b.example\r\nTo: \"x, y\" <e@f>,\r\n c@d.example\r\nSubject: Patient "
	"123\r\nContent-Type: multipart/mixed; boundary=\"bb\"\r\n\r\n",
	0},
    {FLOW_TO_SERVER, "--bb\r\nContent-Type: text/plain\r\n\r\nsee http://e.example/x now\r\n",
	0},
    {FLOW_TO_SERVER,
	"--bb\r\nContent-Disposition: attachment; filename*0*=utf-8''a%20; "
	"filename*1=b.exe\r\nContent-Transfer-Encoding: "
	"base64\r\n\r\nTVqQ\r\nAA==\r\n--bb--\r\n.\r\n",
	0},
    {FLOW_TO_CLIENT, "250 queued\r\n", 0},
    {FLOW_TO_SERVER, "QUIT\r\n", 0},
    {FLOW_TO_CLIENT, "221 bye\r\n", 0},
};

static void check_a_mail_with_its_attachment(size_t size)
{
	struct traffic t;

	say(&t, mail, ARRAY_LEN(mail), size);
	assert_int_equal(t.transactions, 1);
	assert_int_equal(
	    traffic_count(&t.events, "\"smtp\":{\"helo\":\"ward.example\",\"mail_from\":\"<a@b."
				     "example>\",\"rcpt_to\":[\"<c@d.example>\"]}"),
	    1);
	assert_int_equal(traffic_count(&t.events,
			     "\"email\":{\"status\":\"PARSE_DONE\",\"from\":\"a@b.example\","
			     "\"to\":[\"\\\"x, y\\\" <e@f>\",\"c@d.example\"]"),
	    1);
	assert_int_equal(traffic_count(&t.events, "\"url\":[\"e.example/x\"]"), 1);
	assert_int_equal(traffic_count(&t.events, "\"attachment\":[\"a b.exe\"]"), 1);
	assert_int_equal(traffic_count(&t.events, "Patient 123"), 0);
	assert_true(traffic_line(&t.buffers, "smtp.helo 0 ward.example"));
	assert_true(traffic_line(&t.buffers, "email.subject 0 Patient 123"));
	assert_true(traffic_line(&t.buffers, "file.data 0 MZ\\x90\\x00"));
	assert_true(traffic_line(&t.files, "0 0 a b.exe  4 0 1 0: "));
	traffic_done(&t);
}

TEST(a_mail_with_its_attachment)
{
	check_a_mail_with_its_attachment(1 << 16);
	check_a_mail_with_its_attachment(1);
}

static const struct traffic_talk refused[] = {
    {FLOW_TO_CLIENT, "220 mx\r\n", 0},
    {FLOW_TO_SERVER, "HELO a\r\nMAIL FROM:<x@y>\r\nDATA\r\n", 0},
    {FLOW_TO_CLIENT, "250 a\r\n250 b\r\n550 no\r\n", 0},
    {FLOW_TO_SERVER, "RSET\r\n", 0},
    {FLOW_TO_CLIENT, "250 ok\r\n", 0},
    {FLOW_TO_SERVER, "MAIL FROM:<z@y>\r\nSTARTTLS\r\n", 0},
    {FLOW_TO_CLIENT, "250 ok\r\n220 go\r\n", 0},
    {FLOW_TO_SERVER, "SSH-2.0-x\r\n", 0},
};

static void check_refused_data_reset_and_another_protocol(size_t size)
{
	struct traffic t;

	say(&t, refused, ARRAY_LEN(refused), size);
	assert_int_equal(traffic_count(&t.events, "\"mail_from\":\"<x@y>\""), 1);
	assert_int_equal(traffic_count(&t.events, "\"mail_from\":\"<z@y>\""), 1);
	assert_true(traffic_line(&t.known, "ssh"));
	traffic_done(&t);
}

TEST(refused_data_reset_and_another_protocol)
{
	check_refused_data_reset_and_another_protocol(1 << 16);
	check_refused_data_reset_and_another_protocol(1);
}

static const struct traffic_talk chunks[] = {
    {FLOW_TO_CLIENT, "220 mx\r\n", 0},
    {FLOW_TO_SERVER, "EHLO a\r\nMAIL FROM:<x@y>\r\nRCPT TO:<z@y>\r\n", 0},
    {FLOW_TO_SERVER, "BDAT 12\r\nFrom: x\r\n\r\nyBDAT 1 LAST\r\nzMAIL FROM:<n@y>\r\n", 0},
};

static void check_chunks(size_t size)
{
	struct traffic t;

	say(&t, chunks, ARRAY_LEN(chunks), size);
	assert_int_equal(t.transactions, 2);
	assert_int_equal(
	    traffic_count(&t.events, "\"email\":{\"status\":\"PARSE_DONE\",\"from\":\"x\"}"),
	    1);
	assert_int_equal(traffic_count(&t.events, "\"mail_from\":\"<n@y>\""), 1);
	traffic_done(&t);
}

TEST(chunks_end_where_they_say)
{
	check_chunks(1 << 16);
	check_chunks(1);
}

/* What would outlive its transaction, or make it grow without end. */
static const struct traffic_talk torn[] = {
    {FLOW_TO_CLIENT, "220 mx\r\n", 0},
    {FLOW_TO_SERVER,
	"EHLO a\r\nMAIL FROM:<x@y>\r\nBDAT 80\r\nFrom: x\r\nContent-Disposition: attachment; "
	"one; filename=evil.exe\r\n\r\n0123456789\r\nRSET\r\n",
	0},
    {FLOW_TO_SERVER, "MAIL FROM:<n@y>\r\nBDAT 9 LAST\r\nTo: t\r\n\r\n", 0},
};

TEST(a_message_ends_with_its_mail)
{
	static const size_t sizes[] = {1 << 16, 1};

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct traffic t;

		say(&t, torn, ARRAY_LEN(torn), sizes[i]);
		assert_int_equal(t.transactions, 2);
		assert_int_equal(traffic_count(&t.events, "\"attachment\":[\"evil.exe\"]"), 1);
		assert_true(traffic_line(&t.files, "0 0 evil.exe  12 0 1 1: "));
		assert_int_equal(
		    traffic_count(&t.events, "\"status\":\"PARSE_DONE\",\"to\":[\"t\"]"), 1);
		traffic_done(&t);
	}
}

static const struct traffic_talk again[] = {
    {FLOW_TO_CLIENT, "220 mx\r\n", 0},
    {FLOW_TO_SERVER, "HELO a\r\n", 0},
    {FLOW_TO_CLIENT, "250 ok\r\n", 0},
    {FLOW_TO_SERVER, "MAIL FROM:<x@y>\r\n", 0},
    {FLOW_TO_CLIENT, "250 ok\r\n", 0},
    {FLOW_TO_SERVER, "EHLO\r\n", 0},
    {FLOW_TO_CLIENT, "501 whom\r\n", 0},
    {FLOW_TO_SERVER, "RCPT TO:<z@y>\r\n", 0},
    {FLOW_TO_CLIENT, "250 ok\r\n", 0},
    {FLOW_TO_SERVER, "EHLO b\r\n", 0},
    {FLOW_TO_CLIENT, "250 ok\r\n", 0},
    {FLOW_TO_SERVER, "MAIL FROM:<n@y>\r\n", 0},
    {FLOW_TO_CLIENT, "250 ok\r\n", 0},
};

TEST(a_hello_that_is_taken_ends_the_mail_before_it)
{
	struct traffic t;

	say(&t, again, ARRAY_LEN(again), 1 << 16);
	assert_int_equal(t.transactions, 2);
	assert_int_equal(traffic_count(&t.events,
			     "\"helo\":\"a\",\"mail_from\":\"<x@y>\",\"rcpt_to\":[\"<z@y>\"]"),
	    1);
	assert_int_equal(
	    traffic_count(&t.events, "\"helo\":\"b\",\"mail_from\":\"<n@y>\"}"), 1);
	traffic_done(&t);
}

TEST(headers_that_say_more_of_a_mail)
{
	static const struct traffic_talk talk[] = {
	    {FLOW_TO_CLIENT, "220 mx\r\n", 0},
	    {FLOW_TO_SERVER, "HELO a\r\nMAIL FROM:<x@y>\r\nDATA\r\n", 0},
	    {FLOW_TO_SERVER,
		"Received: from [1.2.3.4]\r\n\tby b\r\nReceived: c\r\nReply-To: r@s\r\nBcc: d, "
		"e\r\nSubject: Patient 123\r\n\r\nhttps://f.example/g "
		"http://h.example\r\n.\r\n",
		0},
	};
	struct traffic t;

	say(&t, talk, ARRAY_LEN(talk), 1 << 16);
	assert_int_equal(
	    traffic_count(&t.events, "\"bcc\":[\"d\",\"e\"],\"reply_to\":\"r@s\",\"received\":["
				     "\"from [1.2.3.4]by b\",\"c\"]"),
	    1);
	assert_int_equal(
	    traffic_count(&t.events, "\"url\":[\"h.example\",\"f.example/g\"]"), 1);
	assert_int_equal(traffic_count(&t.events, "Patient"), 0);
	traffic_done(&t);
	traffic_init(&t);
	t.limits.contents = true;
	traffic_talk(&t, 6, 25, talk, ARRAY_LEN(talk), 1 << 16);
	assert_int_equal(traffic_count(&t.events, "\"subject\":\"Patient 123\""), 1);
	traffic_done(&t);
}
