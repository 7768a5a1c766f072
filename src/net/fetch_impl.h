/* What net/fetch.c and net/download.c share. Internal to net/. */
#ifndef VARDE_NET_FETCH_IMPL_H
#define VARDE_NET_FETCH_IMPL_H

#include "net/fetch.h"

/* Starts libcurl, once a process. */
void fetch_start(void);

/* Whether the URL may be used: https, or http to loopback or where plain_too. *ret_host is in
 * the arena. ERR_SYNTAX, ERR_UNSUPPORTED. */
int fetch_check_url(
    const char *url, bool plain_too, struct arena *arena, const char **ret_host) MUST_USE;

/* Who says which addresses may be reached, and where it is noted that one may not. */
struct fetch_gate {
	bool (*allow)(void *arg, const struct ip *ip);
	void *arg;
	bool *denied;
};

struct curl_sockaddr;

/* A socket for libcurl to that address, or CURL_SOCKET_BAD. Asked for each address after the
 * name was resolved: a name that changes its answer between a check and the connection gains
 * nothing. */
int fetch_socket(const struct fetch_gate *gate, const struct curl_sockaddr *to);

/* The ERR_* of a CURLcode; 0 for success. */
int fetch_error_of(int code) MUST_USE;

#endif
