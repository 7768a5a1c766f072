#include "desk/why.h"

#include "base/phrase.h"
#include "codec/json.h"

enum { NOTE_MAX = 4000, PIECES = 3 /* what, hint, the detail's format; then its values */ };

const char *why_note(const struct msg *why, struct arena *arena)
{
	STR_AUTO(out, NOTE_MAX);
	struct span values = span_str(why->form ? why->values : ""), value;
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_array(&w);
	json_write_text(&w, why->what);
	json_write_text(&w, why->hint);
	json_write_text(&w, why->form ? why->form : why->detail);
	while (values.n && span_split(&values, PHRASE_END, &value))
		json_write_text(&w, arena_strndup(arena, value.p, value.n));
	json_write_array_end(&w);
	return str_ok(&out) == 0 ? str_dup(&out, arena) : arena_strdup(arena, why->what);
}

static const char *same(const void *ctx, const char *text)
{
	(void)ctx;
	return text;
}

/* The English detail again. */
static void fill_detail(struct msg *to)
{
	const struct phrase_words english = {same, NULL};
	STR_AUTO(detail, sizeof(to->detail) - 1);

	if (phrase_fill(to->form, to->values, &english, &detail) < 0) {
		msg_detail(to, "%s", to->form); /* it had no values: a text as it is */
		return;
	}
	(void)snprintf(to->detail, sizeof(to->detail), "%s", str_text(&detail));
}

bool why_read(const char *note, struct arena *arena, struct msg *ret)
{
	STR_AUTO(values, sizeof(ret->values) - 1);
	struct json *v = NULL;
	struct msg msg = {0};

	if (!note || note[0] != '[' || json_parse(span_str(note), arena, &v, NULL) < 0 ||
	    v->type != JSON_ARRAY || v->array.n < PIECES)
		return false;
	for (size_t i = 0; i < v->array.n; i++)
		if (v->array.items[i].type != JSON_STRING)
			return false;
	for (size_t i = PIECES; i < v->array.n; i++) {
		str_add(&values, v->array.items[i].string.text);
		str_char(&values, PHRASE_END);
	}
	if (str_ok(&values) < 0)
		return false;
	msg_what(&msg, "%s", v->array.items[0].string.text);
	msg_hint(&msg, "%s", v->array.items[1].string.text);
	msg.form = v->array.items[2].string.text;
	(void)snprintf(msg.values, sizeof(msg.values), "%s", str_text(&values));
	fill_detail(&msg);
	*ret = msg;
	return true;
}
