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
