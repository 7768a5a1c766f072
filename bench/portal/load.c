/*
 * A load of constant rate, whatever the server does: bench-load PORT RATE SECONDS < PAGES. A
 * line of PAGES is "NAME COOKIE PATH"; requests go round them in an order that looks random. A
 * request's time counts from when it was due, so that a server that stalls is not asked less.
 * Prints "NAME requests errors p50 p99 max", times in milliseconds, and a line "all".
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 32, PAGES = 20000, NAMES = 64, HEAD = 16384 };

struct page {
	int name; /* row of names */
	char cookie[48], path[400];
};

static struct page pages[PAGES];
static size_t npages;
static char names[NAMES][64];
static int nnames;
static int port;
static double rate;
static int64_t seconds, begin_us;
static atomic_long next_request;
static struct sample {
	int name;
	float ms;
	bool bad;
} * samples;

static int64_t now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static int dial(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		(void)close(fd);
		return -1;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

/* Reads one reply; gives its status, or -1. */
static int read_reply(int fd)
{
	char head[HEAD + 1], skip[65536];
	size_t n = 0, length, have;
	const char *end = NULL, *at;
	int status;

	while (!end && n < HEAD) {
		ssize_t got = read(fd, head + n, HEAD - n);

		if (got <= 0)
			return -1;
		n += (size_t)got;
		head[n] = '\0';
		end = strstr(head, "\r\n\r\n");
	}
	at = end ? strcasestr(head, "\r\ncontent-length:") : NULL;
	if (!at || sscanf(head, "HTTP/1.1 %d", &status) != 1)
		return -1;
	length = strtoul(at + 17, NULL, 10);
	have = n - (size_t)(end + 4 - head);
	while (have < length) {
		ssize_t got = read(fd, skip, sizeof(skip));

		if (got <= 0)
			return -1;
		have += (size_t)got;
	}
	return status;
}

static bool ask(int *fd, const struct page *p)
{
	char request[1024];
	int n = snprintf(request, sizeof(request),
	    "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-varde=%s\r\n\r\n", p->path,
	    p->cookie);
	int status = -1;

	for (int attempt = 0; attempt < 2 && status < 0; attempt++) {
		if (*fd < 0)
			*fd = dial();
		if (*fd >= 0 && write(*fd, request, (size_t)n) == n)
			status = read_reply(*fd);
		if (status < 0 && *fd >= 0) {
			(void)close(*fd);
			*fd = -1;
		}
	}
	return status == 200;
}

static void *work(void *arg)
{
	long total = (long)(rate * (double)seconds);
	int fd = -1;

	for (;;) {
		long i = atomic_fetch_add(&next_request, 1);
		int64_t due = begin_us + (int64_t)((double)i / rate * 1e6),
			wait = due - now_us();
		const struct page *p = &pages[(size_t)i * 2654435761u % npages];

		if (i >= total)
			break;
		if (wait > 0)
			(void)usleep((useconds_t)wait);
		samples[i].name = p->name;
		samples[i].bad = !ask(&fd, p);
		samples[i].ms = (float)(now_us() - due) / 1000.0f;
	}
	if (fd >= 0)
		(void)close(fd);
	return arg;
}

static int by_time(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static void tell(const char *name, int row, long total)
{
	float *ms = malloc((size_t)total * sizeof(*ms));
	long n = 0, bad = 0;

	for (long i = 0; i < total; i++) {
		if (row >= 0 && samples[i].name != row)
			continue;
		bad += samples[i].bad;
		ms[n++] = samples[i].ms;
	}
	qsort(ms, (size_t)n, sizeof(*ms), by_time);
	if (n)
		(void)printf("%s %ld %ld %.1f %.1f %.1f\n", name, n, bad, (double)ms[n / 2],
		    (double)ms[n * 99 / 100], (double)ms[n - 1]);
	free(ms);
}

static int name_row(const char *name)
{
	int i = 0;

	while (i < nnames && strcmp(names[i], name) != 0)
		i++;
	if (i == nnames && nnames < NAMES)
		(void)snprintf(names[nnames++], sizeof(names[0]), "%s", name);
	return i < NAMES ? i : 0;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS];
	char name[64];
	long total;

	if (argc != 4)
		return 2;
	port = atoi(argv[1]);
	rate = atof(argv[2]);
	seconds = atol(argv[3]);
	while (npages < PAGES &&
	       scanf("%63s %47s %399s", name, pages[npages].cookie, pages[npages].path) == 3)
		pages[npages++].name = name_row(name);
	total = (long)(rate * (double)seconds);
	samples = calloc((size_t)total + 1, sizeof(*samples));
	if (!npages || !samples)
		return 2;
	begin_us = now_us() + 100000;
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, work, NULL) != 0)
			return 1;
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	for (int i = 0; i < nnames; i++)
		tell(names[i], i, total);
	tell("all", -1, total);
	return 0;
}
