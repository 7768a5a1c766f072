#include "taste.h"

struct import_file taste_read(struct arena *arena, int tool, const char *text)
{
	struct import_file file = {0};
	struct msg msg = {0};
	int r = import_read(span_str(text), arena, &file, &msg);

	if (r < 0)
		fail_msg("%d: %s: %s", r, msg.what, msg.detail);
	assert_int_equal(file.tool, tool);
	return file;
}

static void line_of(const struct tool_finding *f, struct str *out)
{
	str_addf(out, "%s %s %s%s%s", criticality_names[f->severity], f->rule,
	    f->host ? f->host : "", f->host && f->addr ? "/" : "", f->addr ? f->addr : "");
	if (f->port)
		str_addf(out, ":%d", (int)f->port);
	if (f->transport)
		str_add(out, "/udp");
	str_add(out, f->path);
	for (size_t i = 0; i < f->cves.n; i++)
		str_addf(out, " %s", f->cves.items[i]);
	str_char(out, '\n');
}

void taste_assert(int tool, const char *text, const char *want)
{
	struct arena *arena = arena_new();
	struct import_file file = taste_read(arena, tool, text);
	STR_AUTO(out, 1 << 20);

	vec_foreach (f, &file.findings.all)
		line_of(f, &out);
	assert_string_equal(str_text(&out), want);
	arena_free(arena);
}

void taste_refused(const char *text, int err)
{
	struct arena *arena = arena_new();
	struct import_file file = {0};
	struct msg msg = {0};

	assert_int_equal(import_read(span_str(text), arena, &file, &msg), err);
	assert_true(msg.what[0] && msg.hint[0]);
	assert_int_equal(file.findings.all.n, 0);
	arena_free(arena);
}

static void check(const struct import_file *file)
{
	vec_foreach (f, &file->findings.all) {
		assert_true(f->rule && f->rule[0] && strlen(f->rule) <= TOOL_TEXT);
		assert_true(f->title && strlen(f->title) <= TOOL_TEXT);
		assert_true(!f->evidence || strlen(f->evidence) <= TOOL_EVIDENCE);
		assert_true(!f->path || strlen(f->path) <= TOOL_TEXT);
		assert_true(f->host || f->addr);
		assert_in_range(f->port, 0, 65535);
		assert_in_range(f->severity, 0, CRIT_LEVELS - 1);
		assert_true(f->cves.n <= TOOL_CVES);
	}
}

static void feed(const char *text, size_t n)
{
	struct arena *arena = arena_new();
	struct import_file file = {0};
	struct msg msg = {0};

	if (import_read(span_of(text, n), arena, &file, &msg) == 0)
		check(&file);
	else
		assert_true(msg.what[0] && msg.hint[0]);
	arena_free(arena);
}

void taste_harmless(const char *text)
{
	static const char garbage[] = {'\0', '<', '"', '}', '\xff', '&', '9'};
	size_t n = strlen(text);
	struct arena *arena = arena_new();
	char *copy = arena_strdup(arena, text);

	for (size_t i = 0; i <= n; i++)
		feed(text, i);
	for (size_t i = 0; i < n; i++) {
		char was = copy[i];

		copy[i] = garbage[i % sizeof(garbage)];
		feed(copy, n);
		copy[i] = was;
	}
	arena_free(arena);
}

const struct tool_finding *taste_find(const struct import_file *file, const char *rule)
{
	vec_foreach (f, &file->findings.all)
		if (strcmp(f->rule, rule) == 0)
			return f;
	fail_msg("there is no %s", rule);
	return NULL;
}
