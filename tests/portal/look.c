/*
 * look FOLDER LANG PAGES: renders pages of the portal into FOLDER for the browser test
 * (tests/browser/portal_look.mjs): some of web/portal/, and each PAGES/NAME.html over the data
 * of PAGES/NAME.json, inside the real frame. No server, no database.
 */
#include "api/list_view.h"
#include "api/route.h"
#include "api/v1.h"
#include "codec/json.h"
#include "os/file.h"
#include "portal/assets.h"
#include "portal/render.h"

#include <stdio.h>
#include <stdlib.h>

/* A page of the portal itself has no sample; the others are samples. */
static const struct row {
	const char *name, *sample, *path;
	bool signed_in;
	const struct list *list; /* of the sample's rows; NULL: that of this program */
} rows[] = {
    {"home", NULL, "/", false, NULL},
    {"sign_in", NULL, "/sign-in", false, NULL},
    {"error", "error", "/cert/findings/none", true, NULL},
    {"sample_findings", "findings", "/cert/findings", true, NULL},
    {"sample_findings", "findings_empty", "/cert/findings", true, NULL},
    {"form", "form", "/orgs/chu/orders", true, NULL},
    {"detail", "detail", "/orgs/chu/findings", true, NULL},
    {"confirm", "confirm", "/orgs/chu/people", true, NULL},
    {"knowledge", "knowledge", "/knowledge", true, NULL},
    {"knowledge_one", "knowledge_one", "/knowledge/CVE-2024-21762", true, NULL},
    {"cert_who", "cert_who", "/cert/who", true, &v1_who},
    {"cert_knowledge_events", "cert_knowledge_events", "/cert/knowledge/events", true,
	&v1_news},
    {"finding", "finding_software", "/orgs/chu/findings/f1", true, NULL},
};

static void must(int r, const struct msg *msg)
{
	if (r == 0)
		return;
	(void)fprintf(stderr, "look: %s: %s (%s)\n", msg->what, msg->detail, msg->hint);
	exit(1);
}

/* The text of a file, with a NUL behind it; lives as long as the program. */
static char *text_of(struct arena *arena, const char *folder, const char *name, const char *end)
{
	struct msg msg = {0};
	STR_AUTO(text, 1 << 20);

	must(file_read(arena_printf(arena, "%s/%s.%s", folder, name, end), &text, &msg), &msg);
	return str_dup(&text, arena);
}

static struct template_set *load(struct arena *arena, const char *folder)
{
	static const char *const own[] = {"sample_findings", "form", "detail"};
	struct template_set *set = template_set_new();
	struct msg msg = {0};

	for (const struct embed_file *f = embed_portal_pages; f->name; f++)
		must(template_add(set, f->name, (const char *)f->bytes.p, &msg), &msg);
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		must(template_add(set, arena_printf(arena, "%s.html", own[i]),
			 text_of(arena, folder, own[i], "html"), &msg),
		    &msg);
	must(template_link(set, &msg), &msg);
	return set;
}

static const char *const states[] = {
    "triage", "open", "in_progress", "verifying", "verified_fixed", NULL};
static const char *const levels[] = {"critical", "high", "medium", "low", "info", NULL};
static const struct list_column columns[] = {
    {"title", "Findings", "1", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"criticality", "Criticality", "1", LIST_ENUM, LIST_SORT | LIST_FILTER, levels, NULL},
    {"asset", "Machine", "1", LIST_TEXT, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"state", "State", "1", LIST_ENUM, LIST_SORT | LIST_FILTER, states, NULL},
    {"due", "Due", "1", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
};
static const struct list list = {.name = "findings",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .empty = "You do not belong to an organisation yet."};

/* What list_run sets, for rows of a file. */
static void add_list(struct call *call, const struct list *of, const struct json *samples)
{
	struct json *view = json_new_object(call->arena);
	struct list_query q = {.sort = &(of ? of : &list)->columns[1], .down = true, .page = 2};
	int64_t total = samples->array.n ? 1234 : 0;

	list_view(call, of ? of : &list, &q, total, view);
	json_set_value(call->arena, view, "rows", samples);
	json_set_value(call->arena, call->data, "list", view);
}

static void set_data(struct call *call, const char *folder, const struct row *row)
{
	const char *sample = row->sample;
	const char *text = text_of(call->arena, folder, sample, "json");
	struct json *v;
	size_t at;

	if (json_parse(span_str(text), call->arena, &v, &at) < 0 || v->type != JSON_OBJECT) {
		(void)fprintf(stderr, "look: %s.json: wrong at byte %zu\n", sample, at);
		exit(1);
	}
	for (size_t i = 0; i < v->object.n; i++)
		json_set_value(call->arena, call->data, v->object.members[i].key,
		    &v->object.members[i].value);
	if (json_get(v, "rows"))
		add_list(call, row->list, json_get(v, "rows"));
}

static void page(struct app *app, const struct row *row, const char *const *args)
{
	const char *out = args[1], *lang = args[2], *folder = args[3];
	struct arena *arena = arena_new();
	struct serve_request rq = {.arena = arena, .method = "GET", .path = row->path};
	struct serve_reply reply;
	struct org org = {.id = "chu", .name = "CHU de la Côte", .path = "/chu/"};
	struct route route = {.title = "Sign in"};
	struct call call = {.app = app, .route = &route, .rq = &rq, .reply = &reply};
	struct msg msg = {0};
	STR_AUTO(name, 4096);

	serve_reply_init(&reply, arena, true);
	call.arena = arena;
	call.lang = lang;
	call.data = json_new_object(arena);
	if (row->signed_in) {
		struct standing cert = {.role = ROLE_COORDINATOR};

		call.who = (struct who){.person = "p",
		    .name = "Anna Berg",
		    .mail = "anna@x.example",
		    .csrf = "0",
		    .strong = true,
		    .zone = 60};
		vec_push(arena, &call.who.standings, cert);
		call.org = &org;
	}
	if (row->sample)
		set_data(&call, folder, row);
	must(render_page(&call, row->name), &call.msg);
	str_addf(&name, "%s/%s-%s.html", out, row->sample ? row->sample : row->name, lang);
	must(file_write(
		 str_text(&name), span_of(str_text(&reply.body), reply.body.n), 0644, &msg),
	    &msg);
	serve_reply_done(&reply);
	arena_free(arena);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct app app = {.settings.name = "CERT Santé Littoral",
	    .settings.contact = "cert@example.org",
	    .settings.phone = "+33 2 99 00 00 00"};
	struct msg msg = {0};

	if (argc != 4) {
		(void)fputs("usage: look FOLDER LANG PAGES\n", stderr);
		return 2;
	}
	app.pages = load(arena, argv[3]);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		page(&app, &rows[i], (const char *const *)argv);
	for (const struct embed_file *f = embed_portal_assets; f->name; f++)
		must(file_write(
			 arena_printf(arena, "%s/%s", argv[1], f->name), f->bytes, 0644, &msg),
		    &msg);
	template_set_free(app.pages);
	arena_free(arena);
	return 0;
}
