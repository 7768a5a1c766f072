#include "desk/signin.h"

#include "desk/account_tell.h"
#include "desk/id.h"
#include "store/desk.h"
#include "wire/ip.h"

enum { KEEP_LINKS_MS = 30 * 24 * 3600 }; /* times 1000: of used links, for who asks why */

static int gone(struct db *db, const char *what)
{
	return db_fail(db, ERR_NOTFOUND, what, "sign in, or ask for a new one",
	    "unknown, used, expired or withdrawn");
}

/* --- sessions --- */

static int session_new(struct db *db, const struct actor *actor, struct session *s, int64_t now)
{
	int r = desk_insert(db, &session_type, s);

	return r < 0 ? r
		     : log_append(db, actor, "session.begin", NULL, s->person, NULL, NULL, now);
}

int signin_session_new(
    struct db *db, const struct actor *actor, struct session *session, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	session->created = session->seen = now;
	session->expires = now + SIGNIN_ABSOLUTE_MS;
	return r < 0 ? r : db_end(db, session_new(db, actor, session, now));
}

/* How long it may idle: short with a role of the CERT. */
static int idle_of(struct db *db, const char *person, int64_t now, int64_t *ret)
{
	int64_t cert = 0;
	int r = desk_number(db,
	    "SELECT count(*) FROM membership WHERE \"person\" = $2 AND \"org\" IS NULL AND "
	    "\"since\" <= $1 AND (\"until\" = 0 OR \"until\" > $1)",
	    DESK_PARAMS(DESK_INT(now), DESK_TEXT(person)), &cert);

	if (r == 0)
		*ret = cert ? SIGNIN_IDLE_CERT_MS : SIGNIN_IDLE_MEMBER_MS;
	return r;
}

int signin_session_find(
    struct db *db, const char *id, int64_t now, struct arena *arena, struct session *ret)
{
	struct session s = {0};
	int64_t idle = 0;
	int r = desk_get(db, &session_type, id, arena, &s);

	if (r == ERR_NOTFOUND)
		return gone(db, "this session has ended");
	if (r == 0)
		r = idle_of(db, s.person, now, &idle);
	if (r < 0)
		return r;
	if (now >= s.expires || now - s.seen >= idle)
		return gone(db, "this session has ended");
	*ret = s;
	return 0;
}

int signin_session_touch(struct db *db, struct session *session, int64_t now)
{
	int r;

	if (now - session->seen < SIGNIN_TOUCH_MS)
		return 0;
	r = desk_exec(db,
	    "UPDATE session SET \"seen\" = $2 WHERE \"id\" = $1 AND \"seen\" < $2",
	    DESK_PARAMS(DESK_TEXT(session->id), DESK_INT(now)), NULL);
	if (r == 0)
		session->seen = now;
	return r;
}

int signin_session_org(struct db *db, const char *id, const char *org)
{
	int64_t n = 0;
	int r = desk_exec(db, "UPDATE session SET \"org\" = $2 WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(org)), &n);

	return r == 0 && !n ? gone(db, "this session has ended") : r;
}

/* Ends one (id) or all but one (person, but). */
static int session_end(struct db *db, const struct actor *actor, const char *id,
    const char *person, const char *but, int64_t now)
{
	int64_t n = 0;
	int r = id ? desk_exec(db, "DELETE FROM session WHERE \"id\" = $1",
			 DESK_PARAMS(DESK_TEXT(id)), &n)
		   : desk_exec(db, "DELETE FROM session WHERE \"person\" = $1 AND \"id\" <> $2",
			 DESK_PARAMS(DESK_TEXT(person), DESK_TEXT(but ? but : "")), &n);

	if (r < 0 || !n)
		return r;
	return log_append(db, actor, id ? "session.end" : "session.end_all", NULL,
	    id ? NULL : person, NULL, NULL, now);
}

int signin_session_end(struct db *db, const struct actor *actor, const char *id, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, session_end(db, actor, id, NULL, NULL, now));
}

int signin_session_end_all(
    struct db *db, const struct actor *actor, const char *person, const char *but, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, session_end(db, actor, NULL, person, but, now));
}

int signin_sessions(struct db *db, const char *person, int64_t now, struct arena *arena,
    struct desk_records *ret)
{
	return desk_list(db, &session_type,
	    "WHERE \"person\" = $1 AND \"expires\" > $2 AND \"seen\" > $3 ORDER BY \"seen\" "
	    "DESC, "
	    "\"id\" LIMIT 50",
	    DESK_PARAMS(
		DESK_TEXT(person), DESK_INT(now), DESK_INT(now - SIGNIN_IDLE_MEMBER_MS)),
	    arena, ret);
}

int signin_sweep(struct db *db, int64_t now)
{
	int r = desk_exec(db, "DELETE FROM session WHERE \"expires\" <= $1 OR \"seen\" <= $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(now - SIGNIN_IDLE_MEMBER_MS)), NULL);

	if (r < 0)
		return r;
	return desk_exec(db, "DELETE FROM link WHERE \"expires\" <= $1",
	    DESK_PARAMS(DESK_INT(now - KEEP_LINKS_MS * 1000LL)), NULL);
}

/* --- links --- */

int signin_link_add(struct db *db, const struct actor *actor, struct link *link, int64_t now)
{
	int r;

	link->created = now;
	link->used = 0;
	r = desk_insert(db, &link_type, link);
	return r < 0 ? r
		     : log_append(
			   db, actor, "link.create", link->org, link->person, NULL, NULL, now);
}

int signin_link_new(struct db *db, const struct actor *actor, struct link *link, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, signin_link_add(db, actor, link, now));
}

int signin_link_find(struct db *db, const char *id, enum link_purpose purpose, int64_t now,
    struct arena *arena, struct link *ret)
{
	int r = desk_find(db, &link_type,
	    "WHERE \"id\" = $1 AND \"purpose\" = $2 AND \"used\" = 0 AND \"expires\" > $3",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(link_purpose_names[purpose]), DESK_INT(now)),
	    arena, ret);

	return r == ERR_NOTFOUND ? gone(db, "this link is not good any more") : r;
}

int signin_link_spend(struct db *db, const struct actor *actor, const char *id,
    enum link_purpose purpose, int64_t now, struct arena *arena, struct link *ret)
{
	struct link link = {0};
	int64_t n = 0;
	int r = desk_exec(db,
	    "UPDATE link SET \"used\" = $3 WHERE \"id\" = $1 AND \"purpose\" = $2 AND "
	    "\"used\" = 0 AND \"expires\" > $3",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(link_purpose_names[purpose]), DESK_INT(now)),
	    &n);

	if (r == 0 && !n)
		return gone(db, "this link is not good any more");
	if (r == 0)
		r = desk_get(db, &link_type, id, arena, &link);
	if (r < 0)
		return r;
	*ret = link;
	return log_append(db, actor, "link.use", link.org, link.person, NULL,
	    arena_printf(arena, "{\"purpose\":\"%s\"}", link_purpose_names[purpose]), now);
}

int signin_link_use(struct db *db, const struct actor *actor, const char *id,
    enum link_purpose purpose, int64_t now, struct arena *arena, struct link *ret)
{
	struct link link = {0};
	int r = db_begin(db, DB_WRITE);

	if (r == 0)
		r = db_end(db, signin_link_spend(db, actor, id, purpose, now, arena, &link));
	if (r == 0)
		*ret = link;
	return r;
}

/* --- tokens --- */

bool signin_source_allows(const struct text_list *sources, const char *remote)
{
	struct ip ip;
	struct ip_net net;

	if (!sources->n)
		return true;
	if (!remote || ip_parse(span_str(remote), &ip) < 0)
		return false;
	for (size_t i = 0; i < sources->n; i++)
		if (ip_net_parse(span_str(sources->items[i]), &net, NULL) == 0 &&
		    ip_net_has(&net, &ip))
			return true;
	return false;
}

static int check_token(struct db *db, const struct token *token, int64_t now)
{
	struct ip_net net;

	for (size_t i = 0; i < token->sources.n; i++)
		if (ip_net_parse(span_str(token->sources.items[i]), &net, NULL) < 0)
			return db_fail(db, ERR_RANGE, "this is no address and no network",
			    "write 192.0.2.7 or 192.0.2.0/24", "%.80s",
			    token->sources.items[i]);
	if (token->expires <= now)
		return db_fail(db, ERR_RANGE, "the token would never be good",
		    "choose a day in the future", "it expires before it begins");
	return 0;
}

static int token_new(struct db *db, const struct actor *actor, struct token *token, int64_t now,
    struct arena *arena)
{
	int r = check_token(db, token, now);

	if (r < 0)
		return r;
	token->id = id_make(arena);
	token->created = now;
	token->used = token->revoked = 0;
	r = desk_insert(db, &token_type, token);
	if (r == 0)
		r = account_tell(db, token->person, "token.create", now);
	return r < 0 ? r
		     : log_append(
			   db, actor, "token.create", token->org, token->id, NULL, NULL, now);
}

int signin_token_new(struct db *db, const struct actor *actor, struct token *token, int64_t now,
    struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, token_new(db, actor, token, now, arena));
}

int signin_token_find(struct db *db, const char *hash, const char *remote, int64_t now,
    struct arena *arena, struct token *ret)
{
	struct token token = {0};
	int r = desk_find(db, &token_type,
	    "WHERE \"hash\" = $1 AND \"revoked\" = 0 AND \"expires\" > $2",
	    DESK_PARAMS(DESK_TEXT(hash), DESK_INT(now)), arena, &token);

	if (r == ERR_NOTFOUND)
		return gone(db, "this token is not good");
	if (r < 0)
		return r;
	if (!signin_source_allows(&token.sources, remote))
		return db_fail(db, ERR_DENIED, "this token may not be used from here",
		    "use it from where it was made for, or make another", "from %.50s",
		    remote ? remote : "an unknown address");
	if (now - token.used >= SIGNIN_TOUCH_MS)
		r = desk_exec(db,
		    "UPDATE api_token SET \"used\" = $2 WHERE \"id\" = $1 AND \"used\" < $2",
		    DESK_PARAMS(DESK_TEXT(token.id), DESK_INT(now)), NULL);
	if (r == 0)
		*ret = token;
	return r;
}

static int token_revoke(struct db *db, const struct actor *actor, const char *id, int64_t now)
{
	int64_t n = 0;
	int r = desk_exec(db,
	    "UPDATE api_token SET \"revoked\" = $2 WHERE \"id\" = $1 AND \"revoked\" = 0",
	    DESK_PARAMS(DESK_TEXT(id), DESK_INT(now)), &n);

	if (r == 0 && !n)
		return gone(db, "there is no such token");
	return r < 0 ? r : log_append(db, actor, "token.revoke", NULL, id, NULL, NULL, now);
}

int signin_token_revoke(struct db *db, const struct actor *actor, const char *id, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, token_revoke(db, actor, id, now));
}

int signin_tokens(
    struct db *db, const char *person, struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &token_type,
	    "WHERE \"person\" = $1 AND \"revoked\" = 0 ORDER BY \"created\" DESC, \"id\"",
	    DESK_PARAMS(DESK_TEXT(person)), arena, ret);
}

/* --- failures --- */

static int failed(struct db *db, const struct actor *actor, const char *person,
    const char *method, int64_t now, int64_t *ret_failures)
{
	int r = desk_exec(db,
	    "UPDATE person SET \"failures\" = \"failures\" + 1, \"failed\" = $2 WHERE \"id\" = "
	    "$1",
	    DESK_PARAMS(DESK_TEXT(person), DESK_INT(now)), NULL);

	if (r == 0)
		r = desk_number(db, "SELECT \"failures\" FROM person WHERE \"id\" = $1",
		    DESK_PARAMS(DESK_TEXT(person)), ret_failures);
	if (r < 0)
		return r;
	return log_append(db, actor, method, NULL, person, "refused", NULL, now);
}

/* "signin.METHOD" */
static const char *signin_action(const char *method, struct arena *arena)
{
	return arena_printf(arena, "signin.%s", method);
}

int signin_failed(struct db *db, const struct actor *actor, const char *person,
    const char *method, int64_t now, int64_t *ret_failures)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int64_t n = 0;
	int r = db_begin(db, DB_WRITE);

	if (r == 0)
		r = db_end(
		    db, failed(db, actor, person, signin_action(method, arena), now, &n));
	if (r == 0)
		*ret_failures = n;
	return r;
}

static int succeeded(struct db *db, const struct actor *actor, const char *person,
    const char *action, int64_t now)
{
	int64_t n = 0;
	int r =
	    desk_exec(db, "UPDATE person SET \"failures\" = 0, \"seen\" = $2 WHERE \"id\" = $1",
		DESK_PARAMS(DESK_TEXT(person), DESK_INT(now)), &n);

	if (r == 0 && !n)
		return gone(db, "there is no such person");
	return r < 0 ? r : log_append(db, actor, action, NULL, person, NULL, NULL, now);
}

int signin_succeeded(struct db *db, const struct actor *actor, const char *person,
    const char *method, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r
		     : db_end(
			   db, succeeded(db, actor, person, signin_action(method, arena), now));
}
