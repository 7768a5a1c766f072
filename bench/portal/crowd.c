/*
 * Many connections that stay: bench-crowd live|slow PORT NUMBER SECONDS [tls]. Says "ready" on
 * standard error when all are there. live: readers of event streams, "COOKIE PATH" a line on
 * standard input in turn; prints "live opened open events" after the seconds, where open are
 * those that are still there. slow: clients that send a header a byte a second and come again
 * when they are thrown out; prints "slow opened reaped".
 */
#include "peer.h"

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST = 2000, ADDRESSES = 50, ORDERS = 200 };

static struct peer peers[MOST];
static int port;

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static bool begin(int i, const char *request)
{
	size_t n = strlen(request);

	return peer_open(&peers[i], port, 1 + i % ADDRESSES) &&
	       peer_write(&peers[i], request, n) == (ssize_t)n;
}

/* Waits until something can be read of the crowd, and lists who. */
static int wait_for(struct pollfd *fds, int n, int64_t until)
{
	int64_t left = until - now_ms();

	for (int i = 0; i < n; i++)
		fds[i] = (struct pollfd){.fd = peers[i].fd, .events = POLLIN};
	return left > 0 ? poll(fds, (nfds_t)n, (int)left) : 0;
}

static long count_events(const char *text)
{
	long n = 0;

	while ((text = strstr(text, "data:")) != NULL) {
		text++;
		n++;
	}
	return n;
}

/* The requests of standard input. */
static int read_requests(char requests[][1024], int most)
{
	char cookie[48], path[400];
	int n = 0;

	while (n < most && scanf("%47s %399s", cookie, path) == 2)
		(void)snprintf(requests[n++], sizeof(requests[0]),
		    "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-varde=%s\r\n\r\n",
		    path, cookie);
	return n;
}

static void live(int n, int64_t seconds)
{
	static struct pollfd fds[MOST];
	static char requests[ORDERS][1024];
	int nrequests = read_requests(requests, ORDERS);
	char bytes[8192];
	int64_t until;
	long opened = 0, open = 0, events = 0;

	for (int i = 0; nrequests && i < n; i++)
		opened += begin(i, requests[i % nrequests]);
	(void)fprintf(stderr, "ready\n");
	until = now_ms() + seconds * 1000;
	while (wait_for(fds, n, until) > 0) {
		for (int i = 0; i < n; i++) {
			ssize_t got;

			if (!fds[i].revents)
				continue;
			got = peer_read(&peers[i], bytes, sizeof(bytes) - 1);
			if (got <= 0) {
				peer_close(&peers[i]);
				continue;
			}
			bytes[got] = '\0';
			if (strstr(bytes, "HTTP/1.1 ") && !strstr(bytes, "HTTP/1.1 200"))
				peer_close(&peers[i]); /* refused */
			events += count_events(bytes);
		}
	}
	for (int i = 0; i < n; i++)
		open += peers[i].fd >= 0;
	(void)printf("live %ld %ld %ld\n", opened, open, events);
}

static void slow(int n, int64_t seconds)
{
	static struct pollfd fds[MOST];
	int64_t until = now_ms() + seconds * 1000;
	char bytes[512];
	long opened = 0, reaped = 0;

	for (int i = 0; i < n; i++)
		opened += begin(i, "GET / HTTP/1.1\r\nX: ");
	(void)fprintf(stderr, "ready\n");
	while (now_ms() < until) {
		int64_t next = now_ms() + 1000;

		for (int i = 0; i < n; i++)
			if (peers[i].fd >= 0)
				(void)peer_write(&peers[i], "x", 1);
		while (wait_for(fds, n, next) > 0) {
			for (int i = 0; i < n; i++) {
				if (!fds[i].revents ||
				    peer_read(&peers[i], bytes, sizeof(bytes)) > 0)
					continue;
				peer_close(&peers[i]);
				reaped++;
				opened += begin(i, "GET / HTTP/1.1\r\nX: ");
			}
		}
	}
	(void)printf("slow %ld %ld\n", opened, reaped);
}

int main(int argc, char **argv)
{
	int n = argc > 3 ? atoi(argv[3]) : 0;

	if (argc < 5 || n < 1 || n > MOST)
		return 2;
	(void)signal(SIGPIPE, SIG_IGN);
	if (strcmp(argv[argc - 1], "tls") == 0)
		peer_use_tls();
	port = atoi(argv[2]);
	for (int i = 0; i < n; i++)
		peers[i].fd = -1;
	if (strcmp(argv[1], "slow") == 0)
		slow(n, atol(argv[4]));
	else
		live(n, atol(argv[4]));
	for (int i = 0; i < n; i++)
		peer_close(&peers[i]);
	return 0;
}
