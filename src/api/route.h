/*
 * Routes as rows: method, path, the permission it needs, what it does. The dispatcher is the
 * only place where permission is checked; a route whose path holds {org} is checked at that
 * organisation. OpenAPI, the matrix test and the manual derive from the rows.
 */
#ifndef VARDE_API_ROUTE_H
#define VARDE_API_ROUTE_H

#include "api/call.h"

enum route_flag {
	ROUTE_WEAK = 1, /* also without a second factor (sign-in, profile) */
	ROUTE_NO_LOG =
	    2, /* a read that concerns no member's data (static files, start pages) */
	ROUTE_NO_CSRF = 4, /* the request proves itself otherwise (one-time link) */
	ROUTE_OPEN = 8,    /* works without a database (assets, health) */
	ROUTE_RAW = 16,    /* the handler reads the body itself: a foreign contract */
};

struct route {
	const char *method; /* "GET" or "POST" (DELETE, PUT for the API) */
	const char *path;   /* "/orgs/{org}/findings/{id}" */
	enum permission need;
	const char *page; /* template; NULL: the handler redirects, sends, or it is JSON */
	int (*fn)(struct call *call); /* 0 or ERR_* with call->msg; NULL: a page without data */
	unsigned flags;
	const char *doc;    /* one sentence, for OpenAPI and the manual */
	const char *fields; /* names of form or JSON fields, separated by spaces; an ending ?
			       marks one that may be absent */
	const char *title;  /* of a page, in its heading and window; key of the catalogue */
};

/* The row for a request, its path arguments in args (arena); NULL: none. *ret_allow is then the
 * methods that the path has ("GET, POST"), or NULL. */
const struct route *route_find(const struct route *const *tables, const char *method,
    const char *path, struct arena *arena, struct serve_pairs *ret_args,
    const char **ret_allow);

/* Answers one request: the serve_handler of the program; app is a struct app. */
void route_dispatch(void *app, const struct serve_request *rq, struct serve_reply *reply);

/* Closes the databases that threads of this process opened. */
void route_close(struct app *app);

#endif
