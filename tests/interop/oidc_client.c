/*
 * Our side of OpenID Connect for tests/interop/oidc.mjs.
 * oidc-client key ALG: a private key and its public set, a line each.
 * oidc-client run ISSUER CLIENT KEY: commands on standard input, an answer line of JSON each:
 *   begin            {"url", "state"}
 *   finish QUERY     {"rc", "detail", and of rc 0 "subject", "name", "mail", "acr"}
 *   logout           {"url"}
 */
#include "auth/jose.h"
#include "auth/oidc.h"
#include "os/clock.h"

#include <stdio.h>

enum { LINE = 1 << 16 };

static int64_t now(void)
{
	return clock_system.wall(clock_system.arg);
}

static int make_key(const char *alg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	char *key, *set;

	if (jose_key_new(alg, arena, &key) < 0 || jose_key_public(key, arena, &set) < 0)
		return 1;
	printf("%s\n%s\n", key, set);
	return 0;
}

struct session {
	struct oidc *oidc;
	struct oidc_kept kept;
	char id_token[LINE];
};

static void finish(
    struct session *s, const char *query, struct arena *arena, struct json_writer *w)
{
	struct oidc_person p = {0};
	struct msg msg = {0};
	int rc = oidc_finish(s->oidc, &s->kept, span_str(query), now(), arena, &p, &msg);

	json_member_int(w, "rc", rc);
	json_member_text(w, "detail", msg.detail);
	json_member_text(w, "subject", p.subject);
	json_member_text(w, "name", p.name);
	json_member_text(w, "mail", p.mail);
	json_member_text(w, "acr", p.acr);
	if (rc == 0)
		snprintf(s->id_token, sizeof(s->id_token), "%s", p.id_token);
}

static void obey(
    struct session *s, const char *line, struct arena *arena, struct json_writer *w)
{
	struct msg msg = {0};
	const char *url = NULL;
	int rc;

	if (strncmp(line, "finish ", 7) == 0) {
		finish(s, line + 7, arena, w);
		return;
	}
	if (strcmp(line, "begin") == 0)
		rc = oidc_begin(s->oidc, "en", now(), arena, &s->kept, &url, &msg);
	else
		rc = oidc_logout_url(s->oidc, s->id_token, "bye", now(), arena, &url, &msg);
	json_member_int(w, "rc", rc);
	json_member_text(w, "detail", msg.detail);
	json_member_text(w, "url", url);
	json_member_text(w, "state", s->kept.state);
}

static int run(const char *issuer, const char *client, const char *key)
{
	const struct oidc_config config = {.issuer = issuer,
	    .client_id = client,
	    .client_key = key,
	    .redirect_uri = "https://portal.example/back",
	    .after_logout_uri = "https://portal.example/out",
	    .acr_values = "Level4"};
	static char line[LINE];
	static struct session s;
	struct msg msg = {0};

	if (oidc_new(&config, &s.oidc, &msg) < 0) {
		fprintf(stderr, "%s: %s\n", msg.what, msg.detail);
		return 1;
	}
	while (fgets(line, sizeof(line), stdin)) {
		struct arena *arena CLEANUP(arena_freep) = arena_new();
		STR_AUTO(out, LINE);
		struct json_writer w;

		line[strcspn(line, "\n")] = '\0';
		json_write_init(&w, &out, 0);
		json_write_object(&w);
		obey(&s, line, arena, &w);
		json_write_object_end(&w);
		puts(str_text(&out));
		fflush(stdout);
	}
	oidc_free(s.oidc);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "key") == 0)
		return make_key(argv[2]);
	if (argc == 5 && strcmp(argv[1], "run") == 0)
		return run(argv[2], argv[3], argv[4]);
	fputs("usage: oidc-client key ALG | run ISSUER CLIENT KEY\n", stderr);
	return 2;
}
