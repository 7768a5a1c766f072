/* The start page, the language, and what browsers load beside pages. */
#include "portal/assets.h"
#include "portal/forms.h"
#include "portal/routes.h"

static int home(struct call *call)
{
	if (call->who.person && who_may(&call->who, MAY_SECTOR, NULL))
		return call_redirect(call, NULL, "/cert");
	vec_foreach (s, &call->who.standings)
		if (s->org)
			return call_redirect(call, NULL, "/orgs/%s", s->org);
	json_set_text(call->arena, call->data, "heading", call->app->settings.name);
	return 0;
}

static int choose_language(struct call *call)
{
	const char *code = call_arg(call, "code");

	if (strcmp(code, "en") != 0 && strcmp(code, "fr") != 0 && strcmp(code, "nb") != 0)
		return call_fail(call, ERR_NOTFOUND, "Varde does not speak this language",
		    "choose English, French or Norwegian", "%.10s", code);
	serve_reply_add(call->reply, "Set-Cookie",
	    arena_printf(
		call->arena, "varde-lang=%s; Path=/; Max-Age=31536000; SameSite=Lax", code));
	return call_redirect(call, NULL, "%s", forms_own_path(serve_query(call->rq, "next")));
}

static int choose_scheme(struct call *call)
{
	const char *code = call_arg(call, "code");

	if (strcmp(code, "auto") != 0 && strcmp(code, "light") != 0 &&
	    strcmp(code, "dark") != 0)
		return call_fail(call, ERR_NOTFOUND, "there are no such colours",
		    "choose light, dark or auto", "%.10s", code);
	serve_reply_add(call->reply, "Set-Cookie",
	    arena_printf(
		call->arena, "varde-scheme=%s; Path=/; Max-Age=31536000; SameSite=Lax", code));
	return call_redirect(call, NULL, "%s", forms_own_path(serve_query(call->rq, "next")));
}

const struct route start_routes[] = {
    {"GET", "/", MAY_PUBLIC, "home", home, ROUTE_NO_LOG, "The start page.", NULL, "Start"},
    {"GET", "/language/{code}", MAY_PUBLIC, NULL, choose_language, ROUTE_OPEN,
	"Chooses the language.", NULL, NULL},
    {"GET", "/scheme/{code}", MAY_PUBLIC, NULL, choose_scheme, ROUTE_OPEN,
	"Chooses light or dark colours.", NULL, NULL},
    {"GET", "/assets/{name}", MAY_PUBLIC, NULL, assets_get, ROUTE_OPEN,
	"A style, script or picture.", NULL, NULL},
    {.method = NULL},
};
