#include "portal/feed.h"

#include "auth/secret.h"
#include "base/log.h"
#include "codec/base64.h"
#include "codec/sha256.h"
#include "desk/feed_key.h"
#include "desk/viewer.h"

enum { KEY_MAX = 200 };

/* --- who asks --- */

/* Name and password of HTTP's basic scheme (RFC 7617), which firewalls can send: the key is the
 * password. */
static const char *basic_key(struct call *call, const char *credentials)
{
	STR_AUTO(plain, KEY_MAX);
	const char *colon;

	if (base64_decode(span_str(credentials), &plain) < 0)
		return NULL;
	colon = strchr(str_text(&plain), ':');
	return colon ? arena_strdup(call->arena, colon + 1) : NULL;
}

/* "Basic ...", "Token KEY", "Bearer KEY", or the key alone, as MISP's clients send it. */
static const char *authorized_key(struct call *call, const char *value)
{
	if (strncmp(value, "Basic ", 6) == 0)
		return basic_key(call, value + 6);
	if (strncmp(value, "Token ", 6) == 0)
		return value + 6;
	return strncmp(value, "Bearer ", 7) == 0 ? value + 7 : value;
}

/* In a header, where no log has it, or in the query, as the blocklist's contract has it. */
const char *feed_key_sent(struct call *call)
{
	static const char *const headers[] = {"x-api-key", "x-misp-auth"};
	const char *key = NULL, *authorization = serve_header(call->rq, "authorization");

	for (size_t i = 0; !key && i < ARRAY_LEN(headers); i++)
		key = serve_header(call->rq, headers[i]);
	if (!key && authorization)
		key = authorized_key(call, authorization);
	if (!key)
		key = serve_query(call->rq, "apikey");
	return key && *key && strlen(key) < KEY_MAX ? key : NULL;
}

static int refuse(struct feed_reader *ret, int status, const char *why)
{
	*ret = (struct feed_reader){.why = why};
	return status;
}

static int by_key(struct call *call, struct feed_reader *ret)
{
	const char *text = feed_key_sent(call);
	struct audience_viewer viewer;
	struct feed_key key = {0};
	char hash[SECRET_HASH];
	int r;

	if (!text)
		return refuse(ret, 401,
		    "a key is needed: apikey=KEY, the header X-API-Key, or Authorization");
	r = feed_key_find(call->db, secret_hash(span_str(text), hash), call->rq->remote,
	    call->now, call->arena, &key);
	if (r == ERR_NOTFOUND)
		return refuse(
		    ret, 401, "this key is not good: it may have expired, or been revoked");
	if (r == ERR_DENIED)
		return refuse(ret, 403, "this key may not be used from your address");
	if (r == 0)
		r = viewer_of_device(call->db, key.id, key.org, call->arena, &viewer);
	if (r < 0)
		return call_db(call, r);
	*ret = (struct feed_reader){.key = key.id,
	    .org = key.org,
	    .name = key.name,
	    .actor = {.name = key.name, .token = key.id, .remote = call->rq->remote},
	    .tlps = viewer_labels(&viewer),
	    .answers = true};
	return 0;
}

static bool may_answer(const struct who *who)
{
	if (who_may(who, MAY_REVIEW, NULL))
		return true;
	vec_foreach (s, &who->standings)
		if (s->org && who_may(who, MAY_ANSWER, s->path))
			return true;
	return false;
}

/* Where the person may look: the first of their organisations, "" at the CERT; NULL nowhere. */
static const char *place_of(const struct who *who)
{
	if (who_may(who, MAY_VIEW, NULL))
		return "";
	vec_foreach (s, &who->standings)
		if (s->org && who_may(who, MAY_VIEW, s->path))
			return s->org;
	return NULL;
}

static int by_person(struct call *call, struct feed_reader *ret)
{
	const struct who *who = &call->who;
	const char *org = place_of(who);
	struct audience_viewer viewer;

	if (!org)
		return refuse(ret, 403, "this token may not read");
	if (!who->strong && !who->token && !call->app->settings.weak)
		return refuse(ret, 403, "a second factor is needed");
	viewer_of(who, call->arena, &viewer);
	*ret = (struct feed_reader){.key = who->session,
	    .org = org,
	    .name = who->name,
	    .actor = call->actor,
	    .tlps = viewer_labels(&viewer),
	    .answers = may_answer(who)};
	return 0;
}

int feed_open(struct call *call, struct feed_reader *ret)
{
	int r = call->who.person ? by_person(call, ret) : by_key(call, ret);

	if (r == 401)
		serve_reply_header(
		    call->reply, "WWW-Authenticate", "Basic realm=\"indicators\", Bearer");
	return r;
}

/* --- what they get --- */

int feed_view(struct call *call, const struct feed_reader *reader, struct served **ret_served,
    struct share_view *ret)
{
	const struct settings *s = &call->app->settings;
	int r = served_take(call->db, call->now, ret_served);

	if (r < 0)
		return call_db(call, r);
	if ((*ret_served)->kept_back)
		log_line(LOG_WARNING, "blocklist kept_back=%zu", (*ret_served)->kept_back);
	*ret = (struct share_view){.rows = (*ret_served)->rows,
	    .n = (*ret_served)->n,
	    .tlps = reader->tlps,
	    .now = call->now,
	    .url = s->url,
	    .name = s->name ? s->name : "Varde",
	    .contact = s->contact};
	return 0;
}

/* Whether the client has it already. */
static bool has_it(const struct call *call, const char *etag)
{
	const char *known = serve_header(call->rq, "if-none-match");

	return known && (strstr(known, etag) || strcmp(known, "*") == 0);
}

int feed_send(struct call *call, const struct feed_reader *reader, const struct feed_sent *sent)
{
	struct feed_fetch fetch = {.key = reader->key,
	    .org = reader->org,
	    .remote = call->rq->remote,
	    .query = sent->query,
	    .lines = (int64_t)sent->lines};
	char sum[SHA256_HEX];
	const char *etag;
	bool unchanged;
	int r = str_ok(&call->reply->body);

	if (r < 0)
		return r;
	etag = arena_printf(
	    call->arena, "\"%.32s\"", sha256_hex(str_bytes(&call->reply->body), sum));
	unchanged = has_it(call, etag);
	fetch.bytes = unchanged ? 0 : (int64_t)call->reply->body.n;
	r = feed_key_fetched(call->db, &fetch, unchanged, call->now, call->arena);
	if (r < 0 && r != ERR_BUSY) /* a list that is told late is worse than a missing note */
		return call_db(call, r);
	if (unchanged) {
		call->reply->status = 304;
		str_clear(&call->reply->body);
	}
	serve_reply_header(call->reply, "Content-Type", sent->type);
	serve_reply_header(call->reply, "Cache-Control", "private, no-cache");
	serve_reply_header(call->reply, "ETag", etag);
	call->replied = true;
	return 0;
}
