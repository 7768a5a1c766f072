#include "rig.h"
#include "test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int64_t rig_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void rig_sleep(int64_t ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	(void)nanosleep(&t, NULL);
}

/* Counts to three, then ends. */
struct counter {
	struct rig *rig;
	int n;
	bool quiet; /* never says anything */
	bool flood; /* says more than a socket holds, and never ends */
};

static int count(void *state, struct str *out)
{
	struct counter *c = state;

	if (c->quiet)
		return 0;
	for (int i = 0; c->flood && i < 64; i++)
		str_addf(out, "data: %4000d\n\n", i);
	if (c->flood)
		return 0;
	str_addf(out, "data: %d\n\n", ++c->n);
	return c->n == 3;
}

static void end_count(void *state)
{
	struct counter *c = state;

	c->rig->ended++;
	(void)mem_free(c);
}

static void add_pairs(struct str *to, const char *what, const struct serve_pairs *pairs)
{
	for (size_t i = 0; i < pairs->n; i++)
		str_addf(to, "%s %s=%s\n", what, pairs->items[i].name, pairs->items[i].value);
}

/* Says what was asked. */
static void echo(const struct serve_request *rq, struct serve_reply *reply)
{
	struct str *b = &reply->body;

	serve_reply_header(reply, "Content-Type", "text/plain; charset=utf-8");
	str_addf(b, "method %s\npath %s\ntarget %s\nremote %s\ntls %d\npeer %s\nid %zu\n",
	    rq->method, rq->path, rq->target, rq->remote, rq->tls, rq->peer ? rq->peer : "-",
	    strlen(rq->id));
	add_pairs(b, "query", &rq->query);
	add_pairs(b, "form", &rq->form);
	add_pairs(b, "cookie", &rq->cookies);
	add_pairs(b, "header", &rq->headers);
	for (size_t i = 0; i < rq->nfiles; i++)
		str_addf(b, "file %s %s %s %zu\n", rq->files[i].name, rq->files[i].filename,
		    rq->files[i].type, rq->files[i].bytes.n);
	str_addf(b, "body %zu\n", rq->body.n);
}

static void stream(struct rig *rig, const char *path, struct serve_reply *reply)
{
	struct counter *c = mem_alloc(sizeof(*c));

	*c = (struct counter){.rig = rig, .quiet = path[1] == 'q', .flood = path[1] == 'f'};
	reply->events = count;
	reply->events_state = c;
	reply->events_end = end_count;
}

static void send_file(struct serve_reply *reply)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	for (int i = 0; i < 10000; i++)
		(void)fputs("0123456789", f);
	(void)fflush(f);
	reply->file = dup(fileno(f));
	(void)fclose(f);
}

static void answer(void *app, const struct serve_request *rq, struct serve_reply *reply)
{
	struct rig *rig = app;

	if (strcmp(rq->path, "/count") == 0 || strcmp(rq->path, "/quiet") == 0 ||
	    strcmp(rq->path, "/flood") == 0) {
		stream(rig, rq->path, reply);
	} else if (strcmp(rq->path, "/file") == 0) {
		send_file(reply);
	} else if (strcmp(rq->path, "/slow") == 0) {
		rig->in_handler = true;
		rig_sleep(rig->handler_ms);
		str_add(&reply->body, "slow\n");
	} else if (strcmp(rq->path, "/huge") == 0) {
		for (int i = 0; i < 4096; i++)
			str_addf(&reply->body, "%4096d", i);
	} else if (strcmp(rq->path, "/over") == 0) {
		str_init(&reply->body, 4);
		str_add(&reply->body, "too long");
	} else if (strcmp(rq->path, "/headers") == 0) {
		serve_reply_header(reply, "cache-control", "max-age=60");
		serve_reply_header(reply, "referrer-policy", NULL);
		serve_reply_header(reply, "Location", "/next\r\nSet-Cookie: stolen=1");
		serve_reply_add(reply, "Set-Cookie", "a=1");
		serve_reply_add(reply, "Set-Cookie", "b=2");
		for (int i = 0; i < 40; i++)
			serve_reply_add(reply, "X-Many", arena_printf(rq->arena, "%d", i));
		reply->status = 303;
	} else {
		echo(rq, reply);
	}
}

static void note(
    void *app, const struct serve_request *rq, int status, size_t bytes, int64_t us)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the path */
	struct rig_log *log = &((struct rig *)app)->log;

	(void)pthread_mutex_lock(&lock);
	(void)snprintf(log->path, sizeof(log->path), "%s", rq->path);
	(void)pthread_mutex_unlock(&lock);
	log->status = status;
	log->bytes = (long)bytes;
	log->us = us;
	log->lines++;
}

void rig_init(struct rig *rig)
{
	*rig = (struct rig){.arena = arena_new()};
	serve_options_init(&rig->o);
	rig->o.listen = "127.0.0.1:0";
	rig->o.header_ms = rig->o.body_ms = rig->o.idle_ms = 60000;
	rig->o.handler = answer;
	rig->o.app = rig;
	rig->o.log = note;
}

void rig_start(struct rig *rig)
{
	struct msg msg = {.what = ""};

	if (serve_start(&rig->o, &rig->serve, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	if (strncmp(rig->o.listen, "unix:", 5) != 0)
		assert_true(serve_port(rig->serve) > 0);
}

void rig_done(struct rig *rig)
{
	rig->serve = serve_stop(rig->serve, 0);
	rig->arena = arena_free(rig->arena);
}

int rig_connect(const struct rig *rig)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	struct timeval wait = {.tv_sec = RIG_WAIT_MS / 1000};
	bool local = strncmp(rig->o.listen, "unix:", 5) == 0;
	int fd = socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int bad;

	assert_true(fd >= 0);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	if (local) {
		(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s", rig->o.listen + 5);
		bad = connect(fd, (struct sockaddr *)&un, sizeof(un));
	} else {
		v4.sin_port = htons((uint16_t)serve_port(rig->serve));
		v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		bad = connect(fd, (struct sockaddr *)&v4, sizeof(v4));
	}
	if (bad < 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

bool rig_send(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes += sent;
		n -= (size_t)sent;
	}
	return true;
}

bool rig_say(int fd, const char *text)
{
	return rig_send(fd, text, strlen(text));
}

static char *read_some(struct rig *rig, int fd, const char *until)
{
	STR_AUTO(all, 64 << 20);
	char buf[16384];
	ssize_t n;

	while ((n = recv(fd, buf, sizeof(buf), 0)) > 0) {
		str_put(&all, buf, (size_t)n);
		if (until && strstr(str_text(&all), until))
			break;
	}
	if (until && n <= 0)
		return NULL;
	return str_dup(&all, rig->arena);
}

char *rig_read_all(struct rig *rig, int fd)
{
	return read_some(rig, fd, NULL);
}

char *rig_read_until(struct rig *rig, int fd, const char *text)
{
	return read_some(rig, fd, text);
}

static char *talk(struct rig *rig, const char *bytes, size_t n)
{
	int fd = rig_connect(rig);
	char *reply;

	assert_true(fd >= 0);
	(void)rig_send(fd, bytes, n);
	reply = rig_read_all(rig, fd);
	(void)close(fd);
	return reply;
}

char *rig_talk(struct rig *rig, const char *text)
{
	return talk(rig, text, strlen(text));
}

int rig_status(const char *reply)
{
	return strncmp(reply, "HTTP/1.1 ", 9) == 0 ? atoi(reply + 9) : 0;
}

int rig_ask(struct rig *rig, const char *bytes, size_t n)
{
	return rig_status(talk(rig, bytes, n));
}

static void wait_figure(const struct rig *rig, bool streams, int64_t n)
{
	struct serve_figures f = {0};

	for (int64_t until = rig_now() + RIG_WAIT_MS; rig_now() < until; rig_sleep(2)) {
		serve_figures(rig->serve, &f);
		if ((streams ? f.streams : f.connections) == n)
			return;
	}
	fail_msg("%d connections and %d streams, not %d", (int)f.connections, (int)f.streams,
	    (int)n);
}

void rig_wait_connections(const struct rig *rig, int64_t n)
{
	wait_figure(rig, false, n);
}

void rig_wait_streams(const struct rig *rig, int64_t n)
{
	wait_figure(rig, true, n);
}
