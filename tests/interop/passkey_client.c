/*
 * The server's side of passkeys for tests/browser/passkeys.mjs. Commands on standard input, a
 * line of JSON back for each:
 *   create       options of navigator.credentials.create
 *   made JSON    {"rc", "detail", "key"} for the browser's answer
 *   get, any     options of navigator.credentials.get: for the key made last, for whichever
 *   used JSON    {"rc", "detail", "count"} for the browser's answer
 */
#include "auth/secret.h"
#include "auth/webauthn.h"

#include <stdio.h>

enum { LINE = 1 << 16 };

static const struct webauthn_site site = {
    "varde.example", "Varde", "https://portal.varde.example"};

struct session {
	struct arena *arena; /* holds the key */
	struct webauthn_key key;
	char challenge[SECRET_TEXT];
};

static void answer(struct session *s, const char *line, struct str *out)
{
	struct json *json = NULL;
	struct msg msg = {0};
	struct json_writer w;
	int rc = json_parse(span_str(line + 5), s->arena, &json, NULL);

	if (rc == 0 && line[0] == 'm')
		rc = webauthn_register(&site, s->challenge, json, s->arena, &s->key, &msg);
	else if (rc == 0)
		rc = webauthn_login(&site, s->challenge, &s->key, json, &s->key.count, &msg);
	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_int(&w, "rc", rc);
	json_member_text(&w, "detail", msg.detail);
	json_member_text(&w, "key", s->key.key);
	json_member_int(&w, "count", s->key.count);
	json_write_object_end(&w);
}

static void obey(struct session *s, const char *line, struct str *out)
{
	const struct webauthn_person person = {span_str("0123456789abcdef"), "kari", "Kari Ø"};

	if (strncmp(line, "made ", 5) == 0 || strncmp(line, "used ", 5) == 0) {
		answer(s, line, out);
		return;
	}
	secret_token(s->challenge);
	if (strcmp(line, "create") == 0)
		webauthn_create_options(
		    &site, &person, s->challenge, &s->key.id, s->key.id ? 1 : 0, out);
	else
		webauthn_get_options(
		    &site, s->challenge, &s->key.id, strcmp(line, "get") == 0 ? 1 : 0, out);
}

int main(void)
{
	static char line[LINE];
	struct session s = {.arena = arena_new()};

	while (fgets(line, sizeof(line), stdin)) {
		STR_AUTO(out, LINE);

		line[strcspn(line, "\n")] = '\0';
		obey(&s, line, &out);
		puts(str_text(&out));
		fflush(stdout);
	}
	arena_free(s.arena);
	return 0;
}
