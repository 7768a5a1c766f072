#include "rig.h"
#include "test.h"

#include <sys/socket.h>
#include <unistd.h>

enum { READERS = 300 };

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

TEST(events_come_one_by_one_and_end)
{
	struct rig rig;
	char *all;
	int fd;
	int64_t from;

	rig_init(&rig);
	rig_start(&rig);
	fd = rig_connect(&rig);
	from = rig_now();
	assert_true(rig_send(fd, GET("/count"), sizeof(GET("/count")) - 1));
	all = rig_read_until(&rig, fd, "data: 1\n\n");
	assert_non_null(all);
	assert_non_null(strstr(all, "Content-Type: text/event-stream"));
	assert_non_null(strstr(all, "X-Accel-Buffering: no"));
	assert_non_null(strstr(all, "Cache-Control: no-store"));
	assert_null(strstr(all, "data: 2"));
	assert_non_null(rig_read_until(&rig, fd, "data: 3\n\n"));
	/* Three looks, a fifth of a second apart. */
	assert_true(rig_now() - from >= 350 && rig_now() - from < 3000);
	rig_wait_streams(&rig, 0);
	assert_int_equal(rig.ended, 1);
	/* The connection is good for more. */
	assert_true(rig_send(fd, GET("/next"), sizeof(GET("/next")) - 1));
	assert_non_null(rig_read_until(&rig, fd, "path /next\n"));
	(void)close(fd);
	rig_done(&rig);
}

TEST(a_head_request_for_events_gets_no_stream)
{
	struct rig rig;
	char *all;

	rig_init(&rig);
	rig_start(&rig);
	all = rig_talk(&rig, "HEAD /count HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	assert_int_equal(rig_status(all), 200);
	assert_non_null(strstr(all, "text/event-stream"));
	assert_null(strstr(all, "data: 1"));
	assert_int_equal(rig.ended, 1);
	rig_done(&rig);
}

TEST(a_reader_that_hangs_up_is_noticed)
{
	struct rig rig;
	int fd;

	rig_init(&rig);
	rig_start(&rig);
	fd = rig_connect(&rig);
	assert_true(rig_send(fd, GET("/quiet"), sizeof(GET("/quiet")) - 1));
	rig_wait_streams(&rig, 1);
	(void)close(fd);
	rig_wait_streams(&rig, 0);
	assert_int_equal(rig.ended, 1);
	rig_wait_connections(&rig, 0);
	assert_int_equal(rig.log.lines, 1);
	rig_done(&rig);
}

TEST(many_readers_outlive_every_deadline_and_end_with_the_server)
{
	struct serve_figures f;
	struct rig rig;
	int fds[READERS];
	int64_t from;

	rig_init(&rig);
	rig.o.header_ms = rig.o.body_ms = rig.o.idle_ms = 400;
	rig.o.per_address = READERS;
	rig_start(&rig);
	for (int i = 0; i < READERS; i++) {
		fds[i] = rig_connect(&rig);
		assert_true(rig_send(fds[i], GET("/quiet"), sizeof(GET("/quiet")) - 1));
	}
	rig_wait_streams(&rig, READERS);
	rig_sleep(1000);
	serve_figures(rig.serve, &f);
	assert_int_equal(f.streams, READERS);
	assert_int_equal(f.reaped, 0);
	from = rig_now();
	rig.serve = serve_stop(rig.serve, 5000);
	assert_true(rig_now() - from < 3000);
	assert_int_equal(rig.ended, READERS);
	for (int i = 0; i < READERS; i++) {
		char *all = rig_read_all(&rig, fds[i]);

		/* The last chunk says that the end was meant. */
		assert_string_equal(all + strlen(all) - 5, "0\r\n\r\n");
		(void)close(fds[i]);
	}
	rig_done(&rig);
}

TEST(a_reader_that_takes_nothing_is_cut)
{
	struct serve_figures f = {0};
	struct rig rig;
	int fd, small = 1024;

	rig_init(&rig);
	rig.o.idle_ms = 300;
	rig_start(&rig);
	fd = rig_connect(&rig);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	assert_true(rig_send(fd, GET("/flood"), sizeof(GET("/flood")) - 1));
	for (int64_t until = rig_now() + RIG_WAIT_MS; f.reaped == 0 && rig_now() < until;
	     rig_sleep(10))
		serve_figures(rig.serve, &f);
	assert_int_equal(f.reaped, 1);
	rig_wait_streams(&rig, 0);
	(void)close(fd);
	rig_done(&rig);
}
