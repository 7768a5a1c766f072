#include "api/identify.h"

#include "auth/secret.h"
#include "desk/feed_key.h"
#include "desk/people.h"
#include "desk/signin.h"

static int refuse(struct call *call)
{
	return call_fail(call, ERR_DENIED, "the token is not good",
	    "make a new one in your profile: it may have expired, been revoked, or come from "
	    "an address that it is not for",
	    "%s", call->rq->remote);
}

/* Fills who with what the person may do now. */
static int take_person(struct call *call, const char *person, const char *by)
{
	int r = people_who(call->db, person, call->now, call->arena, &call->who);

	if (r == ERR_NOTFOUND || r == ERR_DENIED) {
		memset(&call->who, 0, sizeof(call->who)); /* suspended or gone meanwhile */
		return 0;
	}
	if (r < 0)
		return call_db(call, r);
	call->who.session = by;
	call->who.remote = call->rq->remote;
	call->actor = (struct actor){call->who.person, call->who.name, by, call->rq->remote};
	return 0;
}

static int by_session(struct call *call, const char *cookie)
{
	char hash[SECRET_HASH];
	struct session session;
	int r;

	if (!*cookie || strlen(cookie) >= SECRET_TEXT)
		return 0;
	(void)secret_hash(span_str(cookie), hash);
	r = signin_session_find(call->db, hash, call->now, call->arena, &session);
	if (r == ERR_NOTFOUND)
		return 0;
	if (r == 0)
		r = signin_session_touch(call->db, &session, call->now);
	if (r < 0)
		return call_db(call, r);
	r = take_person(call, session.person, session.id);
	if (r == 0 && call->who.person) {
		call->who.csrf = session.csrf;
		call->who.strong = session.strong;
	}
	return r;
}

/* A token of an organisation counts there alone. */
static void keep_org(struct who *who, const char *org)
{
	size_t kept = 0;

	vec_foreach (s, &who->standings)
		if (s->org && strcmp(s->org, org) == 0)
			who->standings.items[kept++] = *s;
	who->standings.n = kept;
}

static int by_token(struct call *call, const char *text)
{
	char hash[SECRET_HASH];
	struct token token;
	int r;

	(void)secret_hash(span_str(text), hash);
	r = signin_token_find(call->db, hash, call->rq->remote, call->now, call->arena, &token);
	if (r == ERR_NOTFOUND || r == ERR_DENIED)
		return refuse(call);
	if (r == 0 && text_list_has(&token.scopes, SIGNIN_CALENDAR))
		return refuse(call);
	if (r == 0)
		r = take_person(call, token.person, token.id);
	if (r < 0)
		return r;
	if (!call->who.person)
		return refuse(call);
	call->who.token = true;
	call->who.strong = true;
	call->who.scopes = token.scopes;
	if (token.org)
		keep_org(&call->who, token.org);
	return 0;
}

int identify(struct call *call)
{
	const char *authorization = serve_header(call->rq, "authorization");
	const char *cookie = serve_cookie(call->rq, SESSION_COOKIE);

	/* The key of a device is no person's token: portal/feed.h looks at it. */
	if (authorization && strncmp(authorization, "Bearer ", 7) == 0 &&
	    strncmp(authorization + 7, FEED_KEY_PREFIX, strlen(FEED_KEY_PREFIX)) != 0)
		return by_token(call, authorization + 7);
	/* MISP's clients send it bare. */
	if (authorization &&
	    strncmp(authorization, SIGNIN_TOKEN_PREFIX, strlen(SIGNIN_TOKEN_PREFIX)) == 0)
		return by_token(call, authorization);
	return cookie ? by_session(call, cookie) : 0;
}

bool identify_form_is_ours(const struct call *call)
{
	const char *sent = serve_form(call->rq, "csrf");
	const char *origin = serve_header(call->rq, "origin");

	if (call->who.token)
		return true;
	if (!sent)
		sent = serve_header(call->rq, "x-csrf-token");
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

int identify_begin(struct call *call, const char *person, const char *method, bool strong)
{
	char secret[SECRET_TEXT], csrf[SECRET_TEXT], hash[SECRET_HASH];
	const char *agent = serve_header(call->rq, "user-agent");
	struct session session = {.person = person,
	    .remote = call->rq->remote,
	    .agent = agent ? arena_strndup(call->arena, agent, MIN(strlen(agent), (size_t)300))
			   : NULL,
	    .method = method,
	    .strong = strong};
	int r;

	session.id = secret_hash(span_str(secret_token(secret)), hash);
	session.csrf = secret_token(csrf);
	r = signin_session_new(call->db, &call->actor, &session, call->now);
	if (r == 0) {
		identify_set_cookie(call, secret);
		call->who.session = arena_strdup(call->arena, hash);
		call->who.csrf = arena_strdup(call->arena, csrf);
		call->who.strong = strong;
	}
	secret_wipe(secret, sizeof(secret));
	return call_db(call, r);
}
