#include "base/log.h"

#include <unistd.h>

#include "test.h"

/* Runs fn with standard error in a temporary file and gives what it wrote; text has room for n
 * bytes. */
static void capture(void (*fn)(void), char *text, size_t n)
{
	FILE *file = tmpfile();
	int saved = dup(STDERR_FILENO);

	assert_non_null(file);
	assert_true(saved >= 0);
	(void)fflush(stderr);
	assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
	fn();
	(void)fflush(stderr);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	(void)close(saved);
	rewind(file);
	text[fread(text, 1, n - 1, file)] = '\0';
	(void)fclose(file);
}

static void hostile(void)
{
	log_init("varde", LOG_WARNING);
	log_line(LOG_WARNING, "banner %s", "\x1b[31m\xc2\x9b|\x7f|\n|\xc3\xa9");
	log_line(LOG_INFO, "not wanted");
}

TEST(log_line_escapes_what_a_terminal_obeys)
{
	char text[512];

	capture(hostile, text, sizeof(text));
	assert_string_equal(
	    text, "varde: warning: banner \\x1b[31m\\xc2\x9b|\\x7f|\\x0a|\xc3\xa9\n");
}

static void three_parts(void)
{
	struct msg msg = {0};

	msg_what(&msg, "cannot write the report");
	msg_detail(&msg, "report.html: disk full");
	msg_hint(&msg, "free some space");
	log_init("varde", LOG_ERROR);
	log_msg(LOG_ERROR, &msg);
	log_msg(LOG_WARNING, &msg);
}

TEST(log_msg_prints_what_detail_and_hint_once)
{
	char text[512];

	capture(three_parts, text, sizeof(text));
	assert_string_equal(text, "varde: error: cannot write the report: report.html: disk "
				  "full\n  free some space\n");
	log_init("varde", LOG_INFO);
}

static int64_t noon(void)
{
	return 1700000000000;
}

static void as_json(void)
{
	struct msg msg = {0};

	msg_what(&msg, "a \"quote\"");
	msg_hint(&msg, "do");
	log_init("varde", LOG_INFO);
	log_json(noon);
	log_msg(LOG_ERROR, &msg);
	log_line(LOG_DEBUG, "not wanted");
	log_pairs(LOG_INFO,
	    (const char *const[]){"path", "/a\n\\", "status", "200", "id", "007", NULL});
	log_json(NULL);
}

TEST(log_json_is_one_object_a_line)
{
	char text[1024];

	capture(as_json, text, sizeof(text));
	assert_string_equal(text,
	    "{\"time\":\"2023-11-14T22:13:20.000Z\",\"level\":\"error\",\"program\":\"varde\","
	    "\"text\":\"a \\\"quote\\\"\",\"hint\":\"do\"}\n"
	    "{\"time\":\"2023-11-14T22:13:20.000Z\",\"level\":\"info\",\"program\":\"varde\","
	    "\"path\":\"/a\\u000a\\\\\",\"status\":200,\"id\":\"007\"}\n");
}

static void as_pairs(void)
{
	log_init("varde", LOG_INFO);
	log_pairs(LOG_INFO, (const char *const[]){"path", "/a b", "empty", "", "x", "y", NULL});
}

TEST(log_pairs_quote_what_would_look_like_more_pairs)
{
	char text[1024];

	capture(as_pairs, text, sizeof(text));
	assert_string_equal(text, "varde: path=\"/a b\" empty=\"\" x=y\n");
}
