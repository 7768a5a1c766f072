#include "api/identify.h"

#include "auth/secret.h"

int identify(struct call *call)
{
	(void)call;
	return 0;
}

bool identify_form_is_ours(const struct call *call)
{
	const char *sent = serve_form(call->rq, "csrf"), *origin;

	if (call->who.token)
		return true;
	if (!sent)
		sent = serve_header(call->rq, "x-csrf-token");
	origin = serve_header(call->rq, "origin");
	if (origin && strcmp(origin, call->app->settings.url) != 0)
		return false;
	return secret_equal_text(sent, call->who.csrf);
}

void identify_set_cookie(struct call *call, const char *secret)
{
	serve_reply_add(call->reply, "Set-Cookie",
	    arena_printf(call->arena,
		SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s",
		secret ? secret : "", secret ? "" : "; Max-Age=0"));
}
