#include "notify/hook.h"

#include "auth/secret.h"
#include "codec/json_build.h"
#include "net/fetch.h"
#include "notify/texts.h"
#include "report/i18n.h"

#include <stdlib.h>

/* Members of the values that are for mails alone. */
static const char *const left_out[] = {
    "content", "digest", "token", "lang", "severity_word", "critical", "reminder", "lines"};

static bool is_left_out(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(left_out); i++)
		if (strcmp(left_out[i], key) == 0)
			return true;
	return false;
}

/* The lines of the text, translated, as one. */
static const char *text_of(
    const struct json *lines, const struct lang *lang, struct arena *arena)
{
	const char *text = NULL;

	for (size_t i = 0; lines && lines->type == JSON_ARRAY && i < lines->array.n; i++) {
		const char *line = json_text(json_get(&lines->array.items[i], "line"), "");

		line = tr(lang, line);
		text = text ? arena_printf(arena, "%s\n%s", text, line) : line;
	}
	return text;
}

int hook_body(const struct settings *settings, const struct hook_call *call,
    struct arena *arena, struct str *out)
{
	const struct lang *lang = i18n_lang(call->lang);
	struct json *to = json_new_object(arena), *values;
	struct json_writer w;
	int r = texts_values(call->message, arena, &values);

	if (r < 0)
		return r;
	lang = lang ? lang : i18n_lang("en");
	json_set_text(arena, to, "delivery", call->message->id);
	json_set_text(arena, to, "type", call->message->template);
	json_set_text(arena, to, "notice", call->message->object);
	json_set_text(arena, to, "organisation", call->org);
	json_set_int(arena, to, "created", call->message->created);
	for (size_t i = 0; i < values->object.n; i++)
		if (!is_left_out(values->object.members[i].key))
			json_set_value(arena, to, values->object.members[i].key,
			    &values->object.members[i].value);
	json_set_text(arena, to, "title", tr(lang, json_text(json_get(values, "title"), "")));
	json_set_text(arena, to, "text", text_of(json_get(values, "lines"), lang, arena));
	json_set_text(arena, to, "link", texts_link(settings, call->message, values, arena));
	json_write_init(&w, out, 0);
	json_write_value(&w, to);
	return str_ok(out);
}

const char *hook_signature(
    const char *secret, const char *timestamp, struct span body, struct arena *arena)
{
	STR_AUTO(message, HOOK_BODY + 64);
	STR_AUTO(hex, 128);
	uint8_t digest[SECRET_DIGEST];

	str_add(&message, timestamp);
	str_char(&message, '.');
	str_span(&message, body);
	secret_hmac(span_str(secret), str_bytes(&message), digest);
	str_add(&hex, "sha256=");
	for (size_t i = 0; i < sizeof(digest); i++)
		str_addf(&hex, "%02x", digest[i]);
	return str_dup(&hex, arena);
}

bool hook_may_reach(const struct settings *settings, const struct ip *ip)
{
	for (size_t i = 0; i < settings->webhook_networks.n; i++) {
		struct ip_net net;

		if (ip_net_parse(span_str(settings->webhook_networks.items[i]), &net, NULL) ==
			0 &&
		    ip_net_has(&net, ip))
			return true;
	}
	return fetch_public_only(NULL, ip);
}

/* What allow is asked with. */
struct reach {
	const struct settings *settings;
};

static bool allow(void *arg, const struct ip *ip)
{
	const struct reach *reach = arg;

	return hook_may_reach(reach->settings, ip);
}

/* What the receiver's answer means. */
static int judge(int status, bool *ret_final, struct msg *msg)
{
	if (status >= 200 && status <= 299)
		return 0;
	*ret_final = status == 410;
	msg_detail(msg, "the receiver answered %d", status);
	return ERR_PROTOCOL;
}

int hook_send(const struct settings *settings, const struct hook_call *call, bool *ret_final,
    struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const char *time = arena_printf(arena, "%lld", (long long)(call->now / 1000));
	struct reach reach = {settings};
	STR_AUTO(body, HOOK_BODY);
	struct fetch_header headers[] = {{"Content-Type", "application/json"},
	    {"User-Agent", "Varde"}, {"Varde-Delivery", call->message->id},
	    {"Varde-Timestamp", time}, {"Varde-Signature", NULL}};
	struct fetch_request rq = {.url = call->rule->url,
	    .headers = headers,
	    .nheaders = ARRAY_LEN(headers),
	    .timeout_ms = HOOK_TIMEOUT,
	    .max_body = HOOK_REPLY,
	    .allow = allow,
	    .allow_arg = &reach};
	struct fetch_reply reply;
	int r = hook_body(settings, call, arena, &body);

	*ret_final = false;
	msg_what(msg, "a webhook could not be told");
	msg_hint(msg, "look at the rule's address, and at the receiver's log");
	if (r < 0 || !call->rule->url || !call->rule->secret) {
		*ret_final = true;
		msg_detail(msg, "the rule or the message is not complete");
		return r < 0 ? r : ERR_SYNTAX;
	}
	headers[4].value = hook_signature(call->rule->secret, time, str_bytes(&body), arena);
	rq.body = str_bytes(&body);
	r = fetch(&rq, arena, &reply, msg);
	if (r == ERR_SYNTAX || r == ERR_UNSUPPORTED)
		*ret_final = true;
	return r < 0 ? r : judge(reply.status, ret_final, msg);
}
