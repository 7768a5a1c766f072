#include "portal/routes.h"

static int show(struct call *call)
{
	const char *next = serve_query(call->rq, "next");

	json_set_text(call->arena, call->data, "next", next ? next : "/");
	return 0;
}

const struct route sign_in_routes[] = {
    {"GET", "/sign-in", MAY_PUBLIC, "sign_in", show, ROUTE_NO_LOG, "The form to sign in.", NULL,
	"Sign in"},
    {.method = NULL},
};
