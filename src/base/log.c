#include "base/log.h"

#include "base/str.h"
#include "base/time.h"

static const char *log_program = "varde";
static enum log_level log_least = LOG_INFO;
static int64_t (*log_now)(void); /* NULL: lines of text */

void log_init(const char *program, enum log_level level)
{
	log_program = program;
	log_least = level;
}

/* Appends the text with every control byte escaped; a UTF-8 C1 control (0xC2 0x80..0x9F) is one
 * too. */
static void put_safe(struct str *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		uint8_t c = (uint8_t)*p;

		if (c < 32 || c == 127 ||
		    (c == 0xc2 && (uint8_t)p[1] >= 0x80 && (uint8_t)p[1] < 0xa0))
			str_addf(out, "\\x%02x", c);
		else
			str_char(out, *p);
	}
}

/* --- JSON --- */

static void put_json(struct str *out, const char *text)
{
	str_char(out, '"');
	for (const char *p = text; *p; p++) {
		uint8_t c = (uint8_t)*p;

		if (c == '"' || c == '\\')
			str_addf(out, "\\%c", c);
		else if (c < 32 || c == 127)
			str_addf(out, "\\u%04x", c);
		else
			str_char(out, *p);
	}
	str_char(out, '"');
}

static bool is_number(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n && n < 16 && !text[n] && (text[0] != '0' || n == 1);
}

static void begin_json(struct str *out, enum log_level level)
{
	static const char *const names[] = {"error", "warning", "info", "debug"};
	char now[TIME_TEXT];

	str_addf(out,
	    "{\"time\":\"%s\",\"level\":\"%s\",\"program\":", time_text(log_now(), now),
	    names[level]);
	put_json(out, log_program);
}

/* One call, so that lines of threads do not mix. */
static void end_json(struct str *out)
{
	str_add(out, "}\n");
	(void)fputs(str_text(out), stderr);
}

static void json_line(enum log_level level, const char *text, const char *hint)
{
	STR_AUTO(out, 65536);

	begin_json(&out, level);
	str_add(&out, ",\"text\":");
	put_json(&out, text);
	if (hint && *hint) {
		str_add(&out, ",\"hint\":");
		put_json(&out, hint);
	}
	end_json(&out);
}

static void json_pairs(enum log_level level, const char *const *pairs)
{
	STR_AUTO(out, 65536);

	begin_json(&out, level);
	for (; pairs[0] && pairs[1]; pairs += 2) {
		str_char(&out, ',');
		put_json(&out, pairs[0]);
		str_char(&out, ':');
		if (is_number(pairs[1]))
			str_add(&out, pairs[1]);
		else
			put_json(&out, pairs[1]);
	}
	end_json(&out);
}

void log_json(int64_t (*now)(void))
{
	log_now = now;
}

/* --- text --- */

static void put_value(struct str *out, const char *text)
{
	if (*text && !strpbrk(text, " \"=")) {
		str_add(out, text);
		return;
	}
	str_char(out, '"');
	for (; *text; text++)
		str_addf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
	str_char(out, '"');
}

void log_pairs(enum log_level level, const char *const *pairs)
{
	STR_AUTO(line, 65536);

	if (level > log_least)
		return;
	if (log_now) {
		json_pairs(level, pairs);
		return;
	}
	for (; pairs[0] && pairs[1]; pairs += 2) {
		str_addf(&line, "%s%s=", line.n ? " " : "", pairs[0]);
		put_value(&line, pairs[1]);
	}
	log_line(level, "%s", str_text(&line));
}

void log_line(enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = {"error: ", "warning: ", "", "debug: "};
	STR_AUTO(line, 4096);
	STR_AUTO(out, 20000);
	va_list ap;

	if (level > log_least)
		return;
	va_start(ap, fmt);
	str_vaddf(&line, fmt, ap);
	va_end(ap);
	if (log_now) {
		json_line(level, str_text(&line), NULL);
		return;
	}
	str_addf(&out, "%s: %s", log_program, names[level]);
	put_safe(&out, str_text(&line));
	str_char(&out, '\n');
	/* One call, so that lines of threads do not mix, and none costs more than it must. */
	(void)fputs(str_text(&out), stderr);
}

void log_msg(enum log_level level, const struct msg *msg)
{
	STR_AUTO(text, 4096);

	if (log_now && level <= log_least) {
		str_addf(&text, "%s%s%s", msg->what, msg->detail[0] ? ": " : "", msg->detail);
		json_line(level, str_text(&text), msg->hint);
		return;
	}
	log_line(level, "%s%s%s", msg->what, msg->detail[0] ? ": " : "", msg->detail);
	if (msg->hint[0] && level <= log_least) {
		str_add(&text, "  ");
		put_safe(&text, msg->hint);
		str_char(&text, '\n');
		(void)fputs(str_text(&text), stderr);
	}
}
