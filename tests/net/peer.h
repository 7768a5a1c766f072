/*
 * Peers for tests of the network: small servers in processes of their own, on loopback. A peer
 * counts its connections and keeps every byte it receives, so that a test can prove what was
 * sent, and that nothing was.
 */
#ifndef VARDE_TESTS_NET_PEER_H
#define VARDE_TESTS_NET_PEER_H

#include "base/span.h"
#include "wire/ip.h"

#include <sys/types.h>

/* Shared with the peer's processes. */
struct peer_log {
	int connections; /* accepted, or datagrams received */
	size_t n;        /* bytes received in all; those beyond the room are counted only */
	uint8_t bytes[1 << 18];
};

/* Talks on one connection (or, once, on the bound datagram socket) with blocking calls; arg is
 * the test's. */
typedef void peer_serve(int fd, struct peer_log *log, const void *arg);

struct peer {
	pid_t pid;
	struct ip ip;
	uint16_t port;
	struct peer_log *log;
};

/* Starts a TCP server on the address (port 0: any). Every connection is served by a process of
 * its own. */
struct peer peer_tcp(const char *addr, uint16_t port, peer_serve *serve, const void *arg);

/* Starts a process that has the bound datagram socket. */
struct peer peer_udp(const char *addr, uint16_t port, peer_serve *serve, const void *arg);

/* A listener that nobody accepts from, with that backlog; the descriptor is the caller's. Sets
 * *ret_port. */
int peer_listen(const char *addr, uint16_t port, int backlog, uint16_t *ret_port);

/* Ends the peer; its log goes too. */
void peer_end(struct peer *peer);

/* --- for peers --- */

/* Reads once, into the log too; 0 at the end. *ret borrows from a static buffer. */
size_t peer_read(int fd, struct peer_log *log, struct span *ret);

/* Reads until the text has come or the stream has ended; gives everything read (borrows,
 * static). */
struct span peer_read_until(int fd, struct peer_log *log, const char *text);

/* Adds bytes to the log. */
void peer_note(struct peer_log *log, const void *bytes, size_t n);

void peer_write(int fd, const void *bytes, size_t n);
void peer_say(int fd, const char *text);

/* Serve functions: says arg (a text) at once, then reads to the end; says nothing and reads to
 * the end; closes at once. */
peer_serve peer_greet, peer_silent, peer_hang_up;

/* Waits for the HTTP request's end and answers arg (a text). */
peer_serve peer_answer;

#endif
