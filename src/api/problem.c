#include "api/problem.h"

#include "api/refusal.h"
#include "api/route.h"
#include "codec/form.h"
#include "codec/json.h"

int problem_status(int err)
{
	switch (err) {
	case ERR_NOTFOUND:
		return 404;
	case ERR_DENIED:
		return 403;
	case ERR_SYNTAX:
		return 400;
	case ERR_RANGE:
	case ERR_LIMIT:
		return 422;
	case ERR_EXISTS:
	case ERR_BUSY:
	case ERR_UNSUPPORTED: /* not in this state */
		return 409;
	case ERR_FULL:
		return 507;
	case ERR_IO:
	case ERR_CLOSED:
	case ERR_TIMEOUT:
		return 503;
	default:
		return 500;
	}
}

static const char *title(int status)
{
	switch (status) {
	case 400:
		return TR("The request cannot be understood");
	case 401:
		return TR("Please sign in");
	case 403:
		return TR("You may not do this");
	case 404:
		return TR("There is nothing here");
	case 405:
		return TR("This address does not do that");
	case 409:
	case 412:
		return TR("This was changed meanwhile");
	case 415:
		return TR("This is no JSON");
	case 422:
		return TR("Something is missing or wrong");
	case 429:
		return TR("Too many attempts");
	default:
		return TR("Something went wrong on our side");
	}
}

static void set_errors(struct call *call, struct json *problem)
{
	struct json *errors = json_new_object(call->arena);

	for (size_t i = 0; i < call->errors->object.n; i++) {
		const struct json_member *m = &call->errors->object.members[i];

		json_set_text(call->arena, errors, m->key,
		    refusal_text(call->lang, json_text(&m->value, "")));
	}
	if (errors->object.n)
		json_set_value(call->arena, problem, "errors", errors);
}

static void reply(
    struct call *call, int status, const char *what, const char *detail, const char *hint)
{
	struct json *p = json_new_object(call->arena);
	struct json_writer w;

	call->reply->status = status;
	str_clear(&call->reply->body);
	json_set_text(call->arena, p, "type", "about:blank");
	json_set_text(call->arena, p, "title", refusal_text(call->lang, what));
	json_set_int(call->arena, p, "status", status);
	json_set_text(call->arena, p, "detail", detail);
	json_set_text(call->arena, p, "hint", refusal_text(call->lang, hint));
	json_set_text(call->arena, p, "request", call->rq->id);
	set_errors(call, p);
	if (!call->json && call->app->render) {
		json_set_value(call->arena, call->data, "problem", p);
		if (call->app->render(call, "error") == 0)
			return;
		str_clear(&call->reply->body);
	}
	json_write_init(&w, &call->reply->body, 0);
	json_write_value(&w, p);
	serve_reply_header(call->reply, "Content-Type", "application/problem+json");
}

void problem_refuse(struct call *call, int status)
{
	STR_AUTO(next, 2048);

	if (status == REFUSE_FORM) {
		reply(call, 403, TR("The form is too old"),
		    refusal_text(call->lang, TR("it does not belong to your session")),
		    TR("Go back, load the page again, and send the form once more"));
		return;
	}
	if (!call->json && (status == 401 || status == REFUSE_WEAK)) {
		bool page = strcmp(call->rq->method, "GET") == 0;

		form_put(&next, "next", page ? call->rq->target : "/");
		(void)call_redirect(call, NULL,
		    status == 401 ? "/sign-in?%s" : "/profile/second-factor?%s",
		    str_text(&next));
		return;
	}
	if (status == REFUSE_WEAK)
		status = 403;
	if (status == 401)
		serve_reply_header(call->reply, "WWW-Authenticate", "Bearer");
	reply(call, status, title(status), NULL, NULL);
}

void problem_error(struct call *call, int err)
{
	int status = problem_status(err);
	bool ours = status >= 500;
	const char *what = call->msg.what[0] && !ours ? call->msg.what : title(status);

	call->errors = call->errors ? call->errors : json_new_object(call->arena);
	reply(call, status, what, ours ? NULL : refusal_detail(call, &call->msg),
	    ours ? TR("Try again in a minute; if it stays, tell the CERT the number of the "
		      "request")
		 : call->msg.hint);
}

void problem_reply(struct call *call, int status)
{
	reply(call, status, call->msg.what[0] ? call->msg.what : title(status),
	    refusal_detail(call, &call->msg), call->msg.hint);
}

int problem_fields(struct call *call)
{
	reply(call, 422, title(422), NULL, NULL);
	return 0;
}
