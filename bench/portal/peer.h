/* A blocking connection to the server under load, with or without TLS. */
#ifndef VARDE_BENCH_PORTAL_PEER_H
#define VARDE_BENCH_PORTAL_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct peer {
	int fd;    /* -1: none */
	void *ssl; /* NULL: plain */
};

/* Connections speak TLS from now on, and trust whoever answers: it is ourselves. */
void peer_use_tls(void);

/* Connects to 127.0.0.1:port from 127.0.1.from (0: any address). False: not possible. */
bool peer_open(struct peer *peer, int port, int from);

/* As read and write. */
ssize_t peer_read(struct peer *peer, void *to, size_t n);
ssize_t peer_write(struct peer *peer, const void *bytes, size_t n);

/* Ends it, if there is one. */
void peer_close(struct peer *peer);

#endif
