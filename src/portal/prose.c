#include "portal/prose.h"

static void add_run(
    struct arena *arena, struct json *runs, const char *text, size_t n, bool code)
{
	struct json *run;

	if (!n)
		return;
	run = json_new_object(arena);
	json_set_text(arena, run, "text", arena_strndup(arena, text, n));
	json_set_bool(arena, run, "code", code);
	json_add_value(arena, runs, run);
}

static void add_paragraph(struct arena *arena, struct json *all, const char *text, size_t n)
{
	struct json *one = json_new_object(arena), *runs = json_new_array(arena);
	bool code = false;
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] != '`')
			continue;
		add_run(arena, runs, text + at, i - at, code);
		code = !code;
		at = i + 1;
	}
	add_run(arena, runs, text + at, n - at, code);
	json_set_value(arena, one, "runs", runs);
	json_add_value(arena, all, one);
}

struct json *prose_of(struct arena *arena, const char *text)
{
	struct json *all = json_new_array(arena);

	while (text && *text) {
		size_t n = strcspn(text, "\n");

		if (n)
			add_paragraph(arena, all, text, n);
		text += n + (text[n] == '\n');
	}
	return all;
}
