/* Starting and stopping, and the way of a request through libmicrohttpd. */
#include "serve/serve_impl.h"

#include "os/clock.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { SPARE_FILES = 256, DRAIN_MS = 5 };

void serve_options_init(struct serve_options *o)
{
	*o = (struct serve_options){
	    .threads = 8,
	    .header_ms = 10000,
	    .body_ms = 60000,
	    .reply_rate = 16 << 10,
	    .idle_ms = 30000,
	    .body_max = 4 << 20,
	    .connections = 2000,
	    .per_address = 200,
	};
}

int64_t serve_now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void serve_wait(struct serve *serve, int64_t ms)
{
	struct timespec until;
	int64_t at = serve_now_us() + ms * 1000;

	if (serve->over)
		return;
	until = (struct timespec){.tv_sec = at / 1000000, .tv_nsec = at % 1000000 * 1000};
	(void)pthread_cond_timedwait(&serve->wake, &serve->lock, &until);
}

/* MHD_OPTION_URI_LOG_CALLBACK: the request line is in, and as it was sent. */
static void *on_target(void *cls UNUSED, const char *uri, struct MHD_Connection *mhd)
{
	struct serve_conn *conn = serve_conn_of(mhd);

	if (conn) {
		serve_request_begin(conn, uri);
		serve_conn_phase(conn, SERVE_HEAD, conn->serve->o.header_ms);
	}
	return NULL;
}

/* MHD_OPTION_UNESCAPE_CALLBACK: we decode ourselves, and refuse what is wrong. */
static size_t leave_escaped(void *cls UNUSED, struct MHD_Connection *mhd UNUSED, char *s)
{
	return strlen(s);
}

static enum MHD_Result handle(struct serve_conn *conn, struct MHD_Connection *mhd)
{
	struct serve *serve = conn->serve;
	const struct serve_request *rq = &conn->call->rq;
	struct serve_reply reply;
	const char *why = NULL;
	enum MHD_Result result;
	int status;

	serve_conn_phase(conn, SERVE_HANDLER, 0);
	status = serve_request_end(conn, &why);
	if (status)
		return serve_reply_refuse(conn, mhd, status, why);
	serve_reply_init(&reply, rq->arena, rq->tls);
	serve->o.handler(serve->o.app, rq, &reply);
	serve->requests++;
	result = serve_reply_send(conn, mhd, &reply);
	serve_reply_done(&reply);
	return result;
}

/*
 * MHD_AccessHandlerCallback: called when the headers are in, for each part of the body, and
 * when all is in. A reply queued on the first call makes MHD close the connection, so that only
 * refusals are.
 */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url UNUSED,
    const char *method, const char *version, const char *upload, size_t *upload_n,
    void **context UNUSED)
{
	struct serve *serve = cls;
	struct serve_conn *conn = serve_conn_of(mhd);
	const char *why = NULL;
	int status;

	if (!conn || !conn->call)
		return MHD_NO;
	if (!conn->call->begun) {
		conn->call->begun = true;
		serve_conn_phase(conn, SERVE_BODY, serve->o.body_ms);
		status = serve_request_head(conn, mhd, method, version, &why);
		return status ? serve_reply_refuse(conn, mhd, status, why) : MHD_YES;
	}
	if (*upload_n > 0) {
		bool go_on = serve_request_body(conn, span_of(upload, *upload_n));

		*upload_n = 0;
		return go_on ? MHD_YES : MHD_NO;
	}
	return handle(conn, mhd);
}

/* MHD_OPTION_NOTIFY_COMPLETED: the reply is sent, or the connection is gone. */
static void on_completed(void *cls, struct MHD_Connection *mhd, void **context UNUSED,
    enum MHD_RequestTerminationCode code UNUSED)
{
	struct serve *serve = cls;
	struct serve_conn *conn = serve_conn_of(mhd);
	const struct serve_call *call = conn ? conn->call : NULL;

	if (!call)
		return;
	if (serve->o.log && call->begun)
		serve->o.log(serve->o.app, &call->rq, call->status ? call->status : 408,
		    call->status ? call->bytes : 0, serve_now_us() - call->start_us);
	serve_conn_forget(conn);
	serve_conn_phase(conn, SERVE_IDLE, serve->o.idle_ms);
}

/* MHD_OPTION_EXTERNAL_LOGGER: kept while starting; at run time a client's faults are no news.
 */
static void on_words(void *cls, const char *format, va_list ap) PRINTF(2, 0);
static void on_words(void *cls, const char *format, va_list ap)
{
	struct serve *serve = cls;

	if (!serve->started)
		(void)vsnprintf(serve->mhd_said, sizeof(serve->mhd_said), format, ap);
}

static void raise_files(const struct serve_options *o)
{
	struct rlimit r;
	rlim_t need = (rlim_t)o->connections + SPARE_FILES;

	if (getrlimit(RLIMIT_NOFILE, &r) < 0 || r.rlim_cur >= need)
		return;
	r.rlim_cur = MIN(need, r.rlim_max);
	(void)setrlimit(RLIMIT_NOFILE, &r);
}

static int start_mhd(struct serve *serve, struct msg *msg)
{
	const struct serve_options *o = &serve->o;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | MHD_USE_ITC |
			 MHD_USE_ERROR_LOG;
	/* MHD divides its limit among its threads; ours, in serve_conn_accept, is for all. */
	unsigned limit = (unsigned)(o->threads * (o->connections + SPARE_FILES));
	struct MHD_OptionItem tls[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0, serve->cert},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, serve->key},
	    {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)serve_tls_priorities},
	    {serve->client_ca ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0,
		serve->client_ca},
	    {MHD_OPTION_END, 0, NULL},
	};

	if (!serve->cert)
		tls[0].option = MHD_OPTION_END;
	else
		flags |= MHD_USE_TLS;
	serve->mhd = MHD_start_daemon(flags, 0, serve_conn_accept, serve, on_request, serve,
	    MHD_OPTION_EXTERNAL_LOGGER, on_words, serve, MHD_OPTION_LISTEN_SOCKET,
	    serve->listen_fd, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)o->threads,
	    MHD_OPTION_CONNECTION_LIMIT, limit, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)SERVE_POOL, MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_STRICT_FOR_CLIENT,
	    1, MHD_OPTION_URI_LOG_CALLBACK, on_target, serve, MHD_OPTION_UNESCAPE_CALLBACK,
	    leave_escaped, serve, MHD_OPTION_NOTIFY_CONNECTION, serve_conn_notify, serve,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, serve, MHD_OPTION_ARRAY, tls,
	    MHD_OPTION_END);
	serve->started = true;
	if (serve->mhd)
		return 0;
	msg_what(msg, "the server could not start");
	msg_detail(msg, "%s", serve->mhd_said);
	msg_hint(msg, "check the limits of open files and memory");
	return ERR_IO;
}

/* Signals are the program's: no thread of ours takes one. */
static int start_threads(struct serve *serve, struct msg *msg)
{
	sigset_t all, old;
	int err;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, &old);
	err = start_mhd(serve, msg);
	if (err == 0 &&
	    (pthread_create(&serve->reaper, NULL, serve_conn_reap, serve) != 0 ||
		pthread_create(&serve->ticker, NULL, serve_stream_tick, serve) != 0)) {
		msg_what(msg, "the server could not start its threads");
		err = ERR_IO;
	}
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return err;
}

static int prepare(struct serve *serve, struct msg *msg)
{
	const char *proxy = serve->o.proxy;

	if (serve->o.threads < 1 || serve->o.threads > SERVE_THREADS) {
		msg_what(msg, "the server cannot run %d threads", serve->o.threads);
		msg_hint(msg, "choose 1 to %d", SERVE_THREADS);
		return ERR_RANGE;
	}
	serve->proxy_unix = proxy && strcmp(proxy, "unix") == 0;
	serve->has_proxy = proxy && !serve->proxy_unix;
	if (serve->has_proxy && serve_listen_address(proxy, &serve->proxy) < 0) {
		msg_what(msg, "this is no address of a proxy: %s", proxy);
		msg_hint(msg, "write its IP address, or unix");
		return ERR_SYNTAX;
	}
	if (serve->o.cert || serve->o.key || serve->o.client_ca) {
		int err = serve_tls_load(serve, msg);

		if (err < 0)
			return err;
	}
	return serve_listen(serve, msg);
}

static void wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	(void)mem_free(text);
}

static struct serve *free_serve(struct serve *serve)
{
	if (serve->listen_fd >= 0)
		(void)close(serve->listen_fd);
	if (serve->unix_path)
		(void)unlink(serve->unix_path);
	(void)mem_free(serve->unix_path);
	(void)mem_free(serve->cert);
	(void)mem_free(serve->client_ca);
	wipe(serve->key);
	(void)pthread_cond_destroy(&serve->wake);
	(void)pthread_mutex_destroy(&serve->lock);
	return mem_free(serve);
}

int serve_start(const struct serve_options *o, struct serve **ret, struct msg *msg)
{
	struct serve *serve = mem_alloc(sizeof(*serve));
	pthread_condattr_t mono;
	int err;

	serve->o = *o;
	serve->listen_fd = -1;
	rng_seed_system(&serve->rng);
	serve->seed = rng_next(&serve->rng);
	(void)pthread_mutex_init(&serve->lock, NULL);
	(void)pthread_condattr_init(&mono);
	(void)pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&serve->wake, &mono);
	(void)pthread_condattr_destroy(&mono);
	err = prepare(serve, msg);
	if (err == 0) {
		raise_files(o);
		err = start_threads(serve, msg);
	}
	if (err < 0) {
		(void)serve_stop(serve, 0);
		return err;
	}
	*ret = serve;
	return 0;
}

int serve_port(const struct serve *serve)
{
	return serve->port;
}

void serve_figures(const struct serve *serve, struct serve_figures *ret)
{
	*ret = (struct serve_figures){
	    .requests = serve->requests,
	    .refused = serve->refused,
	    .connections = serve->connections,
	    .streams = serve->streams,
	    .reaped = serve->reaped,
	};
}

static void set_flag(struct serve *serve, _Atomic bool *flag)
{
	(void)pthread_mutex_lock(&serve->lock);
	*flag = true;
	(void)pthread_cond_broadcast(&serve->wake);
	(void)pthread_mutex_unlock(&serve->lock);
}

struct serve *serve_stop(struct serve *serve, int64_t wait_ms)
{
	int64_t until = serve_now_us() + wait_ms * 1000;
	static const struct timespec pause = {.tv_nsec = DRAIN_MS * 1000000L};

	if (!serve)
		return NULL;
	if (serve->mhd)
		(void)MHD_quiesce_daemon(serve->mhd);
	set_flag(serve, &serve->stopping);
	if (serve->ticker)
		(void)pthread_join(serve->ticker, NULL);
	while (serve_conn_drain(serve) > 0 && serve_now_us() < until)
		(void)nanosleep(&pause, NULL);
	set_flag(serve, &serve->over);
	if (serve->reaper)
		(void)pthread_join(serve->reaper, NULL);
	/* Joins MHD's threads: a handler that runs is waited for, whatever wait_ms says. */
	if (serve->mhd)
		MHD_stop_daemon(serve->mhd);
	return free_serve(serve);
}
