#include "scan/examine_tls.h"

#include <unistd.h>

#include "engine.h"
#include "test.h"

/* An SMTP server that says STARTTLS and then answers to it with arg; its TLS is an alert. */
static void serve_smtp(int fd, struct peer_log *log, const void *arg)
{
	struct span got;

	peer_say(fd, "220 mail.chu.test ESMTP Postfix\r\n");
	while (peer_read(fd, log, &got)) {
		if (span_istarts(got, "EHLO"))
			peer_say(fd, "250-mail.chu.test\r\n250-PIPELINING\r\n250 STARTTLS\r\n");
		else if (span_istarts(got, "STARTTLS"))
			peer_say(fd, arg);
		else if (span_istarts(got, "QUIT"))
			peer_say(fd, "221 bye\r\n");
		else if (got.p[0] == 22)
			peer_write(fd, "\x15\3\1\0\2\2\x46", 7);
		else
			peer_say(fd, "502 no\r\n");
	}
}

static void smtp(const char *answer, int state, const char *reason)
{
	struct peer p = peer_tcp("127.77.75.1", 2525, serve_smtp, answer);
	const struct obs_coverage *c;
	struct engine e;

	engine_init(&e, "127.77.75.1", "2525");
	engine_run(&e, 10);
	c = engine_coverage(&e, "tls/127.77.75.1/2525/smtp");
	assert_non_null(c);
	if (c->state != state || (reason && strcmp(c->reason, reason) != 0))
		fail_msg("\"%s\" gives %d: %s", answer, c->state, c->reason);
	assert_null(engine_find(&e, OBS_TLS, "127.77.75.1", 2525));
	engine_done(&e);
	peer_end(&p);
}

TEST(examine_tls_refused_by_all_is_scanned)
{
	smtp("220 go ahead\r\n", COVERAGE_SCANNED, NULL);
	smtp("220-go\r\n220 ahead\r\n", COVERAGE_SCANNED, NULL);
}

/* What was not asked is not called clean. */
TEST(examine_tls_without_starttls_is_not_clean)
{
	smtp("421 too many connections\r\n", COVERAGE_BLOCKED, NULL);
	smtp("454 TLS not available\r\n", COVERAGE_UNREACHABLE, NULL);
	smtp("", COVERAGE_UNREACHABLE, "timed out");
}
