#include "base/log.h"

#include "base/str.h"

static const char *log_program = "varde";
static enum log_level log_least = LOG_INFO;

void log_init(const char *program, enum log_level level)
{
	log_program = program;
	log_least = level;
}

/* Prints the text with every control byte escaped; a UTF-8 C1 control (0xC2 0x80..0x9F) is one
 * too. */
static void print_safe(const char *text)
{
	for (const char *p = text; *p; p++) {
		uint8_t c = (uint8_t)*p;

		if (c < 32 || c == 127 ||
		    (c == 0xc2 && (uint8_t)p[1] >= 0x80 && (uint8_t)p[1] < 0xa0))
			(void)fprintf(stderr, "\\x%02x", c);
		else
			(void)fputc(c, stderr);
	}
}

void log_line(enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = {"error: ", "warning: ", "", "debug: "};
	STR_AUTO(line, 4096);
	va_list ap;

	if (level > log_least)
		return;
	va_start(ap, fmt);
	str_vaddf(&line, fmt, ap);
	va_end(ap);
	(void)fprintf(stderr, "%s: %s", log_program, names[level]);
	print_safe(str_text(&line));
	(void)fputc('\n', stderr);
}

void log_msg(enum log_level level, const struct msg *msg)
{
	log_line(level, "%s%s%s", msg->what, msg->detail[0] ? ": " : "", msg->detail);
	if (msg->hint[0] && level <= log_least) {
		(void)fputs("  ", stderr);
		print_safe(msg->hint);
		(void)fputc('\n', stderr);
	}
}
