#include "rig.h"
#include "test.h"

#include <unistd.h>

#define CLOSE        "Host: x\r\nConnection: close\r\n\r\n"
#define ASK(m, path) m " " path " HTTP/1.1\r\n" CLOSE

static const char *const security[] = {
    "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'\r\n",
    "X-Content-Type-Options: nosniff\r\n",
    "Referrer-Policy: same-origin\r\n",
    "Permissions-Policy: ",
    "Cross-Origin-Opener-Policy: same-origin\r\n",
    "Cross-Origin-Resource-Policy: same-origin\r\n",
    "Cache-Control: no-store\r\n",
};

static int count(const char *text, const char *part)
{
	int n = 0;

	while ((text = strstr(text, part))) {
		text += strlen(part);
		n++;
	}
	return n;
}

TEST(every_reply_carries_the_security_headers)
{
	static const char *const asks[] = {
	    ASK("GET", "/"),
	    ASK("GET", "/file"),
	    ASK("GET", "/count"),
	    ASK("HEAD", "/"),
	    ASK("GET", "/over"),
	    ASK("GET", "/%00"),
	    "POST / HTTP/1.1\r\nContent-Length: 999999999\r\n" CLOSE,
	};
	struct rig rig;

	rig_init(&rig);
	rig_start(&rig);
	for (size_t i = 0; i < ARRAY_LEN(asks); i++) {
		char *reply = rig_talk(&rig, asks[i]);

		for (size_t k = 0; k < ARRAY_LEN(security); k++)
			assert_int_equal(count(reply, security[k]), 1);
		assert_null(strstr(reply, "Strict-Transport-Security"));
		assert_null(strstr(reply, "Server:"));
	}
	rig_done(&rig);
}

TEST(a_handler_changes_removes_and_adds_headers)
{
	struct rig rig;
	char *reply;

	rig_init(&rig);
	rig_start(&rig);
	reply = rig_talk(&rig, ASK("GET", "/headers"));
	assert_int_equal(rig_status(reply), 303);
	assert_non_null(strstr(reply, "cache-control: max-age=60\r\n"));
	assert_int_equal(count(reply, "no-store"), 0);
	assert_int_equal(count(reply, "Referrer-Policy"), 0);
	assert_non_null(strstr(reply, "Set-Cookie: a=1\r\n"));
	assert_non_null(strstr(reply, "Set-Cookie: b=2\r\n"));
	assert_int_equal(count(reply, "X-Many: "), 40);
	rig_done(&rig);
}

TEST(no_value_breaks_out_of_its_header)
{
	struct rig rig;
	char *reply;

	rig_init(&rig);
	rig_start(&rig);
	reply = rig_talk(&rig, ASK("GET", "/headers"));
	assert_non_null(strstr(reply, "Location: /next  Set-Cookie: stolen=1\r\n"));
	assert_null(strstr(reply, "\nSet-Cookie: stolen"));
	rig_done(&rig);
}

TEST(head_answers_like_get_without_the_body)
{
	struct rig rig;
	char *get, *head;

	rig_init(&rig);
	rig_start(&rig);
	get = rig_talk(&rig, ASK("GET", "/file"));
	head = rig_talk(&rig, ASK("HEAD", "/file"));
	assert_int_equal(rig_status(head), 200);
	assert_non_null(strstr(get, "Content-Length: 100000\r\n"));
	assert_non_null(strstr(head, "Content-Length: 100000\r\n"));
	assert_int_equal(strlen(strstr(get, "\r\n\r\n")), 100004);
	assert_string_equal(strstr(head, "\r\n\r\n"), "\r\n\r\n");
	rig_wait_connections(&rig, 0);
	assert_int_equal(rig.log.bytes, 0);
	head = rig_talk(&rig, ASK("HEAD", "/x"));
	assert_string_equal(strstr(head, "\r\n\r\n"), "\r\n\r\n");
	rig_done(&rig);
}

TEST(a_large_body_and_a_file_arrive_whole)
{
	struct rig rig;
	char *reply;

	rig_init(&rig);
	rig_start(&rig);
	reply = rig_talk(&rig, ASK("GET", "/huge"));
	assert_int_equal(strlen(strstr(reply, "\r\n\r\n") + 4), 16 << 20);
	assert_string_equal(reply + strlen(reply) - 6, "  4095");
	reply = rig_talk(&rig, ASK("GET", "/file"));
	assert_string_equal(reply + strlen(reply) - 10, "0123456789");
	rig_done(&rig);
}

TEST(an_answer_that_did_not_fit_is_an_error)
{
	struct rig rig;
	char *reply;

	rig_init(&rig);
	rig_start(&rig);
	reply = rig_talk(&rig, ASK("GET", "/over"));
	assert_int_equal(rig_status(reply), 500);
	assert_null(strstr(reply, "too l"));
	rig_done(&rig);
}

static void note_end(void *state)
{
	++*(int *)state;
}

TEST(what_was_not_sent_is_freed)
{
	struct arena *arena = arena_new();
	struct serve_reply reply;
	int ended = 0, ends[2];

	assert_int_equal(pipe(ends), 0);
	serve_reply_init(&reply, arena, true);
	assert_int_equal(reply.status, 200);
	str_add(&reply.body, "x");
	reply.file = ends[1];
	reply.events_state = &ended;
	reply.events_end = note_end;
	serve_reply_done(&reply);
	assert_int_equal(ended, 1);
	assert_int_equal(write(ends[1], "x", 1), -1);
	(void)close(ends[0]);
	assert_string_equal(
	    reply.headers.items[reply.headers.n - 1].name, "Strict-Transport-Security");
	(void)arena_free(arena);
}
