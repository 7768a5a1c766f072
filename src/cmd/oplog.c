#include "cmd/oplog.h"

#include "codec/json.h"
#include "net/fetch.h"
#include "os/file.h"

#include <inttypes.h>

enum { LINES_MAX = 1 << 20, TOKEN_MAX = 4096 };

struct oplog_options {
	const char *url, *token_file, *test, *ca;
};

#define O_OPLOG(nm, m, arg, doc)                                                   \
	{                                                                          \
		nm, OPTION_TEXT, offsetof(struct oplog_options, m), arg, doc, NULL \
	}

const struct option_row oplog_options[] = {
    O_OPLOG("url", url, "URL", "the server, https://cert.example.org"),
    O_OPLOG("token-file", token_file, "FILE", "holds the API token (scope pentest)"),
    O_OPLOG("test", test, "NUMBER", "the penetration test, PT-2026-0001"),
    O_OPLOG("ca", ca, "FILE", "PEM to trust instead of the system's"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static int missing(struct msg *msg)
{
	msg_what(msg, "options are missing");
	msg_detail(msg, "--url, --token-file and --test are needed");
	msg_hint(msg, "varde help oplog explains them");
	return ERR_SYNTAX;
}

/* The arguments as one line, or standard input. */
static int read_lines(const struct text_list *args, struct str *out, struct msg *msg)
{
	char buffer[8192];
	size_t n;

	for (size_t i = 0; i < args->n; i++)
		str_addf(out, "%s%s", i ? " " : "", args->items[i]);
	if (args->n)
		str_char(out, '\n');
	while (!args->n && (n = fread(buffer, 1, sizeof(buffer), stdin)) > 0)
		str_put(out, buffer, n);
	if (str_ok(out) < 0) {
		msg_what(msg, "these are too many lines");
		msg_hint(msg, "send them in parts");
		return ERR_LIMIT;
	}
	return 0;
}

static void make_body(const struct str *lines, struct str *body)
{
	struct json_writer w;

	json_write_init(&w, body, 0);
	json_write_object(&w);
	json_member_text(&w, "lines", str_text(lines));
	json_write_object_end(&w);
}

static int judge(const struct fetch_reply *reply, struct arena *arena, struct msg *msg)
{
	struct json *answer = NULL;
	const struct json *wrong;
	bool parsed = json_parse(reply->body, arena, &answer, NULL) == 0;

	if (reply->status != 200) {
		msg_what(msg, "the server did not take it");
		msg_detail(msg, "status %d: %.80s: %.120s", reply->status,
		    parsed ? json_text(json_get(answer, "title"), "") : "",
		    parsed ? json_text(json_get(answer, "detail"), "") : "");
		msg_hint(msg, "look at the token, its scope and the test's number");
		return reply->status == 401 || reply->status == 403 || reply->status == 404
			   ? ERR_DENIED
			   : ERR_UNSUPPORTED;
	}
	wrong = json_get(answer, "wrong");
	for (size_t i = 0; wrong && i < wrong->array.n; i++)
		(void)fprintf(stderr, "line %" PRId64 ": %s\n",
		    json_int(json_get(&wrong->array.items[i], "line"), 0),
		    json_text(json_get(&wrong->array.items[i], "why"), ""));
	if (wrong && wrong->array.n) {
		msg_what(msg, "some lines cannot be read: none was taken");
		msg_hint(msg, "write TIME SOURCE > TARGET:PORT COMMAND => RESULT");
		return ERR_SYNTAX;
	}
	(void)printf("%" PRId64 " written down, %" PRId64 " outside the scope, %" PRId64
		     " outside the windows\n",
	    json_int(json_get(answer, "taken"), 0), json_int(json_get(answer, "outside"), 0),
	    json_int(json_get(answer, "late"), 0));
	return 0;
}

static int send_lines(const struct oplog_options *o, const struct str *lines,
    struct arena *arena, struct msg *msg)
{
	STR_AUTO(token, TOKEN_MAX);
	STR_AUTO(body, (size_t)LINES_MAX * 2);
	struct fetch_reply reply = {0};
	int r = file_read(o->token_file, &token, msg);

	if (r < 0)
		return r;
	make_body(lines, &body);
	{
		struct span secret = span_trim(str_bytes(&token));
		const struct fetch_header headers[] = {{"Content-Type", "application/json"},
		    {"Authorization", arena_printf(arena, "Bearer %.*s", (int)secret.n,
					  (const char *)secret.p)}};
		const struct fetch_request rq = {
		    .url =
			arena_printf(arena, "%s/api/v1/cert/pentests/%s/log", o->url, o->test),
		    .headers = headers,
		    .nheaders = ARRAY_LEN(headers),
		    .body = str_bytes(&body),
		    .ca_file = o->ca};

		r = fetch(&rq, arena, &reply, msg);
	}
	return r < 0 ? r : judge(&reply, arena, msg);
}

int cmd_oplog(int argc, char **argv)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct oplog_options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	STR_AUTO(lines, LINES_MAX);
	int r = options_parse(argv[0], argc, argv, &o, &args, arena, &msg);

	if (r == 0 && (!o.url || !o.token_file || !o.test))
		r = missing(&msg);
	if (r == 0)
		r = read_lines(&args, &lines, &msg);
	if (r == 0)
		r = send_lines(&o, &lines, arena, &msg);
	return r < 0 ? options_fail(r, &msg) : EXIT_DONE;
}
