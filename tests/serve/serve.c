#include "rig.h"
#include "test.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

TEST(a_request_is_answered)
{
	struct rig rig;
	char *reply;

	rig_init(&rig);
	rig_start(&rig);
	reply = rig_talk(&rig, GET("/hello"));
	assert_int_equal(rig_status(reply), 200);
	assert_non_null(
	    strstr(reply, "method GET\npath /hello\ntarget /hello\nremote 127.0.0.1\n"
			  "tls 0\npeer -\nid 16\n"));
	rig_done(&rig);
}

TEST(a_connection_is_kept_for_the_next_request)
{
	static const char get[] = "GET /again HTTP/1.1\r\nHost: x\r\n\r\n";
	static const char post[] =
	    "POST /again HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde";
	struct serve_figures f;
	struct rig rig;
	int fd;

	rig_init(&rig);
	rig_start(&rig);
	fd = rig_connect(&rig);
	for (int i = 0; i < 3; i++) {
		assert_true(rig_send(fd, get, sizeof(get) - 1));
		assert_non_null(rig_read_until(&rig, fd, "body 0\n"));
		assert_true(rig_send(fd, post, sizeof(post) - 1));
		assert_non_null(rig_read_until(&rig, fd, "body 5\n"));
	}
	serve_figures(rig.serve, &f);
	assert_int_equal(f.requests, 6);
	assert_int_equal(f.connections, 1);
	(void)close(fd);
	rig_wait_connections(&rig, 0);
	rig_done(&rig);
}

TEST(requests_sent_at_once_are_answered_in_order)
{
	static const char both[] = "GET /first HTTP/1.1\r\nHost: x\r\n\r\n" GET("/second");
	struct rig rig;
	char *reply, *first, *second;

	rig_init(&rig);
	rig_start(&rig);
	reply = rig_talk(&rig, both);
	first = strstr(reply, "path /first\n");
	second = strstr(reply, "path /second\n");
	assert_true(first && second && first < second);
	rig_done(&rig);
}

TEST(a_unix_socket_is_listened_on_and_removed)
{
	char folder[] = "/tmp/varde-serve-XXXXXX";
	struct serve *second = NULL;
	struct msg msg = {.what = ""};
	struct rig rig;
	struct stat st;
	char *path;

	assert_non_null(mkdtemp(folder));
	rig_init(&rig);
	path = arena_printf(rig.arena, "unix:%s/web.sock", folder);
	rig.o.listen = path;
	rig_start(&rig);
	assert_int_equal(stat(path + 5, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	assert_int_equal(serve_port(rig.serve), 0);
	assert_non_null(strstr(rig_talk(&rig, GET("/")), "remote unix\n"));
	assert_int_equal(serve_start(&rig.o, &second, &msg), ERR_IO);
	assert_null(second);
	assert_int_equal(rig_ask(&rig, GET("/"), sizeof(GET("/")) - 1), 200);
	rig.serve = serve_stop(rig.serve, 0);
	assert_int_equal(stat(path + 5, &st), -1);
	rig_done(&rig);
	assert_int_equal(rmdir(folder), 0);
}

TEST(a_socket_that_a_killed_server_left_is_replaced)
{
	char folder[] = "/tmp/varde-serve-XXXXXX";
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	struct rig rig;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_non_null(mkdtemp(folder));
	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s/web.sock", folder);
	assert_int_equal(bind(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	(void)close(fd);
	rig_init(&rig);
	rig.o.listen = arena_printf(rig.arena, "unix:%s", un.sun_path);
	rig_start(&rig);
	assert_int_equal(rig_ask(&rig, GET("/"), sizeof(GET("/")) - 1), 200);
	rig_done(&rig);
	assert_int_equal(rmdir(folder), 0);
}

TEST(a_file_in_the_place_of_the_socket_stays)
{
	char path[] = "/tmp/varde-serve-XXXXXX";
	int fd = mkstemp(path);
	struct serve *serve = NULL;
	struct msg msg = {.what = ""};
	struct rig rig;

	assert_true(fd >= 0);
	(void)close(fd);
	rig_init(&rig);
	rig.o.listen = arena_printf(rig.arena, "unix:%s", path);
	assert_int_equal(serve_start(&rig.o, &serve, &msg), ERR_IO);
	assert_int_equal(unlink(path), 0);
	rig_done(&rig);
}

TEST(a_place_that_is_wrong_or_taken_is_told)
{
	static const char *const wrong[] = {"", "8080", "localhost:80",
	    "127.0.0.1:", "1.2.3.4:65536", "[::1:80", "127.0.0.1:x", "unix:", ":80"};
	struct serve *serve = NULL;
	struct msg msg;
	struct rig rig;

	rig_init(&rig);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		msg = (struct msg){.what = ""};
		rig.o.listen = wrong[i];
		assert_int_equal(serve_start(&rig.o, &serve, &msg), ERR_SYNTAX);
		assert_true(msg.what[0] && msg.hint[0]);
	}
	rig.o.listen = "127.0.0.1:0";
	rig_start(&rig);
	rig.o.listen = arena_printf(rig.arena, "127.0.0.1:%d", serve_port(rig.serve));
	assert_int_equal(serve_start(&rig.o, &serve, &msg), ERR_IO);
	rig.o.proxy = "nginx";
	assert_int_equal(serve_start(&rig.o, &serve, &msg), ERR_SYNTAX);
	assert_null(serve);
	rig_done(&rig);
}

TEST(ipv6_is_listened_on)
{
	struct rig rig;
	struct msg msg = {.what = ""};

	rig_init(&rig);
	rig.o.listen = "[::1]:0";
	if (serve_start(&rig.o, &rig.serve, &msg) < 0)
		skip(); /* a machine without IPv6 */
	assert_true(serve_port(rig.serve) > 0);
	rig_done(&rig);
}

TEST(the_log_is_written_after_the_reply)
{
	struct rig rig;

	rig_init(&rig);
	rig_start(&rig);
	(void)rig_talk(&rig, GET("/file"));
	rig_wait_connections(&rig, 0);
	assert_int_equal(rig.log.lines, 1);
	assert_string_equal(rig.log.path, "/file");
	assert_int_equal(rig.log.status, 200);
	assert_int_equal(rig.log.bytes, 100000);
	assert_true(rig.log.us > 0);
	(void)rig_talk(&rig, "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n");
	rig_wait_connections(&rig, 0);
	assert_int_equal(rig.log.lines, 2);
	assert_int_equal(rig.log.status, 400);
	rig_done(&rig);
}

struct stopper {
	struct rig *rig;
	int64_t took;
};

static void *stop(void *arg)
{
	struct stopper *s = arg;
	int64_t from = rig_now();

	s->rig->serve = serve_stop(s->rig->serve, 5000);
	s->took = rig_now() - from;
	return NULL;
}

TEST(stopping_lets_a_request_end_and_cuts_who_waits)
{
	struct rig rig;
	struct stopper s = {.rig = &rig};
	pthread_t thread;
	int busy, idle;
	char *reply;

	rig_init(&rig);
	rig.handler_ms = 300;
	rig_start(&rig);
	idle = rig_connect(&rig);
	busy = rig_connect(&rig);
	assert_true(rig_say(busy, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
	while (!rig.in_handler)
		rig_sleep(1);
	assert_int_equal(pthread_create(&thread, NULL, stop, &s), 0);
	reply = rig_read_all(&rig, busy);
	assert_int_equal(rig_status(reply), 200);
	assert_non_null(strstr(reply, "Connection: close"));
	assert_non_null(strstr(reply, "slow\n"));
	assert_string_equal(rig_read_all(&rig, idle), "");
	(void)pthread_join(thread, NULL);
	assert_true(s.took < 2000);
	(void)close(busy);
	(void)close(idle);
	rig_done(&rig);
}

TEST(stopping_does_not_wait_for_ever)
{
	struct rig rig;
	int64_t from;
	int fd;

	rig_init(&rig);
	rig_start(&rig);
	fd = rig_connect(&rig);
	assert_true(rig_say(fd, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"));
	rig_sleep(50);
	from = rig_now();
	rig.serve = serve_stop(rig.serve, 200);
	assert_true(rig_now() - from >= 190 && rig_now() - from < 3000);
	assert_string_equal(rig_read_all(&rig, fd), "");
	(void)close(fd);
	rig_done(&rig);
}

TEST(stopping_nothing_is_fine)
{
	assert_null(serve_stop(NULL, 100));
}
