#include "notify/texts.h"

#include "base/embed.h"
#include "base/limits.h"
#include "codec/json_build.h"
#include "report/i18n.h"

#include <ctype.h>

enum { TEXT_MAX = 256 << 10 };

extern const struct embed_file embed_mail_texts[];

const struct texts_row texts_rows[] = {
    {"acceptance_expires", false, "/orgs/{org}/findings/{object}"},
    {"account_changed", true, "/profile"},
    {"account_exists", true, NULL},
    {"advisory", false, "/orgs/{org}/advisories/{object}"},
    {"advisory_named", true, "/advisories/{object}"},
    {"advisory_urgent", true, "/orgs/{org}/advisories/{object}"},
    {"article", false, "/watch/{object}"},
    {"confirm_mail", true, NULL},
    {"contact_confirm", false, NULL},
    {"digest", false, "/"},
    {"enrol_approved", false, "/"},
    {"enrol_legal", false, "/"},
    {"enrol_more_info", false, "/enrol/{object}"},
    {"enrol_received", false, "/enrol/{object}"},
    {"enrol_rejected", false, "/enrol/{object}"},
    {"enrol_submitted", false, "/cert/enrolments/{object}"},
    {"event_booked", true, "/watch/{object}"},
    {"event_cancelled", true, "/watch/{object}"},
    {"event_waiting", true, "/watch/{object}"},
    {"findings_due", false, "/orgs/{org}/findings"},
    {"general", false, "/"},
    {"incident_news", true, "/orgs/{org}/incidents/{object}"},
    {"incident_reported", true, "/cert/incidents/{object}"},
    {"invitation", true, NULL},
    {"key_expires", true, "/profile/keys"},
    {"key_pointer", false, "/"},
    {"key_test", true, "/profile/keys"},
    {"ioc_withdrawn", true, "/cert/iocs"},
    {"knowledge_news", false, "/orgs/{org}/findings"},
    {"knowledge_urgent", true, "/orgs/{org}/findings"},
    {"obligation_cert", true, "/cert/incidents/{object}/clocks"},
    {"obligation_due", true, "/orgs/{org}/incidents/{object}"},
    {"notice", false, "/n/{token}"},
    {"notice_reminder", true, "/n/{token}"},
    {"notice_urgent", true, "/n/{token}"},
    {"order_accepted", false, "/orgs/{org}/orders/{object}"},
    {"order_started", false, "/orgs/{org}/orders/{object}"},
    {"order_stopped", true, "/orgs/{org}/orders/{object}"},
    {"phone_task", false, "/cert/calls"},
    {"pentest_alert", true, "/cert/pentests/{object}/log"},
    {"pentest_answered", true, "/orgs/{org}/pentests"},
    {"pentest_asked", true, "/cert/pentests/{object}/log"},
    {"pentest_asked_nobody", true, "/cert/pentests"},
    {"pentest_critical", true, "/orgs/{org}/findings/{object}"},
    {"pentest_halted", true, "/orgs/{org}/pentests/{object}"},
    {"pentest_halted_team", true, "/cert/pentests/{object}"},
    {"pentest_news", false, "/orgs/{org}/pentests/{object}"},
    {"pentest_news_team", false, "/cert/pentests/{object}"},
    {"pentest_paused", true, "/orgs/{org}/pentests/{object}"},
    {"pentest_paused_team", true, "/cert/pentests/{object}"},
    {"pentest_report", false, "/orgs/{org}/pentests/{object}"},
    {"pentest_requested", false, "/cert/pentests/{object}"},
    {"pentest_sign", false, "/orgs/{org}/pentests/{object}"},
    {"proof_lapses", false, "/orgs/{org}/perimeter"},
    {"report_ready", false, "/orgs/{org}/orders/{object}"},
    {"reset", true, NULL},
    {"retest_done", false, "/orgs/{org}/findings/{object}"},
    {"token_expires", false, "/profile/tokens"},
    {NULL, false, NULL},
};

const struct texts_row *texts_row_of(const char *name)
{
	for (const struct texts_row *row = texts_rows; name && row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

int texts_load(struct template_set **ret, struct msg *msg)
{
	struct template_set *set = template_set_new();
	int r = 0;

	for (const struct embed_file *f = embed_mail_texts; r == 0 && f->name; f++)
		r = template_add(set, f->name, (const char *)f->bytes.p, msg);
	if (r == 0)
		r = template_link(set, msg);
	if (r < 0)
		template_set_free(set);
	else
		*ret = set;
	return r;
}

/* --- values --- */

static const char *clean_text(const char *text, size_t n, struct arena *arena)
{
	char *to = arena_strndup(arena, text, n);

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)to[i] < ' ' || to[i] == 127)
			to[i] = ' ';
	return to;
}

/* Depth is that of a parsed document, at most LIMIT_JSON_DEPTH. */
static void clean(struct json *v, struct arena *arena)
{
	if (v->type == JSON_STRING)
		v->string.text = clean_text(v->string.text, v->string.n, arena);
	for (size_t i = 0; v->type == JSON_ARRAY && i < v->array.n; i++)
		clean(&v->array.items[i], arena);
	for (size_t i = 0; v->type == JSON_OBJECT && i < v->object.n; i++)
		clean(&v->object.members[i].value, arena);
}

int texts_values(const struct outgoing *message, struct arena *arena, struct json **ret)
{
	struct json *parsed = json_new_object(arena), *own = json_new_object(arena);
	int r = 0;

	if (message->values && *message->values)
		r = json_parse(span_str(message->values), arena, &parsed, NULL);
	if (r == 0 && parsed->type != JSON_OBJECT)
		r = ERR_SYNTAX;
	if (r < 0)
		return r;
	clean(parsed, arena);
	for (size_t i = 0; i < parsed->object.n; i++)
		json_set_value(arena, own, parsed->object.members[i].key,
		    &parsed->object.members[i].value);
	*ret = own;
	return 0;
}

/* Identifiers are letters, digits and a few signs; whatever else stands there makes no link. */
static bool id_fit(const char *id)
{
	for (const char *c = id; c && *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
			return false;
	return id && *id;
}

/* What stands in the place at the start of the path; *ret_n is the place's length, 0: none. */
static const char *place_of(
    const char *path, const struct outgoing *message, const struct json *values, size_t *ret_n)
{
	const struct {
		const char *name, *value;
	} places[] = {{"{org}", message->org}, {"{object}", message->object},
	    {"{token}", json_text(json_get(values, "token"), NULL)}};

	*ret_n = 0;
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (span_starts(span_str(path), places[i].name)) {
			*ret_n = strlen(places[i].name);
			return places[i].value;
		}
	return NULL;
}

/* The path with its places filled; "/" when one has nothing that fits. */
static const char *fill_path(const char *path, const struct outgoing *message,
    const struct json *values, struct arena *arena)
{
	STR_AUTO(out, 2048);

	while (*path) {
		size_t n;
		const char *id = place_of(path, message, values, &n);

		if (!n) {
			str_char(&out, *path++);
			continue;
		}
		if (!id_fit(id))
			return "/";
		str_add(&out, id);
		path += n;
	}
	return str_ok(&out) == 0 ? str_dup(&out, arena) : "/";
}

const char *texts_link(const struct settings *settings, const struct outgoing *message,
    const struct json *values, struct arena *arena)
{
	const struct texts_row *row = texts_row_of(message->template);
	const char *given = json_text(json_get(values, "link"), NULL);
	const char *url = settings->url ? settings->url : "";
	size_t n = strlen(url);

	/* A link of the values must be one into this portal. */
	if (given && strncmp(given, url, n) == 0 && (given[n] == '/' || !given[n]))
		return given;
	return arena_printf(arena, "%s%s", url,
	    row && row->path ? fill_path(row->path, message, values, arena) : "/");
}

/* --- filling --- */

static void set_values(const struct settings *s, const struct outgoing *message,
    const struct texts_reader *reader, struct arena *arena, struct json *to)
{
	struct json *cert = json_new_object(arena);

	json_set_text(arena, to, "link", texts_link(s, message, to, arena));
	json_set_text(arena, to, "url", s->url);
	json_set_bool(arena, to, "replies", s->mail_reply != NULL);
	json_set_text(arena, to, "org",
	    reader->org ? clean_text(reader->org, strlen(reader->org), arena) : NULL);
	json_set_text(arena, to, "person",
	    reader->name ? clean_text(reader->name, strlen(reader->name), arena) : NULL);
	json_set_text(arena, cert, "name", s->name);
	json_set_text(arena, cert, "contact", settings_contact(s));
	json_set_text(arena, cert, "phone", s->phone);
	json_set_value(arena, to, "cert", cert);
	json_set_bool(arena, to, "sealed", reader->sealed);
	if (reader->sealed && reader->content)
		json_set_value(arena, to, "content", reader->content);
}

/* Left-out parts leave empty lines: one in a row is enough. */
static const char *squeeze(struct span body, struct arena *arena)
{
	STR_AUTO(out, TEXT_MAX);
	struct span line;
	bool empty = true;

	while (span_line(&body, &line)) {
		if (line.n || !empty) {
			str_span(&out, line);
			str_char(&out, '\n');
		}
		empty = !line.n;
	}
	return str_dup(&out, arena);
}

/* The first line is the subject; the body begins after the empty lines behind it. */
static void split(const struct str *text, struct arena *arena, struct texts_filled *ret)
{
	struct span rest = str_bytes(text), subject = {0};

	(void)span_line(&rest, &subject);
	while (rest.n && (rest.p[0] == '\n' || rest.p[0] == '\r'))
		rest = span_sub(rest, 1, rest.n);
	subject = span_trim(subject);
	ret->subject = arena_strndup(arena, subject.p, subject.n);
	ret->body = squeeze(rest, arena);
}

int texts_fill(const struct template_set *set, const struct settings *settings,
    const struct outgoing *message, const struct texts_reader *reader, struct arena *arena,
    struct texts_filled *ret)
{
	const struct texts_row *row =
	    texts_row_of(reader->text ? reader->text : message->template);
	const struct lang *lang = i18n_lang(reader->lang);
	struct template_reader how = {i18n_code(lang ? lang : i18n_lang("en")),
	    lang ? i18n_mo(lang) : NULL, (int)reader->zone};
	const struct template *t =
	    template_of(set, arena_printf(arena, "%s.txt", row ? row->name : TEXTS_GENERAL));
	STR_AUTO(text, TEXT_MAX);
	struct json *values;
	int r = texts_values(message, arena, &values);

	if (r == 0 && !t)
		r = ERR_NOTFOUND;
	if (r < 0)
		return r;
	set_values(settings, message, reader, arena, values);
	r = template_render(t, values, &how, &text);
	if (r == 0)
		r = str_ok(&text);
	if (r == 0)
		split(&text, arena, ret);
	return r;
}
