#include "net/smtp.h"

#include "net/peer.h"
#include "test.h"

#include <unistd.h>

/* What the server says to the command of that name instead of the usual; NULL: hangs up. */
struct play {
	const char *command, *answer;
	bool no_answer; /* to that command: hangs up */
	const char *extension;
};

static const char *reply_to(const struct play *play, const char *line)
{
	static const char *const usual[][2] = {{"EHLO", NULL}, {"MAIL", "250 ok\r\n"},
	    {"RCPT", "250 ok\r\n"}, {"DATA", "354 go on\r\n"}, {"QUIT", "221 bye\r\n"},
	    {".", "250 taken\r\n"}};

	if (play->command && span_istarts(span_str(line), play->command))
		return play->answer;
	for (size_t i = 1; i < ARRAY_LEN(usual); i++)
		if (span_istarts(span_str(line), usual[i][0]))
			return usual[i][1];
	return play->extension ? play->extension : "250 peer.varde.test\r\n";
}

/* A mail server of one connection: a command a line; after DATA it listens until the dot. */
static void serve_mail(int fd, struct peer_log *log, const void *arg)
{
	const struct play *play = arg;
	char line[2000];
	size_t n = 0;
	bool data = false;
	char c;

	peer_say(fd, "220 peer.varde.test\r\n");
	while (read(fd, &c, 1) == 1) {
		const char *answer;

		peer_note(log, &c, 1);
		line[n++] = c;
		if (c != '\n' && n < sizeof(line) - 1)
			continue;
		line[n] = '\0';
		n = 0;
		if (data && strcmp(line, ".\r\n") != 0)
			continue;
		data = false;
		answer = reply_to(play, line);
		if (!answer)
			return;
		peer_say(fd, answer);
		data = span_starts(span_str(answer), "354");
	}
}

struct sent {
	struct peer peer;
	struct smtp *smtp;
	struct smtp_result result;
	struct msg msg;
	int err, asked;
};

static int count_asked(void *arg)
{
	++*(int *)arg;
	return 0;
}

static int refuse(void *arg)
{
	++*(int *)arg;
	return 1;
}

static const char message[] = "Subject: x\r\n\r\n.dots\r\n.\r\nend\r\n";

static int send_one(struct sent *s, int (*before_end)(void *))
{
	const struct smtp_mail mail = {
	    "cert@varde.test", "ola@varde.test", span_str(message), before_end, &s->asked};

	s->err = smtp_send(s->smtp, &mail, &s->result, &s->msg);
	return s->err;
}

/* Sends one mail to a server that plays so. */
static struct sent send_to(const struct play *play, struct smtp_server server)
{
	struct sent s = {.peer = peer_tcp("127.0.0.1", 0, serve_mail, play)};
	static char url[64]; /* borrowed until the sender is closed */

	(void)snprintf(url, sizeof(url), "smtp://127.0.0.1:%u", s.peer.port);
	server.url = url;
	if (!server.timeout_ms)
		server.timeout_ms = 5000;
	assert_int_equal(smtp_open(&server, &s.smtp, &s.msg), 0);
	(void)send_one(&s, count_asked);
	return s;
}

static bool heard(const struct sent *s, const char *text)
{
	return span_find(span_of(s->peer.log->bytes, s->peer.log->n), text) >= 0;
}

static void end(struct sent *s)
{
	s->smtp = smtp_close(s->smtp);
	peer_end(&s->peer);
}

TEST(smtp_sends_a_mail)
{
	struct sent s = send_to(&(struct play){0}, (struct smtp_server){0});

	assert_int_equal(s.err, 0);
	assert_int_equal(s.asked, 1);
	assert_true(s.result.handed_over);
	assert_true(heard(&s, "MAIL FROM:<cert@varde.test>"));
	assert_true(heard(&s, "RCPT TO:<ola@varde.test>\r\n"));
	assert_true(heard(&s, "\r\n\r\n..dots\r\n..\r\nend\r\n.\r\n"));
	end(&s);
}

TEST(smtp_keeps_the_connection)
{
	struct sent s = send_to(&(struct play){0}, (struct smtp_server){0});

	assert_int_equal(send_one(&s, count_asked), 0);
	assert_int_equal(s.peer.log->connections, 1);
	assert_int_equal(s.asked, 2);
	end(&s);
}

TEST(smtp_tells_refusals_apart)
{
	static const struct {
		struct play play;
		int err, code;
		bool final, handed_over;
	} cases[] = {
	    {{.command = "RCPT", .answer = "550 no such user\r\n"}, ERR_DENIED, 550, true,
		false},
	    {{.command = "RCPT", .answer = "451 later\r\n"}, ERR_PROTOCOL, 451, false, false},
	    {{.command = "MAIL", .answer = "550 not you\r\n"}, ERR_PROTOCOL, 550, false, false},
	    {{.command = "DATA", .answer = "554 no\r\n"}, ERR_PROTOCOL, 554, false, false},
	    {{.command = ".", .answer = "554 spam\r\n"}, ERR_DENIED, 554, true, false},
	    {{.command = ".", .answer = "451 full\r\n"}, ERR_PROTOCOL, 451, false, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sent s = send_to(&cases[i].play, (struct smtp_server){0});

		assert_int_equal(s.result.code, cases[i].code);
		assert_int_equal(s.err, cases[i].err);
		assert_int_equal(s.result.final, cases[i].final);
		assert_int_equal(s.result.handed_over, cases[i].handed_over);
		assert_true(s.msg.what[0] && s.msg.detail[0] && s.msg.hint[0]);
		end(&s);
	}
}

TEST(smtp_knows_when_it_does_not_know)
{
	struct sent s = send_to(&(struct play){.command = "."}, (struct smtp_server){0});

	assert_true(s.err < 0);
	assert_true(s.result.handed_over);
	assert_false(s.result.final);
	end(&s);
	s = send_to(&(struct play){.command = "DATA"}, (struct smtp_server){0});
	assert_true(s.err < 0);
	assert_false(s.result.handed_over);
	end(&s);
}

TEST(smtp_hands_nothing_over_that_was_called_back)
{
	struct sent s = send_to(&(struct play){0}, (struct smtp_server){0});

	assert_int_equal(send_one(&s, refuse), ERR_CANCELLED);
	assert_false(s.result.handed_over);
	s.smtp = smtp_close(s.smtp);
	/* One mail's end was sent, not two. */
	assert_int_equal(
	    span_find(span_of(s.peer.log->bytes, s.peer.log->n), "\r\n.\r\n") >= 0, 1);
	assert_int_equal(s.asked, 2);
	end(&s);
}

TEST(smtp_stops_before_the_end_only)
{
	struct sent s = send_to(&(struct play){0}, (struct smtp_server){0});

	smtp_stop(s.smtp);
	assert_int_equal(send_one(&s, count_asked), ERR_CANCELLED);
	assert_false(s.result.handed_over);
	assert_int_equal(s.asked, 1);
	end(&s);
}

static int stop_late(void *arg)
{
	smtp_stop(*(struct smtp **)arg);
	return 0;
}

TEST(smtp_stop_waits_for_the_answer)
{
	struct sent s = send_to(&(struct play){0}, (struct smtp_server){0});
	const struct smtp_mail mail = {
	    "cert@varde.test", "ola@varde.test", span_str(message), stop_late, &s.smtp};

	assert_int_equal(smtp_send(s.smtp, &mail, &s.result, &s.msg), 0);
	end(&s);
}

TEST(smtp_demands_tls)
{
	struct sent s = send_to(&(struct play){0}, (struct smtp_server){.tls = true});

	assert_int_equal(s.err, ERR_UNSUPPORTED);
	assert_false(heard(&s, "MAIL"));
	end(&s);
}

TEST(smtp_times_out)
{
	struct smtp_server server = {.timeout_ms = 300};
	struct sent s = {.peer = peer_tcp("127.0.0.1", 0, peer_silent, NULL)};
	char url[64];

	(void)snprintf(url, sizeof(url), "smtp://127.0.0.1:%u", s.peer.port);
	server.url = url;
	assert_int_equal(smtp_open(&server, &s.smtp, &s.msg), 0);
	assert_int_equal(send_one(&s, count_asked), ERR_TIMEOUT);
	assert_int_equal(s.asked, 0);
	end(&s);
}

TEST(smtp_refuses_addresses_with_line_ends)
{
	static const char *const wrong[] = {"a@b\r\nRCPT TO:<c@d>", "", NULL, "<a@b>", "a b@c"};
	struct sent s = send_to(&(struct play){0}, (struct smtp_server){0});

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		const struct smtp_mail mail = {.from = "a@b", .to = wrong[i]};
		const struct smtp_mail from = {.from = wrong[i], .to = "a@b"};

		assert_int_equal(smtp_send(s.smtp, &mail, &s.result, &s.msg), ERR_SYNTAX);
		assert_int_equal(smtp_send(s.smtp, &from, &s.result, &s.msg), ERR_SYNTAX);
	}
	end(&s);
}

TEST(smtp_takes_urls_of_mail_servers_only)
{
	struct smtp_server server = {.url = "http://127.0.0.1/"};
	struct msg msg = {0};
	struct smtp *smtp;

	assert_int_equal(smtp_open(&server, &smtp, &msg), ERR_UNSUPPORTED);
	server.url = "smtp://";
	assert_int_equal(smtp_open(&server, &smtp, &msg), ERR_SYNTAX);
	assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
}
