#include "rig.h"

#include "api/appender.h"
#include "api/identify.h"
#include "api/route.h"
#include "auth/password.h"
#include "auth/secret.h"
#include "base/limits.h"
#include "codec/form.h"
#include "codec/json.h"
#include "desk/org.h"
#include "desk/people.h"
#include "desk/signin.h"
#include "portal/render.h"
#include "portal/routes.h"
#include "portal/words.h"

#include <oath.h>

int64_t rig_now = 1790000000000;

enum { COOKIES = 16 };

static int64_t now(void)
{
	return rig_now;
}

static void must(int r, const struct msg *msg)
{
	if (r < 0)
		fail_msg("%s: %s (%s)", msg->what, msg->detail, msg->hint);
}

void rig_start(struct rig *rig, struct place *place)
{
	struct msg msg = {0};

	/* What a test that failed has left: this app may be where that one was. */
	route_close(&rig->app);
	*rig = (struct rig){.place = place, .arena = place->arena, .db = place_open(place)};
	settings_init(&rig->app.settings);
	rig->app.settings.db = place->where;
	rig->app.settings.url = RIG_URL;
	rig->app.settings.name = "CERT Test";
	rig->app.settings.terms = "2026-1";
	rig->app.routes = portal_tables;
	rig->app.render = render_page;
	rig->app.word = words_value;
	rig->app.now = now;
	must(render_load(&rig->app.pages, &msg), &msg);
	must(appender_start(place->where, &rig->app.appender, &msg), &msg);
}

void rig_stop(struct rig *rig)
{
	appender_stop(rig->app.appender);
	route_close(&rig->app);
	template_set_free(rig->app.pages);
	db_close(rig->db);
}

const char *rig_f(struct rig *rig, const char *format, ...)
{
	va_list args;
	const char *text;

	va_start(args, format);
	text = arena_vprintf(rig->arena, format, args);
	va_end(args);
	return text;
}

/* --- who there is --- */

const char *rig_org(struct rig *rig, const char *name, enum org_kind kind, const char *parent)
{
	static const struct actor actor = {.name = "rig"};
	struct org org = {.name = name,
	    .type = (int)kind,
	    .parent = parent,
	    .state = ORG_ACTIVE,
	    .lang = "en",
	    .criticality = 2};

	must(org_create(rig->db, &actor, &org, rig_now, rig->arena), db_msg(rig->db));
	return org.id;
}

const char *rig_person(
    struct rig *rig, const char *name, const char *mail, int role, const char *org)
{
	static const struct actor actor = {.name = "rig"};
	struct person person = {
	    .name = name, .mail = mail, .lang = "en", .state = PERSON_ACTIVE};
	struct membership m = {.role = role, .org = org};

	must(people_create(rig->db, &actor, &person, rig_now, rig->arena), db_msg(rig->db));
	m.person = person.id;
	if (role >= 0) {
		must(db_begin(rig->db, DB_WRITE), db_msg(rig->db));
		must(db_end(rig->db, people_enter(rig->db, &actor, &m, rig_now, rig->arena)),
		    db_msg(rig->db));
	}
	return person.id;
}

void rig_password(struct rig *rig, const char *id, const char *password)
{
	static const struct actor actor = {.name = "rig"};
	char stored[PASSWORD_STORED];
	struct person person;

	must(people_get(rig->db, id, rig->arena, &person), db_msg(rig->db));
	assert_int_equal(password_hash(span_str(password), stored), 0);
	person.password = stored;
	must(people_store(rig->db, &actor, &person, "person.password", rig_now),
	    db_msg(rig->db));
}

/* --- the browser --- */

static int browsers;

struct rig_browser *rig_browser(struct rig *rig)
{
	struct rig_browser *b = ARENA_ARRAY(rig->arena, 1, struct rig_browser);

	browsers++;
	*b = (struct rig_browser){.rig = rig,
	    .remote = rig_f(rig, "10.0.%d.%d", browsers / 250, browsers % 250 + 1),
	    .lang = "en",
	    .origin = RIG_URL,
	    .csrf = "",
	    .body = "",
	    .type = "",
	    .location = ""};
	b->cookies.items = ARENA_ARRAY(rig->arena, COOKIES, struct serve_pair);
	return b;
}

static struct serve_pair *cookie_of(const struct rig_browser *b, const char *name)
{
	for (size_t i = 0; i < b->cookies.n; i++)
		if (strcmp(b->cookies.items[i].name, name) == 0)
			return &b->cookies.items[i];
	return NULL;
}

const char *rig_cookie(const struct rig_browser *b, const char *name)
{
	const struct serve_pair *pair = cookie_of(b, name);

	return pair ? pair->value : NULL;
}

static void set_cookie(struct rig_browser *b, const char *name, const char *value)
{
	struct serve_pair *pair = cookie_of(b, name);

	if (!value) {
		if (pair)
			*pair = b->cookies.items[--b->cookies.n];
		return;
	}
	if (!pair) {
		assert_true(b->cookies.n < COOKIES);
		pair = &b->cookies.items[b->cookies.n++];
	}
	*pair = (struct serve_pair){arena_strdup(b->rig->arena, name), value};
}

void rig_session(struct rig_browser *b, const char *person, bool strong)
{
	char secret[SECRET_TEXT], csrf[SECRET_TEXT], hash[SECRET_HASH];
	struct session session = {
	    .person = person, .remote = b->remote, .method = "rig", .strong = strong};
	struct actor actor = {.person = person};

	session.id = secret_hash(span_str(secret_token(secret)), hash);
	session.csrf = secret_token(csrf);
	must(signin_session_new(b->rig->db, &actor, &session, rig_now), db_msg(b->rig->db));
	set_cookie(b, SESSION_COOKIE, arena_strdup(b->rig->arena, secret));
	b->csrf = arena_strdup(b->rig->arena, csrf);
}

/* "NAME=VALUE; attributes", RFC 6265; only what our replies use. */
static void take_cookie(struct rig_browser *b, const char *header)
{
	struct arena *arena = b->rig->arena;
	const char *equals = strchr(header, '=');
	size_t n = equals ? strcspn(equals + 1, ";") : 0;
	bool gone = strstr(header, "Max-Age=0") != NULL;

	assert_non_null(equals);
	if (strncmp(header, "__Host-", 7) == 0) {
		assert_non_null(strstr(header, "; Secure"));
		assert_non_null(strstr(header, "; HttpOnly"));
		assert_non_null(strstr(header, "; Path=/;"));
	}
	set_cookie(b, arena_strndup(arena, header, (size_t)(equals - header)),
	    gone ? NULL : arena_strndup(arena, equals + 1, n));
}

static void take_reply(struct rig_browser *b, const struct serve_reply *reply)
{
	struct arena *arena = b->rig->arena;
	const char *csrf;

	b->status = reply->status;
	b->location = b->type = "";
	b->body = arena_strndup(arena, str_text(&reply->body), reply->body.n);
	b->headers = (struct serve_pairs){
	    ARENA_ARRAY(arena, reply->headers.n, struct serve_pair), reply->headers.n};
	for (size_t i = 0; i < reply->headers.n; i++) {
		const struct serve_pair *h = &reply->headers.items[i];

		b->headers.items[i] = (struct serve_pair){
		    arena_strdup(arena, h->name), arena_strdup(arena, h->value)};
		if (strcmp(h->name, "Set-Cookie") == 0)
			take_cookie(b, h->value);
		if (strcmp(h->name, "Location") == 0)
			b->location = arena_strdup(arena, h->value);
		if (strcmp(h->name, "Content-Type") == 0)
			b->type = arena_strdup(arena, h->value);
	}
	csrf = rig_between(b, "name=\"csrf\" value=\"", "\"");
	if (*csrf)
		b->csrf = csrf;
}

static void header(struct serve_request *rq, const char *name, const char *value)
{
	rq->headers.items[rq->headers.n++] = (struct serve_pair){name, value};
}

static int send_request(struct rig_browser *b, struct serve_request *rq, const char *target)
{
	struct arena *arena = b->rig->arena;
	const char *query = strchr(target, '?');
	struct form_pairs pairs = {0};
	struct serve_reply reply;

	rq->arena = arena;
	rq->target = target;
	rq->remote = b->remote;
	rq->tls = true;
	rq->id = "rigrigrigrigrigr";
	assert_int_equal(form_path(span_str(target), arena, &rq->path), 0);
	if (query)
		assert_int_equal(form_parse(span_str(query + 1), arena, &pairs), 0);
	rq->query = (struct serve_pairs){(struct serve_pair *)pairs.items, pairs.n};
	if (!b->bearer)
		rq->cookies = b->cookies;
	else
		header(rq, "authorization", rig_f(b->rig, "Bearer %s", b->bearer));
	header(rq, "accept-language", b->lang);
	if (b->header)
		header(rq, b->header, b->value);
	serve_reply_init(&reply, arena, true);
	route_dispatch(&b->rig->app, rq, &reply);
	take_reply(b, &reply);
	serve_reply_done(&reply);
	return b->status;
}

static struct serve_request request(struct rig_browser *b, const char *method)
{
	return (struct serve_request){.method = method,
	    .headers.items = ARENA_ARRAY(b->rig->arena, 8, struct serve_pair)};
}

int rig_get(struct rig_browser *b, const char *target)
{
	struct serve_request rq = request(b, "GET");

	return send_request(b, &rq, target);
}

int rig_post(struct rig_browser *b, const char *target, ...)
{
	struct serve_request rq = request(b, "POST");
	va_list args;
	const char *name;

	rq.form.items = ARENA_ARRAY(b->rig->arena, LIMIT_FORM_FIELDS, struct serve_pair);
	rq.form.items[rq.form.n++] = (struct serve_pair){"csrf", b->csrf};
	va_start(args, target);
	while ((name = va_arg(args, const char *)) != NULL) {
		assert_true(rq.form.n < LIMIT_FORM_FIELDS);
		rq.form.items[rq.form.n++] =
		    (struct serve_pair){name, va_arg(args, const char *)};
	}
	va_end(args);
	rq.files = &b->file;
	rq.nfiles = b->file.name != NULL;
	header(&rq, "content-type",
	    b->file.name ? "multipart/form-data" : "application/x-www-form-urlencoded");
	header(&rq, "origin", b->origin);
	(void)send_request(b, &rq, target);
	b->file = (struct serve_file){0};
	return b->status;
}

int rig_json(struct rig_browser *b, const char *method, const char *target, const char *body)
{
	struct serve_request rq = request(b, method);

	rq.body = span_str(body);
	header(&rq, "content-type", "application/json");
	if (!b->bearer) {
		header(&rq, "origin", b->origin);
		header(&rq, "x-csrf-token", b->csrf);
	}
	return send_request(b, &rq, target);
}

int rig_follow(struct rig_browser *b)
{
	const char *to = b->location;

	assert_true(to[0] == '/');
	return rig_get(b, to);
}

const char *rig_header(const struct rig_browser *b, const char *name)
{
	for (size_t i = b->headers.n; i-- > 0;)
		if (strcmp(b->headers.items[i].name, name) == 0)
			return b->headers.items[i].value;
	return "";
}

bool rig_has(const struct rig_browser *b, const char *text)
{
	return strstr(b->body, text) != NULL;
}

const char *rig_between(const struct rig_browser *b, const char *from, const char *to)
{
	const char *start = strstr(b->body, from);
	const char *end = start ? strstr(start + strlen(from), to) : NULL;

	if (!end)
		return "";
	start += strlen(from);
	return arena_strndup(b->rig->arena, start, (size_t)(end - start));
}

/* --- second factor --- */

const char *rig_code(struct rig *rig, const char *secret)
{
	char *key = NULL, code[7], *bare = arena_strdup(rig->arena, secret);
	size_t n = 0, to = 0;

	for (const char *c = secret; *c; c++)
		if (*c != ' ')
			bare[to++] = *c;
	bare[to] = '\0';
	assert_int_equal(oath_base32_decode(bare, to, &key, &n), OATH_OK);
	assert_int_equal(oath_totp_generate(key, n, rig_now / 1000, 30, 0, 6, code), OATH_OK);
	free(key);
	return arena_strdup(rig->arena, code);
}

const char *rig_authenticator(struct rig_browser *b)
{
	const char *secret;

	assert_int_equal(rig_get(b, "/profile/second-factor"), 200);
	assert_true(rig_has(b, "<svg"));
	secret = rig_between(b, "<code>", "</code>");
	assert_int_equal(strlen(secret), 32 + 7);
	assert_int_equal(
	    rig_post(b, "/profile/second-factor", "code", rig_code(b->rig, secret), NULL), 200);
	assert_true(rig_has(b, "Your recovery codes"));
	return secret;
}

/* --- what was told --- */

struct outgoing rig_mail(struct rig *rig, const char *template)
{
	struct outgoing out = {0};

	must(desk_find(rig->db, &outgoing_type,
		 "WHERE \"template\" = $1 ORDER BY \"created\" DESC, \"id\" DESC",
		 DESK_PARAMS(DESK_TEXT(template)), rig->arena, &out),
	    db_msg(rig->db));
	return out;
}

const char *rig_mailed_link(struct rig *rig, const char *template)
{
	struct outgoing out = rig_mail(rig, template);
	struct json *values;
	const char *link;

	assert_non_null(out.values);
	assert_int_equal(json_parse(span_str(out.values), rig->arena, &values, NULL), 0);
	link = json_text(json_get(values, "link"), "");
	assert_int_equal(strncmp(link, RIG_URL, strlen(RIG_URL)), 0);
	return link + strlen(RIG_URL);
}
