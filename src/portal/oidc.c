#include "portal/oidc.h"
#include "report/i18n.h"

#include "auth/oidc.h"
#include "base/limits.h"
#include "base/log.h"
#include "codec/form.h"
#include "desk/factor.h"
#include "desk/people.h"
#include "os/file.h"
#include "portal/forms.h"
#include "portal/routes.h"
#include "portal/sign_in.h"

#include <pthread.h>

#define AWAY_COOKIE "__Host-varde-oidc"

/* The provider of this process, made when it is first needed. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct oidc *provider;
static const struct app *provider_of;

static int make(struct call *call, struct oidc **ret)
{
	const struct settings *s = &call->app->settings;
	STR_AUTO(key, LIMIT_CONFIG);
	struct oidc_config config = {.issuer = s->oidc_issuer,
	    .client_id = s->oidc_client,
	    .scope = s->oidc_scopes,
	    .acr_values = s->oidc_acr,
	    .acr_required = s->oidc_acr,
	    .ca_file = s->oidc_ca,
	    .redirect_uri = arena_printf(call->arena, "%s/sign-in/oidc/callback", s->url),
	    .after_logout_uri = arena_printf(call->arena, "%s/", s->url)};
	int r;

	if (!s->oidc_issuer || !s->oidc_client || !s->oidc_key_file)
		return call_fail(call, ERR_NOTFOUND, "there is no such way to sign in",
		    TR("Sign in with your password or passkey"), "no issuer is configured");
	r = file_read(s->oidc_key_file, &key, &call->msg);
	if (r < 0)
		return r;
	config.client_key = str_text(&key);
	return oidc_new(&config, ret, &call->msg);
}

static int get(struct call *call, struct oidc **ret)
{
	int r = 0;

	(void)pthread_mutex_lock(&lock);
	if (provider_of != call->app) {
		struct oidc *made = NULL;

		r = make(call, &made);
		if (r == 0) {
			provider = oidc_free(provider);
			provider = made;
			provider_of = call->app;
		}
	}
	(void)pthread_mutex_unlock(&lock);
	if (r == 0)
		*ret = provider;
	return r;
}

bool oidc_is_strong(const char *acr, const char *amr, const char *demanded)
{
	/* Substantial and high of eIDAS, and what ID-porten and HelseID call them. */
	static const char *const levels[] = {"idporten-loa-substantial", "idporten-loa-high",
	    "Level3", "Level4", "eidas2", "eidas3", "http://eidas.europa.eu/LoA/substantial",
	    "http://eidas.europa.eu/LoA/high"};
	struct span rest = span_str(amr ? amr : ""), one;

	if (demanded)
		return true;
	for (size_t i = 0; acr && i < ARRAY_LEN(levels); i++)
		if (strcmp(acr, levels[i]) == 0)
			return true;
	while (span_split(&rest, ' ', &one))
		if (span_eq(one, "mfa")) /* RFC 8176 */
			return true;
	return false;
}

bool oidc_may_link(const struct call *call)
{
	return call->who.person && (call->who.strong || call->app->settings.weak);
}

/* --- away --- */

/* What the browser keeps while it is away: the table knows when it left, and that it comes back
 * once. No one but this browser and we read it. */
static int leave(struct call *call, const struct oidc_kept *kept, const char *next, bool link)
{
	char hash[SECRET_HASH] = "";
	struct link attempt = {.purpose = LINK_OIDC,
	    .person = call->who.person,
	    .object = link ? "link" : "sign-in",
	    .expires = call->now + OIDC_LOGIN};
	STR_AUTO(value, 4096);
	int r;

	attempt.id = secret_hash(span_str(kept->state), hash);
	r = factor_attempt_new(call->db, &attempt, call->now);
	if (r < 0)
		return call_db(call, r);
	str_addf(&value, "%s.%s.%s.", kept->state, kept->nonce, kept->verifier);
	form_escape(span_str(strlen(next) < 1000 ? next : "/"), &value);
	serve_reply_add(call->reply, "Set-Cookie",
	    arena_printf(call->arena,
		AWAY_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%d",
		str_text(&value), OIDC_LOGIN / 1000));
	return 0;
}

static int begin(struct call *call)
{
	const char *next = forms_own_path(serve_query(call->rq, "next"));
	bool link = serve_query(call->rq, "link") && oidc_may_link(call);
	struct oidc_kept kept = {0};
	struct oidc *oidc = NULL;
	const char *url = NULL;
	int r;

	if (!sign_in_may_try(call))
		return call_fail(call, ERR_BUSY, "Too many attempts from your address",
		    TR("Wait a minute"), "%s", call->rq->remote);
	r = get(call, &oidc);
	if (r == 0)
		r = oidc_begin(
		    oidc, call->lang, call->now, call->arena, &kept, &url, &call->msg);
	if (r == 0)
		r = leave(call, &kept, next, link);
	if (r < 0)
		return r;
	return call_redirect(call, NULL, "%s", url);
}

/* --- back --- */

/* One part of the cookie into a text of SECRET_TEXT bytes. */
static bool take(struct span *rest, char *to)
{
	struct span one;

	if (!span_split(rest, '.', &one) || one.n != SECRET_TEXT - 1)
		return false;
	memcpy(to, one.p, one.n);
	to[one.n] = '\0';
	return true;
}

/* What was kept, used up. ERR_NOTFOUND. */
static int come_back(
    struct call *call, struct oidc_kept *kept, struct link *attempt, const char **ret_next)
{
	const char *cookie = serve_cookie(call->rq, AWAY_COOKIE);
	struct span rest = span_str(cookie ? cookie : "");
	struct form_pairs pairs;
	char hash[SECRET_HASH] = "";
	int r;

	serve_reply_add(call->reply, "Set-Cookie",
	    AWAY_COOKIE "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
	if (!take(&rest, kept->state) || !take(&rest, kept->nonce) ||
	    !take(&rest, kept->verifier))
		return ERR_NOTFOUND;
	(void)secret_hash(span_str(kept->state), hash);
	r = factor_attempt_use(call->db, hash, LINK_OIDC, call->now, call->arena, attempt);
	if (r < 0)
		return r;
	kept->begun_ms = attempt->created;
	*ret_next = "/";
	if (form_parse(span_str(arena_printf(call->arena, "n=%.*s", (int)rest.n, rest.p)),
		call->arena, &pairs) == 0)
		*ret_next = forms_own_path(form_get(&pairs, "n"));
	return 0;
}

/* The person who is signed in is this one at the issuer. */
static int link_person(struct call *call, const struct oidc_person *them)
{
	struct person person = {0};
	int r = people_get(call->db, call->who.person, call->arena, &person);

	if (r < 0)
		return call_db(call, r);
	person.oidc_issuer = call->app->settings.oidc_issuer;
	person.oidc_subject = them->subject;
	r = people_store(call->db, &call->actor, &person, "person.oidc", call->now);
	if (r == ERR_EXISTS)
		return call_redirect(
		    call, "This identity belongs to another account.", "/profile");
	return r < 0 ? call_db(call, r)
		     : call_redirect(call, "Your identity is linked.", "/profile");
}

/* A new account for who is not known: only with an address that the issuer vouches for and that
 * nobody has. An account is never taken over by its mail address alone. */
static int enter(struct call *call, const struct oidc_person *them, bool strong)
{
	struct person person = {.name = them->name,
	    .mail = them->mail,
	    .mail_confirmed = call->now,
	    .lang = call->lang,
	    .state = PERSON_ACTIVE,
	    .oidc_issuer = call->app->settings.oidc_issuer,
	    .oidc_subject = them->subject};
	struct person there = {0};
	int r;

	if (!them->mail || !them->mail_verified || !them->name)
		return call_redirect(call,
		    "Your identity belongs to no account yet. Become a member, then link it in "
		    "your profile.",
		    "/enrol");
	r = people_by_mail(call->db, them->mail, call->arena, &there);
	if (r == 0)
		return call_redirect(call,
		    "There is an account already. Sign in as you did, then link your identity "
		    "in "
		    "your profile.",
		    "/sign-in");
	if (r == ERR_NOTFOUND)
		r = people_create(call->db, &call->actor, &person, call->now, call->arena);
	if (r < 0)
		return call_db(call, r);
	r = sign_in_begin(call, person.id, "oidc", strong);
	return r < 0 ? r : sign_in_lead(call, "/enrol");
}

static int admit(struct call *call, const struct oidc_person *them, const struct link *attempt,
    const char *next)
{
	bool strong = oidc_is_strong(them->acr, them->amr, call->app->settings.oidc_acr);
	struct person person = {0};
	int r;

	if (attempt->object && strcmp(attempt->object, "link") == 0 && attempt->person) {
		if (call->who.person && strcmp(call->who.person, attempt->person) == 0)
			return link_person(call, them);
		return call_redirect(call, "Please sign in again.", "/sign-in");
	}
	r = people_by_oidc(
	    call->db, call->app->settings.oidc_issuer, them->subject, call->arena, &person);
	if (r == ERR_NOTFOUND)
		return enter(call, them, strong);
	if (r < 0)
		return call_db(call, r);
	if (person.state != PERSON_ACTIVE)
		return call_fail(call, ERR_DENIED, "this account is not active",
		    TR("Ask the security officer of your organisation, or the CERT"), "%-s",
		    person_state_names[person.state]);
	r = sign_in_begin(call, person.id, "oidc", strong);
	return r < 0 ? r : sign_in_lead(call, next);
}

static int finish(struct call *call)
{
	const char *query = strchr(call->rq->target, '?');
	struct oidc_person them = {0};
	struct oidc_kept kept = {0};
	struct link attempt = {0};
	struct oidc *oidc = NULL;
	struct msg msg = {0};
	const char *next = NULL;
	int r = come_back(call, &kept, &attempt, &next);

	if (r == ERR_NOTFOUND)
		return call_redirect(call, "That took too long. Please try again.", "/sign-in");
	if (r < 0)
		return call_db(call, r);
	r = get(call, &oidc);
	if (r < 0)
		return r;
	r = oidc_finish(
	    oidc, &kept, span_str(query ? query + 1 : ""), call->now, call->arena, &them, &msg);
	secret_wipe(&kept, sizeof(kept));
	if (r < 0) {
		log_line(LOG_WARNING, "oidc: %s (%s)", msg.what, msg.detail);
		return call_redirect(call,
		    r == ERR_CANCELLED ? TR("You did not sign in there.")
				       : TR("The sign-in there was not accepted."),
		    "/sign-in");
	}
	return admit(call, &them, &attempt, next);
}

const char *oidc_logout(struct call *call)
{
	struct msg msg = {0};
	struct oidc *oidc = NULL;
	const char *url = NULL;

	if (get(call, &oidc) < 0 ||
	    oidc_logout_url(oidc, NULL, NULL, call->now, call->arena, &url, &msg) < 0)
		return NULL;
	return url;
}

const struct route oidc_routes[] = {
    {"GET", "/sign-in/oidc", MAY_PUBLIC, NULL, begin, ROUTE_NO_LOG,
	"Leads to the issuer of the identity (OpenID Connect).", NULL, NULL},
    {"GET", "/sign-in/oidc/callback", MAY_PUBLIC, NULL, finish, ROUTE_NO_LOG,
	"Comes back from the issuer.", NULL, NULL},
    {.method = NULL},
};
