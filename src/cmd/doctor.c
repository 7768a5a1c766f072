#include "cmd/doctor.h"

#include "base/parse.h"
#include "cmd/doctor_impl.h"
#include "cmd/serve.h"
#include "codec/json.h"
#include "os/clock.h"

#include <unistd.h>

struct options {
	struct server_options server;
	bool json;
};

#define O_DOCTOR(nm, ty, m, arg, doc)                               \
	{                                                           \
		nm, ty, offsetof(struct options, m), arg, doc, NULL \
	}

const struct option_row doctor_options[] = {
    O_DOCTOR("config", OPTION_TEXT, server.config, "FILE", "the settings (" CONFIG_FILE ")"),
    O_DOCTOR("set", OPTION_LIST, server.set, "NAME=VALUE",
	"a setting, over the file's (repeatable)"),
    O_DOCTOR("json", OPTION_FLAG, json, NULL, "print one JSON object a line"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

void doctor_say(struct doctor *d, const char *what, enum doctor_state state, const char *hint,
    const char *fmt, ...)
{
	struct doctor_line line = {.what = what, .state = state, .hint = hint};
	va_list ap;

	va_start(ap, fmt);
	line.text = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	vec_push(d->arena, &d->lines, line);
}

bool doctor_host(const char *url, struct arena *arena, int64_t dflt, const char **ret_host,
    int64_t *ret_port)
{
	const char *at = strstr(url, "://"), *port;
	size_t n;

	if (!at)
		return false;
	at += 3;
	n = strcspn(at, "/?#");
	if (*at == '[') { /* IPv6 */
		const char *end = memchr(at, ']', n);

		if (!end)
			return false;
		*ret_host = arena_strndup(arena, at + 1, (size_t)(end - at) - 1);
		port = end[1] == ':' ? end + 2 : NULL;
	} else {
		port = memchr(at, ':', n);
		*ret_host = arena_strndup(arena, at, port ? (size_t)(port - at) : n);
		port = port ? port + 1 : NULL;
	}
	*ret_port = dflt;
	if (port && parse_int((struct span){(const uint8_t *)port, n - (size_t)(port - at)}, 1,
			65535, ret_port) < 0)
		return false;
	return **ret_host != '\0';
}

static const char *const states[] = {"ok", "warn", "FAIL"};

static void print_text(const struct doctor *d)
{
	vec_foreach (line, &d->lines) {
		(void)printf("%-4s  %-13s %s\n", states[line->state], line->what, line->text);
		if (line->hint)
			(void)printf("%-20s-> %s\n", "", line->hint);
	}
}

static void print_json(const struct doctor *d)
{
	vec_foreach (line, &d->lines) {
		STR_AUTO(out, 65536);
		struct json_writer w;

		json_write_init(&w, &out, 0);
		json_write_object(&w);
		json_member_text(&w, "check", line->what);
		json_member_text(
		    &w, "state", line->state == DOCTOR_FAIL ? "fail" : states[line->state]);
		json_member_text(&w, "text", line->text);
		if (line->hint)
			json_member_text(&w, "hint", line->hint);
		json_write_object_end(&w);
		(void)puts(str_text(&out));
	}
}

static bool is_loopback(const char *place)
{
	return strncmp(place, "127.", 4) == 0 || strncmp(place, "[::1]", 5) == 0 ||
	       strncmp(place, "unix:", 5) == 0;
}

void doctor_settings(struct doctor *d)
{
	const struct settings *s = &d->settings;
	const char *host = "";
	int64_t port;

	if (!doctor_host(s->url, d->arena, 443, &host, &port))
		doctor_say(d, "url", DOCTOR_FAIL, "set url to how people reach it: https://...",
		    "%s is no web address", s->url);
	else if (strncmp(s->url, "https://", 8) != 0 && strncmp(host, "127.", 4) != 0)
		doctor_say(d, "url", DOCTOR_FAIL,
		    "set url to an https:// address: browsers keep the session's cookie only "
		    "there",
		    "%s is not encrypted", s->url);
	else
		doctor_say(d, "url", DOCTOR_OK, NULL, "%s", s->url);
	if (!s->tls_cert && !is_loopback(s->listen))
		doctor_say(d, "listen", DOCTOR_WARN,
		    "set tls_cert and tls_key, or listen on 127.0.0.1 or unix: behind a proxy",
		    "%s is served without TLS", s->listen);
	if (s->metrics_listen && !is_loopback(s->metrics_listen))
		doctor_say(d, "metrics", DOCTOR_FAIL, "listen on 127.0.0.1, [::1] or unix:",
		    "%s is not local; the server will not start", s->metrics_listen);
	if (!s->contact)
		doctor_say(d, "contact", DOCTOR_WARN,
		    "set contact: it is shown to those who are scanned",
		    "nobody is named who answers for the scans");
	if (s->loopback || s->weak)
		doctor_say(d, "demonstration", DOCTOR_WARN,
		    "remove loopback and weak before real members come",
		    "settings for a demonstration are on");
	if (s->workers == 0 && !s->worker_listen)
		doctor_say(d, "workers", DOCTOR_WARN,
		    "set workers, or worker_listen and start varde worker elsewhere",
		    "nobody carries out audits");
	else
		doctor_say(d, "workers", DOCTOR_OK, NULL, "%lld here%s%s",
		    (long long)s->workers, s->worker_listen ? ", others by " : "",
		    s->worker_listen ? s->worker_listen : "");
}

static int end(struct doctor *d, bool json)
{
	int worst = DOCTOR_OK;

	if (json)
		print_json(d);
	else
		print_text(d);
	vec_foreach (line, &d->lines)
		worst = MAX(worst, (int)line->state);
	return worst == DOCTOR_FAIL ? EXIT_FILES : EXIT_DONE;
}

int cmd_doctor(int argc, char **argv)
{
	struct doctor d = {.arena = arena_new()};
	struct options o = {0};
	struct text_list rest = {0};
	struct msg msg = {0};
	int code, r = options_parse("doctor", argc, argv, &o, &rest, d.arena, &msg);

	if (r < 0) {
		code = options_fail(r, &msg);
		arena_free(d.arena);
		return code;
	}
	d.now = clock_system.wall(NULL);
	d.config = o.server.config                  ? o.server.config
		   : access(CONFIG_FILE, F_OK) == 0 ? CONFIG_FILE
						    : NULL;
	r = server_settings(&o.server, d.arena, &d.settings, &msg);
	if (r < 0) {
		doctor_say(
		    &d, "configuration", DOCTOR_FAIL, msg.hint, "%s: %s", msg.what, msg.detail);
	} else {
		doctor_files(&d);
		doctor_settings(&d);
		doctor_database(&d);
		doctor_scan(&d);
		doctor_mail(&d);
		doctor_oidc(&d);
	}
	code = end(&d, o.json);
	arena_free(d.arena);
	return code;
}
