#include "rig.h"
#include "test.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

enum { MANY = 200 };

#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

/* Milliseconds until the server closes after the bytes were sent; every drip_ms one more byte.
 */
static int64_t lives(struct rig *rig, const char *bytes, int drip_ms)
{
	int64_t from = rig_now();
	int fd = rig_connect(rig);
	char buf[4096];
	ssize_t n = 0;

	assert_true(rig_send(fd, bytes, strlen(bytes)));
	for (;;) {
		n = recv(fd, buf, sizeof(buf), drip_ms ? MSG_DONTWAIT : 0);
		if (n == 0 || (n < 0 && errno != EAGAIN) || rig_now() - from > RIG_WAIT_MS)
			break;
		if (n < 0) {
			(void)rig_say(fd, "a");
			rig_sleep(drip_ms);
		}
	}
	(void)close(fd);
	return rig_now() - from;
}

TEST(headers_that_drip_are_cut_at_the_deadline)
{
	static const char *const starts[] = {"", "GET", "GET / HTTP/1.1\r\nHost: x\r\nX: "};
	struct serve_figures f;
	struct rig rig;

	rig_init(&rig);
	rig.o.header_ms = 300;
	rig_start(&rig);
	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		int64_t ms = lives(&rig, starts[i], 20);

		/* A new deadline begins with the request line. */
		assert_true(ms >= 290 && ms < 2000);
	}
	assert_true(lives(&rig, "", 0) < 2000);
	rig_wait_connections(&rig, 0);
	serve_figures(rig.serve, &f);
	assert_int_equal(f.reaped, 4);
	assert_int_equal(rig.log.lines, 0);
	rig_done(&rig);
}

TEST(a_body_that_drips_is_cut_at_the_deadline)
{
	struct rig rig;
	int64_t ms;

	rig_init(&rig);
	rig.o.body_ms = 300;
	rig_start(&rig);
	ms = lives(&rig, "POST /up HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n", 20);
	assert_true(ms >= 290 && ms < 2000);
	rig_wait_connections(&rig, 0);
	assert_int_equal(rig.log.lines, 1);
	assert_int_equal(rig.log.status, 408);
	assert_string_equal(rig.log.path, "/up");
	ms = lives(&rig,
	    "POST /up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n", 20);
	assert_true(ms >= 290 && ms < 2000);
	rig_done(&rig);
}

TEST(a_kept_connection_without_a_request_is_cut)
{
	struct rig rig;
	int64_t ms;

	rig_init(&rig);
	rig.o.idle_ms = 300;
	rig_start(&rig);
	ms = lives(&rig, GET, 0);
	assert_true(ms >= 290 && ms < 2000);
	rig_done(&rig);
}

/* Asks for 16 MiB and takes none; whether the server cuts it within so many ms. */
static bool is_cut(int64_t rate, int64_t ms)
{
	struct serve_figures f = {0};
	struct rig rig;
	int fd, small = 4096;

	rig_init(&rig);
	rig.o.body_ms = 300;
	rig.o.reply_rate = rate;
	rig_start(&rig);
	fd = rig_connect(&rig);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	assert_true(rig_say(fd, "GET /huge HTTP/1.1\r\nHost: x\r\n\r\n"));
	for (int64_t until = rig_now() + ms; f.reaped == 0 && rig_now() < until; rig_sleep(10))
		serve_figures(rig.serve, &f);
	(void)close(fd);
	rig_wait_connections(&rig, 0);
	rig_done(&rig);
	return f.reaped == 1;
}

TEST(a_reply_is_cut_when_it_is_taken_too_slowly)
{
	/* At 64 MiB a second the reply has 0.3 s, at 16 KiB a second 17 minutes. */
	assert_true(is_cut(64 << 20, RIG_WAIT_MS));
	assert_false(is_cut(16 << 10, 1500));
}

TEST(a_handler_may_take_longer_than_every_deadline)
{
	struct rig rig;

	rig_init(&rig);
	rig.o.header_ms = rig.o.body_ms = rig.o.idle_ms = 100;
	rig.handler_ms = 400;
	rig_start(&rig);
	assert_int_equal(
	    rig_status(rig_talk(&rig, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
	rig_done(&rig);
}

TEST(slow_clients_do_not_slow_an_ordinary_one)
{
	struct serve_figures f;
	struct rig rig;
	int slow[MANY], fd;
	int64_t worst = 0, from;

	rig_init(&rig);
	rig.o.header_ms = 1000;
	rig.o.per_address = MANY + 50; /* those just closed count for a moment */
	rig_start(&rig);
	from = rig_now();
	for (int i = 0; i < MANY; i++) {
		slow[i] = rig_connect(&rig);
		assert_true(rig_say(slow[i], "GET / HTTP/1.1\r\nX: "));
	}
	while (rig_now() - from < 800) {
		int64_t begun = rig_now();

		fd = rig_connect(&rig);
		assert_true(rig_send(fd, GET, sizeof(GET) - 1));
		assert_non_null(rig_read_until(&rig, fd, "body 0\n"));
		(void)close(fd);
		worst = MAX(worst, rig_now() - begun);
		for (int i = 0; i < MANY; i++)
			(void)rig_say(slow[i], "x");
	}
	assert_true(worst < 500);
	for (int i = 0; i < MANY; i++) {
		assert_string_equal(rig_read_all(&rig, slow[i]), "");
		(void)close(slow[i]);
	}
	assert_true(rig_now() - from < 4000);
	rig_wait_connections(&rig, 0);
	serve_figures(rig.serve, &f);
	assert_int_equal(f.reaped, MANY);
	rig_done(&rig);
}

/* Opens n connections, and gives how many of them the server keeps. */
static int kept(struct rig *rig, int n)
{
	int fds[MANY], open = 0;
	char c;

	for (int i = 0; i < n; i++)
		fds[i] = rig_connect(rig);
	/* Whom the server does not want hears it at once. */
	rig_sleep(200);
	for (int i = 0; i < n; i++) {
		open += recv(fds[i], &c, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
		(void)close(fds[i]);
	}
	rig_wait_connections(rig, 0);
	return open;
}

TEST(connections_are_limited_overall)
{
	struct serve_figures f;
	struct rig rig;
	int n;

	rig_init(&rig);
	rig.o.connections = 20;
	rig_start(&rig);
	n = kept(&rig, 50);
	assert_int_equal(n, 20); /* although all threads accept at once */
	serve_figures(rig.serve, &f);
	assert_int_equal(f.refused, 50 - n);
	n = kept(&rig, 15);
	assert_int_equal(n, 15);
	rig_done(&rig);
}

TEST(connections_are_limited_by_address)
{
	struct rig rig;
	int n;

	rig_init(&rig);
	rig.o.per_address = 10;
	rig_start(&rig);
	n = kept(&rig, 30);
	assert_int_equal(n, 10);
	rig_done(&rig);
}

TEST(threads_beyond_the_table_are_refused)
{
	struct rig rig;
	struct msg msg = {.what = ""};

	rig_init(&rig);
	for (int n = 0; n <= 65; n += 65) {
		rig.o.threads = n;
		assert_int_equal(serve_start(&rig.o, &rig.serve, &msg), ERR_RANGE);
		assert_string_equal(msg.hint, "choose 1 to 64");
	}
	rig_done(&rig);
}

TEST(the_proxy_may_have_more)
{
	struct rig rig;

	rig_init(&rig);
	rig.o.per_address = 10;
	rig.o.proxy = "127.0.0.1";
	rig_start(&rig);
	assert_int_equal(kept(&rig, 30), 30);
	rig_done(&rig);
}
