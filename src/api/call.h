/*
 * One request on its way through the house: who asks, what for, where, and the answer that is
 * being made. Handlers are functions of a call; they fill call->data, which a template shows
 * (portal) or which is the JSON reply (api/v1).
 */
#ifndef VARDE_API_CALL_H
#define VARDE_API_CALL_H

#include "auth/role.h"
#include "codec/json_build.h"
#include "codec/template.h"
#include "desk/log.h"
#include "model/settings.h"
#include "serve/serve.h"
#include "store/desk.h"

struct route;
struct call;

/* What all calls share; made once, read-only but for what says otherwise. */
struct list;

struct app {
	struct settings settings;
	struct template_set *pages;
	const struct route *const
	    *routes; /* tables of rows, each ended by method NULL; ends with NULL */
	struct appender *appender; /* writes down who read what (api/appender.h) */
	void *extra;               /* the program's own, for hooks */
	int64_t (*now)(void);      /* calendar time, ms; a test's clock */
	/* Renders the page of a call into the reply (the portal's); NULL: JSON only. */
	int (*render)(struct call *call, const char *page);
	/* What a stored value ("in_progress") is called, a key of the catalogue; NULL: as it
	 * is. */
	const char *(*word)(const char *value);
	/* Tests: told of each decision about permission and form (status 0: let through, else
	   the status or refusal of api/problem.h); true answers nothing more. NULL. */
	bool (*decided)(struct call *call, int status);
	/* Tests: told of what a list asks the database for its rows. NULL. */
	void (*listing)(struct call *call, const struct list *list, const char *sql);
};

struct call {
	struct app *app;
	const struct route *route;
	const struct serve_request *rq;
	struct serve_reply *reply;
	struct arena *arena; /* the request's */
	struct db *db;       /* this thread's */
	struct who who;
	struct actor actor;      /* the same, for the desk */
	struct org *org;         /* of {org} in the path; NULL: none */
	struct serve_pairs args; /* of the path: {id} and the like */
	int64_t now;             /* calendar time, ms */
	const char *lang;        /* the reader's language */
	struct json *data;       /* object that the handler fills */
	const struct json *body; /* of a JSON request; NULL for a form */
	bool wrong;              /* call_wrong was called */
	struct json *errors;     /* object: form field -> what is wrong with it (call_wrong) */
	struct msg msg;          /* of a failure */
	bool json;               /* the reply is JSON (path under /api/) */
	bool replied;            /* the handler made the whole reply itself */
	const char *page;        /* template; the route's unless the handler chose another */
};

/* The value of {name} in the path. Never NULL for a name of the route's path. Borrows. */
const char *call_arg(const struct call *call, const char *name);

/* A form field or member of a JSON body (text), trimmed; "" when absent. Borrows. */
const char *call_field(const struct call *call, const char *name);

/* All values of a form field (checkboxes), or items of a JSON array; in the arena. */
struct text_list call_fields(const struct call *call, const char *name);

/* Notes that a form field is wrong; the form is shown again (422) with what was typed. Text in
 * English, a key of the catalogue. */
void call_wrong(struct call *call, const char *field, const char *text);

/* Answers 303 to the path (built with printf rules), and shows the note (a key of the
 * catalogue, or NULL) on the page that comes then. In JSON calls the reply is call->data. */
int call_redirect(struct call *call, const char *note, const char *path, ...) PRINTF(3, 4);

/* Sends bytes (copied) as a file. */
int call_send(struct call *call, const char *type, const char *filename, struct span bytes);

/* A failure with its three parts: gives err back, so that a handler may return it. */
int call_fail(struct call *call, int err, const char *what, const char *hint,
    const char *detail, ...) PRINTF(5, 6);

/* The store's failure as the call's: copies db_msg; gives err. */
int call_db(struct call *call, int err);

/* Whether who asks may do that at the organisation of the call (or anywhere special when it has
 * none). */
bool call_may(const struct call *call, enum permission permission);

#endif
