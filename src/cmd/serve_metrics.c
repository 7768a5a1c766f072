#include "cmd/serve_metrics.h"

#include "api/metrics.h"
#include "base/log.h"
#include "os/clock.h"

#include <pthread.h>

enum { SEGMENT_MAX = 40, OUT_MAX = 1 << 20, STOP_MS = 500 };

struct serve_metrics {
	const struct settings *settings;
	const struct serve *web;
	struct serve *listener;
	pthread_mutex_t lock; /* of db: one request at a time uses it */
	struct db *db;        /* NULL until it is wanted, and after a failure */
};

/* Of the whole process. */
static struct metrics counted;

const char *serve_metrics_path(const char *path, struct arena *arena)
{
	STR_AUTO(out, 65536);

	while (*path) {
		size_t n = strcspn(path + 1, "/");

		if (n >= SEGMENT_MAX)
			str_add(&out, "/[cut]");
		else
			str_put(&out, path, n + 1);
		path += n + 1;
	}
	return str_dup(&out, arena);
}

void serve_metrics_request(
    void *app UNUSED, const struct serve_request *rq, int status, size_t bytes, int64_t us)
{
	char code[16], size[24], took[24];

	metrics_request(&counted, status, us);
	(void)snprintf(code, sizeof(code), "%d", status);
	(void)snprintf(size, sizeof(size), "%zu", bytes);
	(void)snprintf(took, sizeof(took), "%lld", (long long)us);
	log_pairs(
	    LOG_INFO, (const char *const[]){"request", rq->id, "remote", rq->remote, "method",
			  rq->method, "path", serve_metrics_path(rq->path, rq->arena), "status",
			  code, "bytes", size, "us", took, NULL});
}

/* The figures of the process stand even when the database is away. */
static void put_database(struct serve_metrics *m, struct str *out)
{
	int r = 0;

	(void)pthread_mutex_lock(&m->lock);
	if (!m->db)
		r = db_open(m->settings->db, DB_AS_IS, NULL, &m->db);
	if (r < 0) {
		counted.db_errors++;
		str_add(out, "# TYPE varde_database_up gauge\nvarde_database_up 0\n");
	} else if (metrics_database(&counted, m->db, clock_system.wall(NULL), out) < 0) {
		m->db = db_close(m->db);
	}
	(void)pthread_mutex_unlock(&m->lock);
}

static void answer(void *app, const struct serve_request *rq, struct serve_reply *reply)
{
	struct serve_metrics *m = app;
	struct serve_figures figures;

	if (strcmp(rq->path, "/metrics") != 0 || strcmp(rq->method, "GET") != 0) {
		reply->status = 404;
		return;
	}
	serve_figures(m->web, &figures);
	serve_reply_header(reply, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
	metrics_process(&counted, &figures, &reply->body);
	put_database(m, &reply->body);
}

static bool is_local(const char *listen)
{
	return strncmp(listen, "127.", 4) == 0 || strncmp(listen, "[::1]:", 6) == 0 ||
	       strncmp(listen, "unix:", 5) == 0;
}

int serve_metrics_start(const struct settings *settings, const struct serve *web,
    struct serve_metrics **ret, struct msg *msg)
{
	struct serve_metrics *m;
	struct serve_options o;
	int r;

	*ret = NULL;
	if (!settings->metrics_listen)
		return 0;
	if (!is_local(settings->metrics_listen)) {
		msg_what(msg, "figures are shown on this machine only");
		msg_detail(msg, "metrics_listen = %s", settings->metrics_listen);
		msg_hint(msg, "listen on 127.0.0.1:PORT, [::1]:PORT or unix:PATH");
		return ERR_DENIED;
	}
	m = mem_alloc(sizeof(*m));
	*m = (struct serve_metrics){.settings = settings, .web = web};
	(void)pthread_mutex_init(&m->lock, NULL);
	serve_options_init(&o);
	o.listen = settings->metrics_listen;
	o.threads = 1;
	o.connections = 20;
	o.handler = answer;
	o.app = m;
	r = serve_start(&o, &m->listener, msg);
	if (r < 0) {
		serve_metrics_stop(m);
		return r;
	}
	log_line(LOG_INFO, "figures at %s/metrics (port %d)", settings->metrics_listen,
	    serve_port(m->listener));
	*ret = m;
	return 0;
}

struct serve_metrics *serve_metrics_stop(struct serve_metrics *m)
{
	if (!m)
		return NULL;
	serve_stop(m->listener, STOP_MS);
	db_close(m->db);
	(void)pthread_mutex_destroy(&m->lock);
	return mem_free(m);
}
