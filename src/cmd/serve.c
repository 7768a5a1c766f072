#include "cmd/serve.h"

#include "api/appender.h"
#include "api/house.h"
#include "api/route.h"
#include "api/worker.h"
#include "base/log.h"
#include "cmd/kb_pack.h"
#include "cmd/serve_metrics.h"
#include "cmd/serve_notify.h"
#include "cmd/serve_schedule.h"
#include "cmd/serve_sources.h"
#include "cmd/serve_workers.h"
#include "os/clock.h"
#include "pack/knowledge_current.h"
#include "portal/render.h"
#include "portal/routes.h"
#include "portal/words.h"

#include <signal.h>
#include <unistd.h>

#define O_SERVER(m, nm, ty, arg, doc)                                      \
	{                                                                  \
		nm, ty, offsetof(struct server_options, m), arg, doc, NULL \
	}

const struct option_row serve_options[] = {
    O_SERVER(config, "config", OPTION_TEXT, "FILE", "the settings (" CONFIG_FILE ")"),
    O_SERVER(set, "set", OPTION_LIST, "NAME=VALUE", "a setting, over the file's (repeatable)"),
    O_SERVER(log_json, "log-json", OPTION_FLAG, NULL, "log JSON objects, one a line"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

enum { WORKER_BODY = 66 << 20 }; /* the largest unit of a spool, and what was before it */
enum { WAIT_MS = 10000 };        /* for running requests when the server ends */

struct server {
	struct arena *arena;
	struct app app;
	struct serve *web;
	const struct server_options *options;
	struct app worker_app; /* of the listener for workers elsewhere */
	struct order_house house;
	struct serve *worker_web;
	struct serve_schedule *schedule;
	struct serve_notify *notify;
	struct serve_sources *sources;
	struct serve_workers *workers;
	struct serve_metrics *metrics;
};

int server_settings(
    const struct server_options *o, struct arena *arena, struct settings *ret, struct msg *msg)
{
	int r = config_read(o->config, arena, ret, msg);

	for (size_t i = 0; r == 0 && i < o->set.n; i++)
		r = config_parse(span_str(o->set.items[i]), arena, ret, msg);
	if (r == 0)
		knowledge_use(kb_pack_path(ret->knowledge, ret->db, arena));
	return r;
}

static int64_t wall(void)
{
	return clock_system.wall(NULL);
}

/* The database must be there: an empty one in the wrong place would look like a loss. */
static int check_db(const struct settings *s, struct msg *msg)
{
	struct db *db = NULL;
	int r = db_open(s->db, 0, msg, &db);

	db_close(db);
	if (r == ERR_NOTFOUND)
		msg_hint(msg, "varde init makes it; or set db in the configuration");
	return r;
}

static int start_web(struct server *server, struct msg *msg)
{
	const struct settings *s = &server->app.settings;
	struct serve_options o;

	serve_options_init(&o);
	o.listen = s->listen;
	o.cert = s->tls_cert;
	o.key = s->tls_key;
	o.proxy = s->proxy;
	o.handler = route_dispatch;
	o.app = &server->app;
	o.log = serve_metrics_request;
	return serve_start(&o, &server->web, msg);
}

/* Workers on other machines: a listener of its own, only with certificates that our authority
 * signed. */
static int start_worker_web(struct server *server, struct msg *msg)
{
	const struct settings *s = &server->app.settings;
	struct serve_options o;

	if (!s->worker_listen)
		return 0;
	if (!s->worker_cert || !s->worker_key || !s->worker_ca) {
		msg_what(msg, "the listener for workers has no certificates");
		msg_hint(msg, "set worker_cert, worker_key and worker_ca");
		return ERR_SYNTAX;
	}
	house_init(s, server->arena, &server->house);
	server->worker_app.settings = *s;
	server->worker_app.routes = worker_tables;
	server->worker_app.extra = &server->house;
	server->worker_app.now = wall;
	serve_options_init(&o);
	o.listen = s->worker_listen;
	o.cert = s->worker_cert;
	o.key = s->worker_key;
	o.client_ca = s->worker_ca;
	o.body_max = WORKER_BODY;
	o.handler = route_dispatch;
	o.app = &server->worker_app;
	return serve_start(&o, &server->worker_web, msg);
}

/* What else is done now and then, each a row. */
static const struct serve_schedule_row schedule_rows[] = {
    {NULL, 0, NULL, NULL},
};

static int start(struct server *server, struct msg *msg)
{
	int r = check_db(&server->app.settings, msg);

	server->app.routes = portal_tables;
	server->app.render = render_page;
	server->app.word = words_value;
	server->app.now = wall;
	if (r == 0)
		r = render_load(&server->app.pages, msg);
	if (r == 0)
		r = appender_start(server->app.settings.db, &server->app.appender, msg);
	if (r == 0)
		r = start_web(server, msg);
	if (r == 0)
		r = serve_metrics_start(
		    &server->app.settings, server->web, &server->metrics, msg);
	if (r == 0)
		r = start_worker_web(server, msg);
	if (r == 0)
		r = serve_schedule_start(
		    &server->app.settings, schedule_rows, &server->schedule, msg);
	if (r == 0)
		r = serve_notify_start(&server->app.settings, &server->notify, msg);
	if (r == 0)
		r = serve_sources_start(&server->app.settings, &server->sources, msg);
	if (r == 0 && server->app.settings.workers)
		r = serve_workers_start(
		    server->options, &server->app.settings, &server->workers, msg);
	return r;
}

static void stop(struct server *server)
{
	serve_metrics_stop(server->metrics);
	serve_workers_stop(server->workers);
	serve_notify_stop(server->notify);
	serve_sources_stop(server->sources);
	serve_schedule_stop(server->schedule);
	serve_stop(server->worker_web, WAIT_MS);
	serve_stop(server->web, WAIT_MS);
	appender_stop(server->app.appender);
	route_close(&server->worker_app);
	route_close(&server->app);
	template_set_free(server->app.pages);
	arena_free(server->arena);
}

/* Blocked before the first thread starts, so that only this one hears them. */
static void block_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGINT);
	(void)sigaddset(set, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

int cmd_serve(int argc, char **argv)
{
	struct server server = {.arena = arena_new()};
	struct server_options o = {0};
	struct text_list rest = {0};
	struct msg msg = {0};
	sigset_t signals;
	int code = EXIT_DONE, number;
	int r = options_parse("serve", argc, argv, &o, &rest, server.arena, &msg);

	server.options = &o;
	if (o.log_json)
		log_json(wall);
	block_signals(&signals);
	if (r == 0)
		r = server_settings(&o, server.arena, &server.app.settings, &msg);
	if (r == 0)
		r = start(&server, &msg);
	if (r < 0) {
		code = options_fail(r, &msg);
	} else {
		log_line(LOG_INFO, "serving %s at %s (port %d)", server.app.settings.url,
		    server.app.settings.listen, serve_port(server.web));
		(void)sigwait(&signals, &number);
		log_line(LOG_INFO, "stopping");
	}
	stop(&server);
	return code;
}
