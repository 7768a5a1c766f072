/* The way of a request: route, who, where, may they, is the form ours, do it, write it down,
 * reply. */
#include "api/appender.h"
#include "api/body.h"
#include "api/idempotency.h"
#include "api/identify.h"
#include "api/problem.h"
#include "api/rate.h"
#include "api/route.h"

#include <pthread.h>

/* Each thread of the server has a handle of its own. */
struct own_db {
	struct db *db;
	const struct app *app;
	struct own_db *next;
};

static pthread_mutex_t owned_lock = PTHREAD_MUTEX_INITIALIZER;
static struct own_db *owned;
static _Thread_local struct own_db *mine;

static int open_db(struct call *call)
{
	int r = 0;

	if (mine && mine->app != call->app)
		mine = NULL; /* another application in the same process: a test's */
	if (!mine) {
		mine = mem_alloc(sizeof(*mine));
		mine->app = call->app;
		(void)pthread_mutex_lock(&owned_lock);
		mine->next = owned;
		owned = mine;
		(void)pthread_mutex_unlock(&owned_lock);
	}
	if (!mine->db)
		r = db_open(call->app->settings.db, 0, &call->msg, &mine->db);
	call->db = mine->db;
	return r;
}

/* A connection that broke is opened anew by the next request. */
static void leave_db(const struct call *call, int err)
{
	if (call->db && (err == ERR_IO || err == ERR_CLOSED))
		mine->db = db_close(mine->db);
}

void route_close(struct app *app)
{
	(void)pthread_mutex_lock(&owned_lock);
	for (struct own_db **at = &owned; *at;) {
		struct own_db *own = *at;

		if (own->app != app) {
			at = &own->next;
			continue;
		}
		*at = own->next;
		db_close(own->db);
		if (own == mine)
			mine = NULL;
		mem_free(own);
	}
	(void)pthread_mutex_unlock(&owned_lock);
}

/* en, fr or nb: what was chosen in this browser, the reader's own, the browser's, or the
 * server's. Programs are answered in English unless their request says otherwise. */
static const char *language(const struct call *call)
{
	static const char *const known[] = {"en", "fr", "nb", "no", NULL};
	const char *wish = call->json ? NULL : serve_cookie(call->rq, "varde-lang");
	const char *best = call->json ? "en" : call->app->settings.lang;
	size_t at = SIZE_MAX;

	if (!call->json && (!wish || !*wish))
		wish = call->who.lang;
	if (wish && *wish)
		for (int i = 0; i < 3; i++)
			if (strcmp(wish, known[i]) == 0)
				return known[i];
	wish = serve_header(call->rq, "accept-language");
	for (int i = 0; wish && known[i]; i++) {
		const char *found = strstr(wish, known[i]);

		if (found && (size_t)(found - wish) < at) {
			at = (size_t)(found - wish);
			best = i == 3 ? "nb" : known[i];
		}
	}
	return best ? best : "en";
}

static int find_org(struct call *call)
{
	const char *id = call_arg(call, "org");
	int r;

	if (!*id)
		return 0;
	call->org = ARENA_ARRAY(call->arena, 1, struct org);
	r = desk_get(call->db, &org_type, id, call->arena, call->org);
	if (r < 0)
		call->org = NULL;
	return r;
}

static bool stands_at(const struct call *call)
{
	for (int p = MAY_VIEW; p < PERMISSIONS; p++)
		if (who_may(&call->who, (enum permission)p, call->org->path))
			return true;
	return false;
}

/* 0, or the refusal's status. Who has nothing to do with an organisation is not told that it
 * exists. */
static int refusal(struct call *call)
{
	const struct route *route = call->route;
	bool there = !*call_arg(call, "org") || call->org;

	if (there && who_may(&call->who, route->need, call->org ? call->org->path : NULL)) {
		bool weak = call->who.person && !call->who.strong && !call->who.token;

		if (weak && !(route->flags & ROUTE_WEAK) && !call->app->settings.weak &&
		    route->need != MAY_PUBLIC)
			return REFUSE_WEAK;
		return 0;
	}
	if (!call->who.person)
		return 401;
	return call->org && stands_at(call) ? 403 : call->org || !there ? 404 : 403;
}

static bool changes(const struct call *call)
{
	return strcmp(call->route->method, "GET") != 0;
}

/* Reads of member data and refusals are written down; changes are, by whoever makes them. */
static int write_down(struct call *call, const char *outcome)
{
	const struct route *route = call->route;
	bool content = call->org || route->need >= MAY_VIEW; /* or all members' at once */
	bool read = content && !changes(call) && !(route->flags & ROUTE_NO_LOG);
	bool refused = strcmp(outcome, "refused") == 0;

	if (!call->app->appender || (!read && !refused))
		return 0;
	return appender_add(call->app->appender, &call->actor,
	    arena_printf(call->arena, "%s %s", route->method, route->path),
	    call->org ? call->org->id : NULL, call->rq->path, outcome, call->now);
}

static int answer(struct call *call)
{
	const struct route *route = call->route;
	int r = route->fn ? route->fn(call) : 0;

	if (r == 0 && call->wrong) {
		if (call->reply->status == 200)
			call->reply->status = 422;
		json_set_value(call->arena, call->data, "errors", call->errors);
		json_set_bool(call->arena, call->data, "wrong", true);
		if (call->json)
			return problem_fields(call);
	}
	if (r < 0 || call->replied)
		return r;
	if (call->json) {
		struct json_writer w;

		json_write_init(&w, &call->reply->body, 0);
		json_write_value(&w, call->data);
		serve_reply_header(call->reply, "Content-Type", "application/json");
		serve_reply_header(
		    call->reply, "Content-Disposition", "attachment; filename=\"api.json\"");
		return 0;
	}
	if (!call->page && changes(call))
		return call_redirect(call, NULL, "/");
	return call->app->render ? call->app->render(call, call->page) : 0;
}

/* A change that carries a key is done once. */
static int answer_once(struct call *call)
{
	struct idempotency row;
	bool done;
	int r = idempotency_begin(call, &row, &done);

	if (r < 0 || done)
		return r;
	return idempotency_end(call, &row, answer(call));
}

static void set_number(struct call *call, const char *header, int64_t v)
{
	serve_reply_header(
	    call->reply, header, arena_printf(call->arena, "%lld", (long long)v));
}

/* Who it is: a token that is not good is 401 (RFC 6750); 1 when that was answered, or there
 * were too many requests. */
static int let_in(struct call *call)
{
	int r = identify(call);
	struct rate rate;

	if (r == 0 && call->json) {
		bool ok = rate_take(
		    call->who.session ? call->who.session : call->rq->remote, call->now, &rate);

		set_number(call, "RateLimit-Limit", RATE_LIMIT);
		set_number(call, "RateLimit-Remaining", rate.left);
		set_number(call, "RateLimit-Reset", rate.reset);
		if (ok)
			return 0;
		set_number(call, "Retry-After", rate.reset);
		problem_refuse(call, 429);
		return 1;
	}
	if (r == ERR_DENIED) {
		serve_reply_header(
		    call->reply, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
		problem_reply(call, 401);
		return 1;
	}
	return r;
}

/* From the database on; gives 0 or ERR_*. What is refused has been answered. */
static int go(struct call *call)
{
	int status, r = open_db(call);

	if (r == 0)
		r = let_in(call);
	if (r)
		return r < 0 ? r : 0;
	call->lang = language(call);
	r = find_org(call);
	if (r < 0 && r != ERR_NOTFOUND)
		return call_db(call, r);
	status = refusal(call);
	if (status == 0 && changes(call) && call->who.person &&
	    !(call->route->flags & ROUTE_NO_CSRF) && !identify_form_is_ours(call))
		status = REFUSE_FORM;
	if (call->app->decided && call->app->decided(call, status))
		return 0;
	if (status) {
		r = write_down(call, "refused");
		problem_refuse(call, status);
		return r;
	}
	r = body_read(call);
	if (r == 0 && !call->replied)
		r = call->wrong ? problem_fields(call) : answer_once(call);
	if (r == 0)
		r = write_down(call, "done");
	return r;
}

/* OPTIONS says what the path understands (RFC 9110, 9.3.7); there is nothing for other origins.
 */
static void refuse_method(struct call *call, const char *allow)
{
	if (allow)
		serve_reply_header(call->reply, "Allow", allow);
	if (allow && strcmp(call->rq->method, "OPTIONS") == 0)
		call->reply->status = 204;
	else
		problem_refuse(call, allow ? 405 : 404);
}

/* Programs are told what is wrong as JSON, and are not sent to a page that signs people in. */
static bool is_for_programs(const char *path)
{
	static const char *const places[] = {
	    "/api/", "/worker/", "/csaf/", "/misp/", "/taxii2/", "/suricata/"};

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (strncmp(path, places[i], strlen(places[i])) == 0)
			return true;
	return false;
}

void route_dispatch(void *app, const struct serve_request *rq, struct serve_reply *reply)
{
	struct call call = {.app = app, .rq = rq, .reply = reply, .arena = rq->arena};
	const char *allow = NULL;
	int r;

	call.now = call.app->now();
	call.json = is_for_programs(rq->path);
	call.data = json_new_object(call.arena);
	call.errors = json_new_object(call.arena);
	call.lang = language(&call);
	call.actor.remote = rq->remote;
	call.route =
	    route_find(call.app->routes, rq->method, rq->path, call.arena, &call.args, &allow);
	if (!call.route) {
		refuse_method(&call, allow);
		return;
	}
	call.page = call.route->page;
	if (!(call.route->flags & ROUTE_OPEN))
		r = go(&call);
	else if (call.app->decided && call.app->decided(&call, 0))
		r = 0;
	else
		r = answer(&call);
	if (r < 0)
		problem_error(&call, r);
	leave_db(&call, r);
}
