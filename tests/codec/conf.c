#include "codec/conf.h"

#include "test.h"

struct got {
	char text[512];
	int refuse; /* what the setting "bad" gives */
};

static int set(void *to, const char *name, const char *value, struct msg *msg)
{
	struct got *got = to;
	size_t n = strlen(got->text);

	if (strcmp(name, "none") == 0)
		return ERR_NOTFOUND;
	if (strcmp(name, "bad") == 0) {
		msg_detail(msg, "must be a number");
		return ERR_RANGE;
	}
	(void)snprintf(got->text + n, sizeof(got->text) - n, "[%s|%s]", name, value);
	return 0;
}

static int parse(const char *text, struct got *got, struct msg *msg)
{
	struct arena *a = arena_new();
	int r = conf_parse(span_str(text), a, set, got, msg);

	arena_free(a);
	return r;
}

TEST(conf_reads_settings)
{
	struct got got = {0};
	struct msg msg = {0};

	assert_int_equal(
	    parse("# a comment\n\n listen = 127.0.0.1:8080 # here\r\nname=\"A # B\"  # c\n"
		  "url = https://a.test/#x\nempty =\nlast = 1",
		&got, &msg),
	    0);
	assert_string_equal(got.text,
	    "[listen|127.0.0.1:8080][name|A # B][url|https://a.test/#x]"
	    "[empty|][last|1]");
}

static void refused(const char *text, int err, const char *what, const char *detail)
{
	struct got got = {0};
	struct msg msg = {0};

	assert_int_equal(parse(text, &got, &msg), err);
	if (!strstr(msg.what, what) || !strstr(msg.detail, detail) || !msg.hint[0])
		fail_msg("%s: %s: %s", msg.what, msg.detail, msg.hint);
}

TEST(conf_says_which_line_is_wrong)
{
	refused("a = 1\nb\n", ERR_SYNTAX, "line 2", "no \"=\"");
	refused("a = 1\n\na = 2\n", ERR_EXISTS, "line 3", "line 1");
	refused("a = \"x\n", ERR_SYNTAX, "line 1", "does not end");
	refused("a = \"x\" y\n", ERR_SYNTAX, "line 1", "does not end");
	refused("none = 1\n", ERR_NOTFOUND, "line 1", "no setting \"none\"");
	refused("a = 1\nbad = x\n", ERR_RANGE, "line 2", "must be a number");
	refused("a = \xff\n", ERR_SYNTAX, "line", "UTF-8");
}
