#include "api/refusal.h"

#include "base/phrase.h"
#include "desk/why.h"
#include "report/i18n.h"

enum { DETAIL_MAX = 2000 };

const char *refusal_text(const char *lang, const char *text)
{
	const struct lang *l = i18n_lang(lang);

	return l && text && *text ? tr(l, text) : text;
}

static const char *word(const void *ctx, const char *text)
{
	const struct call *call = ctx;
	/* Programs read stored values as they are. */
	const char *label = call->app->word && !call->json ? call->app->word(text) : text;

	return refusal_text(call->lang, label);
}

const char *refusal_detail(const struct call *call, const struct msg *msg)
{
	const struct phrase_words words = {word, call};
	STR_AUTO(out, DETAIL_MAX);

	if (!msg->form || phrase_fill(msg->form, msg->values, &words, &out) < 0 ||
	    str_ok(&out) < 0)
		return arena_strdup(call->arena, msg->detail);
	return str_dup(&out, call->arena);
}

void refusal_set(struct call *call, struct json *to, const struct msg *msg)
{
	const char *detail = refusal_detail(call, msg);

	if (msg->what[0])
		json_set_text(call->arena, to, "what", refusal_text(call->lang, msg->what));
	if (*detail)
		json_set_text(call->arena, to, "detail", detail);
	if (msg->hint[0])
		json_set_text(call->arena, to, "hint", refusal_text(call->lang, msg->hint));
}

const char *refusal_note(struct call *call, struct json *to, const char *note)
{
	struct json *one;
	struct msg why;

	if (!why_read(note, call->arena, &why))
		return note;
	one = json_new_object(call->arena);
	refusal_set(call, one, &why);
	json_set_value(call->arena, to, "why", one);
	return NULL;
}

const char *refusal_line(const struct call *call, const char *note)
{
	struct msg why;

	if (!why_read(note, call->arena, &why))
		return note;
	return arena_printf(call->arena, "%s: %s", refusal_text(call->lang, why.what),
	    refusal_detail(call, &why));
}
