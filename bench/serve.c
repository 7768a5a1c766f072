/*
 * The HTTP server's cost: processor time of a small reply, beside bare libmicrohttpd with the
 * same bytes, and of 1,000 readers of events. The server is a child, so that its time is told
 * apart from the load's. Prints "NAME CPU_US REQUESTS PEAK_KIB" a measurement.
 */
#include "serve/serve.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 64, REQUESTS = 200000, READERS = 1000, SECONDS = 5, BODY = 1024 };

static char body[BODY + 1];

static int event(void *state, struct str *out)
{
	str_addf(out, "data: %d\n\n", ++*(int *)state);
	return 0;
}

static void end(void *state)
{
	(void)mem_free(state);
}

static void answer(void *app UNUSED, const struct serve_request *rq, struct serve_reply *reply)
{
	if (strcmp(rq->path, "/events") == 0) {
		reply->events = event;
		reply->events_state = mem_alloc(sizeof(int));
		reply->events_end = end;
		return;
	}
	serve_reply_header(reply, "Content-Type", "application/json");
	str_put(&reply->body, body, BODY);
}

static void run_ours(int ready, int stop)
{
	struct serve_options o;
	struct serve *serve;
	struct msg msg = {.what = ""};
	int port;
	char c;

	serve_options_init(&o);
	o.listen = "127.0.0.1:0";
	o.per_address = 2000;
	o.handler = answer;
	if (serve_start(&o, &serve, &msg) < 0)
		_exit(1);
	port = serve_port(serve);
	if (write(ready, &port, sizeof(port)) != sizeof(port) || read(stop, &c, 1) < 0)
		_exit(1);
	(void)serve_stop(serve, 1000);
	_exit(0);
}

/* The least that libmicrohttpd needs: one response made once, with the headers that we send. */
static enum MHD_Result bare(void *cls, struct MHD_Connection *mhd, const char *url UNUSED,
    const char *method UNUSED, const char *version UNUSED, const char *up UNUSED,
    size_t *n UNUSED, void **context)
{
	static int seen;

	if (!*context) {
		*context = &seen;
		return MHD_YES;
	}
	return MHD_queue_response(mhd, 200, cls);
}

static void run_bare(int ready, int stop)
{
	struct MHD_Response *r =
	    MHD_create_response_from_buffer(BODY, body, MHD_RESPMEM_PERSISTENT);
	struct arena *arena = arena_new();
	struct serve_reply reply;
	const union MHD_DaemonInfo *info;
	struct MHD_Daemon *d;
	struct sockaddr_in any = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int port;
	char c;

	serve_reply_init(&reply, arena, false);
	serve_reply_header(&reply, "Content-Type", "application/json");
	for (size_t i = 0; i < reply.headers.n; i++)
		(void)MHD_add_response_header(
		    r, reply.headers.items[i].name, reply.headers.items[i].value);
	d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, bare, r,
	    MHD_OPTION_SOCK_ADDR, &any, MHD_OPTION_THREAD_POOL_SIZE, 2U, MHD_OPTION_END);
	info = d ? MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT) : NULL;
	if (!info)
		_exit(1);
	port = info->port;
	if (write(ready, &port, sizeof(port)) != sizeof(port) || read(stop, &c, 1) < 0)
		_exit(1);
	MHD_stop_daemon(d);
	_exit(0);
}

static int dial(int port, const char *path)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char text[128];
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int n = snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 ||
	    send(fd, text, (size_t)n, MSG_NOSIGNAL) != n) {
		perror("bench-serve");
		exit(1);
	}
	return fd;
}

/* Clients that ask again as soon as they are answered; small replies come in one piece. */
static long load_small(int port)
{
	static const char get[] = "GET /s HTTP/1.1\r\nHost: x\r\n\r\n";
	struct pollfd p[CLIENTS];
	char buf[8192];
	long done = 0;

	for (int i = 0; i < CLIENTS; i++)
		p[i] = (struct pollfd){.fd = dial(port, "/s"), .events = POLLIN};
	while (done < REQUESTS && poll(p, CLIENTS, 10000) > 0) {
		for (int i = 0; i < CLIENTS; i++) {
			ssize_t n;

			if (!p[i].revents)
				continue;
			n = recv(p[i].fd, buf, sizeof(buf), 0);
			if (n <= BODY || buf[n - 1] != 'x' ||
			    send(p[i].fd, get, sizeof(get) - 1, MSG_NOSIGNAL) < 0)
				return -1;
			done++;
		}
	}
	for (int i = 0; i < CLIENTS; i++)
		(void)close(p[i].fd);
	return done;
}

static long count_events(const char *p, ssize_t n)
{
	long events = 0;

	for (ssize_t i = 0; i < n; i++)
		events += p[i] == ':' && i >= 4 && memcmp(p + i - 4, "data", 4) == 0;
	return events;
}

/* Readers of events, for so many seconds; the number of events that all of them read. */
static long load_events(int port)
{
	static struct pollfd p[READERS];
	char buf[16384];
	time_t until = time(NULL) + SECONDS;
	long events = 0;

	for (int i = 0; i < READERS; i++)
		p[i] = (struct pollfd){.fd = dial(port, "/events"), .events = POLLIN};
	while (time(NULL) < until && poll(p, READERS, 1000) > 0) {
		for (int i = 0; i < READERS; i++) {
			ssize_t n = p[i].revents ? recv(p[i].fd, buf, sizeof(buf), 0) : 0;

			if (p[i].revents && n <= 0)
				return -1;
			events += count_events(buf, n);
		}
	}
	for (int i = 0; i < READERS; i++)
		(void)close(p[i].fd);
	return events;
}

static int measure(const char *name, void (*server)(int, int), long (*load)(int))
{
	int ready[2], stop[2], port = 0, status;
	struct rusage used;
	long n;
	pid_t child;

	if (pipe(ready) < 0 || pipe(stop) < 0)
		return 1;
	child = fork();
	if (child == 0) {
		(void)close(stop[1]);
		server(ready[1], stop[0]);
	}
	(void)close(ready[1]);
	if (child < 0 || read(ready[0], &port, sizeof(port)) != sizeof(port))
		return 1;
	n = load(port);
	(void)close(stop[1]);
	(void)close(stop[0]);
	(void)close(ready[0]);
	if (wait4(child, &status, 0, &used) != child || status != 0 || n <= 0)
		return 1;
	(void)printf("%s %lld %ld %ld\n", name,
	    (long long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
		used.ru_utime.tv_usec + used.ru_stime.tv_usec,
	    n, used.ru_maxrss);
	(void)fflush(stdout);
	return 0;
}

int main(void)
{
	struct rlimit files = {4096, 4096};

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = MIN(files.rlim_max, 4096);
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	memset(body, 'x', BODY);
	return measure("bare", run_bare, load_small) || measure("ours", run_ours, load_small) ||
	       measure("events", run_ours, load_events);
}
