#include "test.h"

#include "net/download.h"
#include "net/peer.h"

#include <unistd.h>

struct got {
	struct arena *arena;
	struct peer peer;
	struct scratch file;
	struct download_reply reply;
	struct msg msg;
	struct span bytes;
	int err;
};

static struct got get(
    struct download_request rq, int64_t max, peer_serve *serve, const void *arg)
{
	struct got g = {.arena = arena_new(), .peer = peer_tcp("127.0.0.1", 0, serve, arg)};

	assert_int_equal(scratch_new(max, &g.file, &g.msg), 0);
	rq.url = arena_printf(g.arena, "http://127.0.0.1:%u%s", g.peer.port, rq.url);
	rq.stall_s = 1;
	g.err = download(&rq, &g.file, g.arena, &g.reply, &g.msg);
	assert_int_equal(scratch_bytes(&g.file, &g.bytes, &g.msg), 0);
	return g;
}

static void end(struct got *g)
{
	peer_end(&g->peer);
	scratch_done(&g->file);
	g->arena = arena_free(g->arena);
}

static void assert_refused(const char *says, int64_t max, int err)
{
	struct got g = get((struct download_request){.url = "/"}, max, peer_answer, says);

	assert_int_equal(g.err, err);
	assert_true(g.msg.what[0] && g.msg.detail[0] && g.msg.hint[0]);
	end(&g);
}

TEST(download_whole_with_its_names)
{
	struct got g = get((struct download_request){.url = "/a"}, 100, peer_answer,
	    "HTTP/1.1 200 OK\r\nETag: \"x1\"\r\nLast-Modified: Mon, 01 Jun 2026 00:00:00 "
	    "GMT\r\n"
	    "Content-Length: 5\r\n\r\nhello");

	assert_int_equal(g.err, 0);
	assert_true(span_eq(g.bytes, "hello"));
	assert_string_equal(g.reply.etag, "\"x1\"");
	assert_string_equal(g.reply.last_modified, "Mon, 01 Jun 2026 00:00:00 GMT");
	assert_false(g.reply.same);
	end(&g);
}

TEST(download_only_what_has_changed)
{
	struct got g = get((struct download_request){.url = "/a", .etag = "\"x1\""}, 100,
	    peer_answer, "HTTP/1.1 304 Not Modified\r\n\r\n");

	assert_int_equal(g.err, 0);
	assert_true(g.reply.same);
	assert_int_equal(g.bytes.n, 0);
	assert_true(span_find(span_of(g.peer.log->bytes, g.peer.log->n),
			"\r\nIf-None-Match: \"x1\"\r\n") > 0);
	end(&g);
}

/* Gives "hello " and hangs up; asked for the rest, the rest. */
static void cut(int fd, struct peer_log *log, const void *arg)
{
	struct span rq = peer_read_until(fd, log, "\r\n\r\n");

	(void)arg;
	if (span_find(rq, "\r\nRange: bytes=6-\r\n") > 0 &&
	    span_find(rq, "\r\nIf-Range: \"x1\"\r\n") > 0)
		peer_say(fd,
		    "HTTP/1.1 206 Partial Content\r\nETag: \"x1\"\r\nContent-Range: bytes "
		    "6-10/11\r\nContent-Length: 5\r\n\r\nworld");
	else
		peer_say(
		    fd, "HTTP/1.1 200 OK\r\nETag: \"x1\"\r\nContent-Length: 11\r\n\r\nhello ");
	(void)close(fd);
}

TEST(download_goes_on_where_it_was_cut)
{
	struct got g = get((struct download_request){.url = "/"}, 100, cut, NULL);

	assert_int_equal(g.err, 0);
	assert_true(span_eq(g.bytes, "hello world"));
	assert_int_equal(g.reply.resumed, 1);
	assert_int_equal(g.peer.log->connections, 2);
	end(&g);
}

/* Another file has come meanwhile: it is given from its start. */
static void cut_and_new(int fd, struct peer_log *log, const void *arg)
{
	struct span rq = peer_read_until(fd, log, "\r\n\r\n");

	(void)arg;
	if (span_find(rq, "\r\nRange: ") > 0)
		peer_say(fd, "HTTP/1.1 200 OK\r\nETag: \"x2\"\r\nContent-Length: 3\r\n\r\nnew");
	else
		peer_say(
		    fd, "HTTP/1.1 200 OK\r\nETag: \"x1\"\r\nContent-Length: 11\r\n\r\nhello ");
	(void)close(fd);
}

TEST(download_never_mixes_two_files)
{
	struct got g = get((struct download_request){.url = "/"}, 100, cut_and_new, NULL);

	assert_int_equal(g.err, 0);
	assert_true(span_eq(g.bytes, "new"));
	assert_string_equal(g.reply.etag, "\"x2\"");
	end(&g);
}

TEST(download_that_is_always_cut_fails)
{
	assert_refused(
	    "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\nhello ", 100,
	    ERR_CLOSED);
}

TEST(download_slow_huge_or_lost_is_refused)
{
	struct got g = get((struct download_request){.url = "/"}, 100, peer_silent, NULL);

	assert_int_equal(g.err, ERR_TIMEOUT);
	assert_true(g.msg.what[0] && g.msg.detail[0] && g.msg.hint[0]);
	end(&g);
	g = get((struct download_request){.url = "/"}, 100, peer_hang_up, NULL);
	assert_int_equal(g.err, ERR_CLOSED);
	end(&g);
	assert_refused("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 4, ERR_LIMIT);
	assert_refused("HTTP/1.1 500 Oh\r\nContent-Length: 5\r\n\r\nhello", 100, ERR_PROTOCOL);
	assert_refused("HTTP/1.1 404 Oh\r\nContent-Length: 5\r\n\r\nhello", 100, ERR_NOTFOUND);
	assert_refused("HTTP/1.1 403 Oh\r\nContent-Length: 0\r\n\r\n", 100, ERR_DENIED);
	assert_refused("HTTP/1.1 429 Oh\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n", 100,
	    ERR_BLOCKED);
}

TEST(download_redirects_are_few_and_within_https)
{
	assert_refused("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n",
	    100, ERR_LIMIT);
	assert_refused("HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: "
		       "0\r\n\r\n",
	    100, ERR_DENIED);
	assert_refused("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: "
		       "0\r\n\r\n",
	    100, ERR_DENIED);
}

TEST(download_of_plain_http_elsewhere_is_refused)
{
	struct arena *arena = arena_new();
	struct scratch file;
	struct download_reply reply;
	struct msg msg = {0};

	assert_int_equal(scratch_new(10, &file, &msg), 0);
	assert_int_equal(download(&(struct download_request){.url = "http://192.0.2.1/"}, &file,
			     arena, &reply, &msg),
	    ERR_UNSUPPORTED);
	assert_int_equal(
	    download(&(struct download_request){.url = "nonsense"}, &file, arena, &reply, &msg),
	    ERR_SYNTAX);
	scratch_done(&file);
	arena_free(arena);
}

static int deny(void *arg, const char *to)
{
	struct str *seen = arg;

	str_add(seen, to);
	return 1;
}

TEST(download_asks_before_it_follows_a_redirect)
{
	STR_AUTO(seen, 1000);
	struct got g =
	    get((struct download_request){.url = "/", .redirect = deny, .redirect_arg = &seen},
		100, peer_answer,
		"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/x\r\nContent-Length: "
		"0\r\n\r\n");

	assert_int_equal(g.err, ERR_DENIED);
	assert_string_equal(str_text(&seen), "http://127.0.0.1:9/x");
	assert_non_null(strstr(g.msg.detail, "not allowed"));
	end(&g);
}

/* Answers two requests of one connection. */
static void serve_two(int fd, struct peer_log *log, const void *arg UNUSED)
{
	for (int i = 0; i < 2; i++) {
		(void)peer_read_until(fd, log, "\r\n\r\n");
		peer_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	}
}

TEST(download_line_keeps_its_connection)
{
	struct arena *arena = arena_new();
	struct peer peer = peer_tcp("127.0.0.1", 0, serve_two, NULL);
	struct download_line *line = download_line_new();

	for (int i = 0; i < 2; i++) {
		struct download_request rq = {
		    .url = arena_printf(arena, "http://127.0.0.1:%u/%d", peer.port, i),
		    .line = line};
		struct download_reply reply = {0};
		struct scratch to = {0};
		struct msg msg = {0};
		struct span bytes;

		assert_int_equal(scratch_new(100, &to, &msg), 0);
		assert_int_equal(download(&rq, &to, arena, &reply, &msg), 0);
		assert_int_equal(scratch_bytes(&to, &bytes, &msg), 0);
		assert_true(span_eq(bytes, "hello"));
		scratch_done(&to);
	}
	assert_int_equal(peer.log->connections, 1);
	download_line_free(line);
	download_line_free(NULL);
	peer_end(&peer);
	arena_free(arena);
}

static bool nowhere(void *arg, const struct ip *ip)
{
	int *asked = arg;

	(void)ip;
	(*asked)++;
	return false;
}

TEST(download_reaches_only_allowed_addresses)
{
	int asked = 0;
	struct got g =
	    get((struct download_request){.url = "/", .allow = nowhere, .allow_arg = &asked},
		100, peer_answer, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

	assert_int_equal(g.err, ERR_DENIED);
	assert_int_equal(asked, 1);
	assert_int_equal(g.bytes.n, 0);
	assert_non_null(strstr(g.msg.detail, "none that may be reached"));
	end(&g);
}
