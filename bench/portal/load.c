/*
 * A load of constant rate, whatever the server does: bench-load PORT RATE SECONDS [tls] <
 * PAGES. A line of PAGES is "NAME COOKIE PATH"; requests go round them in an order that looks
 * random. A request's time counts from when it was due, so that a server that stalls is not
 * asked less. Prints "NAME requests errors p50 p99 max", times in milliseconds, and a line
 * "all".
 */
#include "peer.h"

#include <pthread.h>
#include <signal.h>
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

/* Reads one reply; gives its status, or -1. */
static int read_reply(struct peer *peer)
{
	char head[HEAD + 1], skip[65536];
	size_t n = 0, length, have;
	const char *end = NULL, *at;
	int status;

	while (!end && n < HEAD) {
		ssize_t got = peer_read(peer, head + n, HEAD - n);

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
		ssize_t got = peer_read(peer, skip, sizeof(skip));

		if (got <= 0)
			return -1;
		have += (size_t)got;
	}
	return status;
}

static bool ask(struct peer *peer, const struct page *p)
{
	char request[1024];
	int n = snprintf(request, sizeof(request),
	    "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-varde=%s\r\n\r\n", p->path,
	    p->cookie);
	int status = -1;

	for (int attempt = 0; attempt < 2 && status < 0; attempt++) {
		if ((peer->fd >= 0 || peer_open(peer, port, 0)) &&
		    peer_write(peer, request, (size_t)n) == n)
			status = read_reply(peer);
		if (status < 0)
			peer_close(peer);
	}
	return status == 200;
}

static void *work(void *arg)
{
	long total = (long)(rate * (double)seconds);
	struct peer peer = {.fd = -1};

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
		samples[i].bad = !ask(&peer, p);
		samples[i].ms = (float)(now_us() - due) / 1000.0f;
	}
	peer_close(&peer);
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

/* On stderr: each request over 50 ms with its second of the run: many pages at one moment are a
 * pause of the whole, one page again and again is that page. */
static void tell_slow(long total)
{
	for (long i = 0; i < total; i++)
		if (samples[i].ms > 50)
			(void)fprintf(stderr, "%.2f s %s %.1f ms\n", (double)i / rate,
			    names[samples[i].name], (double)samples[i].ms);
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

	if (argc < 4)
		return 2;
	(void)signal(SIGPIPE, SIG_IGN);
	if (argc > 4 && strcmp(argv[4], "tls") == 0)
		peer_use_tls();
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
	tell_slow(total);
	for (int i = 0; i < nnames; i++)
		tell(names[i], i, total);
	tell("all", -1, total);
	return 0;
}
