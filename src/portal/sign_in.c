/* The form with password and code, signing out, and asking for a new password. */
#include "portal/sign_in.h"
#include "report/i18n.h"

#include "api/identify.h"
#include "api/problem.h"
#include "auth/attempts.h"
#include "auth/password.h"
#include "codec/form.h"
#include "desk/people.h"
#include "desk/signin.h"
#include "portal/forms.h"
#include "portal/links.h"
#include "portal/oidc.h"
#include "portal/routes.h"
#include "portal/second_factor.h"
#include "portal/throttle.h"

/* The same whatever was wrong, so that nobody learns who has an account, or which part was
 * right. */
static const char not_right[] =
    TR("Mail address, password or code is not right. After several failed attempts, wait up to "
       "15 minutes.");

bool sign_in_may_try(struct call *call)
{
	int64_t wait = throttle_take(call->rq->remote, call->now);

	if (!wait)
		return true;
	call_wrong(call, "form", "Too many attempts from your address. Wait a minute.");
	call->reply->status = 429;
	serve_reply_header(call->reply, "Retry-After",
	    arena_printf(call->arena, "%lld", (long long)(wait + 999) / 1000));
	return false;
}

bool sign_in_from_here(const struct call *call)
{
	const char *origin = serve_header(call->rq, "origin");
	const char *site = serve_header(call->rq, "sec-fetch-site");

	if (site && strcmp(site, "same-origin") != 0)
		return false;
	return !origin || strcmp(origin, call->app->settings.url) == 0;
}

int sign_in_begin(struct call *call, const char *person, const char *method, bool strong)
{
	int r = 0;

	if (call->who.session && !call->who.token)
		r = signin_session_end(call->db, &call->actor, call->who.session, call->now);
	call->actor.person = person;
	if (r == 0)
		r = signin_succeeded(call->db, &call->actor, person, method, call->now);
	return r < 0 ? call_db(call, r) : identify_begin(call, person, method, strong);
}

int sign_in_lead(struct call *call, const char *next)
{
	STR_AUTO(query, 8192);

	next = forms_own_path(next);
	if (call->who.strong || call->app->settings.weak)
		return call_redirect(call, NULL, "%s", next);
	form_put(&query, "next", next);
	return call_redirect(call, NULL, "/profile/second-factor?%s", str_text(&query));
}

/* --- the form --- */

static int show(struct call *call)
{
	const char *next = forms_own_path(serve_query(call->rq, "next"));

	if (call->who.person)
		return call_redirect(call, NULL, "%s", next);
	json_set_text(call->arena, call->data, "next", next);
	return 0;
}

/* Hashes with today's parameters when the stored ones are old; failing is no fault. */
static void renew(struct call *call, struct person *person, const char *password)
{
	char stored[PASSWORD_STORED];

	if (!password_outdated(person->password) ||
	    password_hash(span_str(password), stored) < 0)
		return;
	person->password = arena_strdup(call->arena, stored);
	if (people_store(call->db, &call->actor, person, "person.rehash", call->now) < 0)
		call->msg = *db_msg(call->db);
}

/* 1: they are in; 0: not; or ERR_*. *ret_strong: with a second factor. */
static int prove(struct call *call, struct person *person, const char *password,
    const char *code, bool *ret_strong)
{
	bool waits = attempts_wait(person->failures, person->failed, call->now) > 0;
	bool good = password_verify(person->password, span_str(password));
	int r;

	if (waits || !good || person->state != PERSON_ACTIVE)
		return 0;
	*ret_strong = false;
	if (!*code)
		return 1; /* weak: the next page asks for the second factor, or to set it up */
	r = second_factor_check(call, person, code);
	*ret_strong = r > 0;
	return r;
}

static int count_failure(struct call *call, const struct person *person)
{
	int64_t failures;

	if (!person->id || attempts_wait(person->failures, person->failed, call->now) > 0)
		return 0;
	return call_db(call, signin_failed(call->db, &call->actor, person->id, "password",
				 call->now, &failures));
}

static int sign_in(struct call *call)
{
	const char *password = forms_password(call, "password");
	struct person person = {0};
	bool strong = false;
	int r;

	forms_keep(call, "mail next");
	if (!sign_in_from_here(call)) {
		problem_refuse(call, REFUSE_FORM);
		call->replied = true;
		return 0;
	}
	if (!sign_in_may_try(call))
		return 0;
	r = people_by_mail(call->db, call_field(call, "mail"), call->arena, &person);
	if (r < 0 && r != ERR_NOTFOUND)
		return call_db(call, r);
	if (r == ERR_NOTFOUND)
		memset(&person, 0, sizeof(person));
	r = prove(call, &person, password, call_field(call, "code"), &strong);
	if (r < 0)
		return r;
	if (r == 0) {
		call_wrong(call, "form", not_right);
		return count_failure(call, &person);
	}
	renew(call, &person, password);
	r = sign_in_begin(call, person.id, "password", strong);
	return r < 0 ? r : sign_in_lead(call, call_field(call, "next"));
}

/* --- out --- */

static int sign_out(struct call *call)
{
	const char *url = NULL;
	struct session session;
	int r = 0;

	if (!call->who.session)
		return call_redirect(call, NULL, "/");
	if (signin_session_find(
		call->db, call->who.session, call->now, call->arena, &session) == 0 &&
	    session.method && strcmp(session.method, "oidc") == 0)
		url = oidc_logout(call);
	r = signin_session_end(call->db, &call->actor, call->who.session, call->now);
	if (r < 0)
		return call_db(call, r);
	identify_set_cookie(call, NULL);
	memset(&call->who, 0, sizeof(call->who));
	if (!url)
		return call_redirect(call, "You are signed out.", "/");
	json_set_text(call->arena, call->data, "logout", url);
	return 0;
}

/* --- a new password --- */

/* The link and the message in one transaction. */
static int mail_reset(struct call *call, const struct person *person)
{
	int r = db_begin(call->db, DB_WRITE);

	if (r == 0)
		r = db_end(call->db, links_mail(call, LINK_RESET, person, NULL, "reset"));
	return call_db(call, r);
}

static int forgot(struct call *call)
{
	struct person person = {0};
	int r;

	forms_keep(call, "mail");
	if (!sign_in_from_here(call) || !sign_in_may_try(call))
		return 0;
	if (!forms_need(call, "mail", 254))
		return 0;
	r = people_by_mail(call->db, call_field(call, "mail"), call->arena, &person);
	if (r == 0 && (person.state == PERSON_ACTIVE || person.state == PERSON_INVITED))
		r = mail_reset(call, &person);
	if (r < 0 && r != ERR_NOTFOUND)
		return call_db(call, r);
	json_set_bool(call->arena, call->data, "sent", true);
	return 0;
}

const struct route sign_in_routes[] = {
    {"GET", "/sign-in", MAY_PUBLIC, "sign_in", show, ROUTE_NO_LOG, "The form to sign in.", NULL,
	TR("Sign in")},
    {"POST", "/sign-in", MAY_PUBLIC, "sign_in", sign_in, ROUTE_NO_LOG | ROUTE_NO_CSRF,
	"Signs in with password and code.", "mail password code? next?", TR("Sign in")},
    {"POST", "/sign-out", MAY_PUBLIC, "signed_out", sign_out, ROUTE_NO_LOG | ROUTE_WEAK,
	"Ends the session.", NULL, TR("You are signed out")},
    {"GET", "/sign-in/forgot", MAY_PUBLIC, "forgot", NULL, ROUTE_NO_LOG,
	"The form to ask for a new password.", NULL, TR("Forgotten password")},
    {"POST", "/sign-in/forgot", MAY_PUBLIC, "forgot", forgot, ROUTE_NO_LOG | ROUTE_NO_CSRF,
	"Sends a link to set a new password, when there is such an account.", "mail",
	TR("Forgotten password")},
    {.method = NULL},
};
