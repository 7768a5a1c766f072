#include "api/call.h"

#include "codec/form.h"

#include <stdarg.h>

enum { TEXT_MAX = 16384 };

static const char *pair(const struct serve_pairs *pairs, const char *name)
{
	for (size_t i = pairs->n; i-- > 0;)
		if (strcmp(pairs->items[i].name, name) == 0)
			return pairs->items[i].value;
	return NULL;
}

const char *call_arg(const struct call *call, const char *name)
{
	const char *value = pair(&call->args, name);

	return value ? value : "";
}

static const char *trimmed(struct arena *arena, const char *text)
{
	size_t n;

	text += strspn(text, " \t\r\n");
	n = strlen(text);
	while (n && strchr(" \t\r\n", text[n - 1]))
		n--;
	return arena_strndup(arena, text, n);
}

/* A number or truth of a JSON body, as a form would have sent it. */
static const char *scalar(struct arena *arena, const struct json *v)
{
	if (!v || v->type == JSON_NULL)
		return "";
	if (v->type == JSON_INT)
		return arena_printf(arena, "%lld", (long long)v->integer);
	if (v->type == JSON_BOOL)
		return v->boolean ? "1" : "";
	return json_text(v, "");
}

const char *call_field(const struct call *call, const char *name)
{
	const char *value;

	if (call->body)
		return trimmed(call->arena, scalar(call->arena, json_get(call->body, name)));
	value = serve_form(call->rq, name);
	return value ? trimmed(call->arena, value) : "";
}

struct text_list call_fields(const struct call *call, const char *name)
{
	struct text_list list = {0};
	const struct json *items = json_get(call->body, name);

	if (items && items->type == JSON_ARRAY)
		for (size_t i = 0; i < items->array.n; i++)
			text_list_add(
			    &list, call->arena, scalar(call->arena, &items->array.items[i]));
	if (!call->body)
		for (size_t i = 0; i < call->rq->form.n; i++)
			if (strcmp(call->rq->form.items[i].name, name) == 0 &&
			    call->rq->form.items[i].value[0])
				text_list_add(
				    &list, call->arena, call->rq->form.items[i].value);
	return list;
}

void call_wrong(struct call *call, const char *field, const char *text)
{
	json_set_text(call->arena, call->errors, field, text);
	call->wrong = true;
}

static const char *text_of(struct arena *arena, const char *format, va_list args)
{
	STR_AUTO(out, TEXT_MAX);

	str_vaddf(&out, format, args);
	return str_dup(&out, arena);
}

int call_redirect(struct call *call, const char *note, const char *path, ...)
{
	va_list args;
	const char *to;

	va_start(args, path);
	to = text_of(call->arena, path, args);
	va_end(args);
	if (call->json) {
		json_set_text(call->arena, call->data, "location", to);
		return 0;
	}
	call->reply->status = 303;
	serve_reply_header(call->reply, "Location", to);
	/* The note is a key of the catalogue: it is looked up, never shown as it came. */
	if (note) {
		STR_AUTO(value, 1024);

		form_escape(span_str(note), &value);
		serve_reply_add(call->reply, "Set-Cookie",
		    arena_printf(call->arena,
			"varde-note=%s; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
			str_text(&value)));
	}
	call->replied = true;
	return 0;
}

int call_send(struct call *call, const char *type, const char *filename, struct span bytes)
{
	serve_reply_header(call->reply, "Content-Type", type);
	if (filename)
		serve_reply_header(call->reply, "Content-Disposition",
		    arena_printf(call->arena, "attachment; filename=\"%s\"", filename));
	str_span(&call->reply->body, bytes);
	call->replied = true;
	return str_ok(&call->reply->body);
}

int call_fail(
    struct call *call, int err, const char *what, const char *hint, const char *detail, ...)
{
	va_list args;

	va_start(args, detail);
	msg_what(&call->msg, "%s", what);
	msg_vdetail(&call->msg, detail, args);
	msg_hint(&call->msg, "%s", hint);
	va_end(args);
	return err;
}

int call_db(struct call *call, int err)
{
	if (err < 0)
		call->msg = *db_msg(call->db);
	return err;
}

bool call_may(const struct call *call, enum permission permission)
{
	return who_may(&call->who, permission, call->org ? call->org->path : NULL);
}
