/* GET /v3: what members' firewalls, proxies and scripts fetch (share/blocklist.h). */
#include "auth/secret.h"
#include "base/log.h"
#include "codec/md5.h"
#include "codec/sha256.h"
#include "portal/blocklist.h"
#include "portal/feed_viewer.h"
#include "share/served.h"

enum { QUERY_MAX = 1000 };

/* Programs read the status; people who look at their program's log read the line. */
static int say(struct call *call, int status, const char *text)
{
	call->reply->status = status;
	serve_reply_header(call->reply, "Content-Type", "text/plain; charset=utf-8");
	str_addf(&call->reply->body, "%s\n", text);
	call->replied = true;
	return 0;
}

/* Labels that people of the key's organisation see of what is for the whole constituency. */
static int labels_of(struct call *call, const struct feed_key *key, unsigned *ret)
{
	struct audience_viewer viewer;
	int r = feed_viewer_of(call, key, &viewer);

	*ret = 0;
	for (int tlp = TLP_CLEAR; r == 0 && tlp <= TLP_RED; tlp++) {
		struct audience audience = {
		    .label = (enum tlp)tlp, .kind = AUDIENCE_ALL, .published = true};

		if (audience_sees(&viewer, &audience))
			*ret |= 1u << tlp;
	}
	return r;
}

static int read_query(struct call *call, struct blocklist_query *q, struct msg *msg)
{
	const struct serve_pairs *sent = &call->rq->query;
	struct blocklist_arg *args =
	    ARENA_ARRAY(call->arena, sent->n + 1, struct blocklist_arg);

	for (size_t i = 0; i < sent->n; i++)
		args[i] = (struct blocklist_arg){sent->items[i].name, sent->items[i].value};
	return blocklist_query_read(args, sent->n, call->arena, q, msg);
}

/* The list, or its checksum. Gives the lines of the list. */
static int write_list(struct call *call, const struct blocklist_query *q, size_t *ret_lines)
{
	struct str *body = &call->reply->body;
	struct served *served = NULL;
	char sum[MD5_HEX];
	int r = served_take(call->db, call->now, &served);

	if (r < 0)
		return call_db(call, r);
	if (served->kept_back)
		log_line(LOG_WARNING, "blocklist kept_back=%zu", served->kept_back);
	*ret_lines = blocklist_write(served->rows, served->n, q, call->now, call->arena, body);
	served_release(served);
	r = str_ok(body);
	if (r == 0 && q->hash) {
		(void)md5_hex(str_bytes(body), sum);
		str_clear(body);
		str_addf(body, "%s\n", sum);
	}
	return r;
}

/* Whether the client has it already (RFC 9110, 13.1.2). */
static bool has_it(const struct call *call, const char *etag)
{
	const char *known = serve_header(call->rq, "if-none-match");

	return known && (strstr(known, etag) || strcmp(known, "*") == 0);
}

static int answer(
    struct call *call, const struct feed_key *key, const struct blocklist_query *q)
{
	STR_AUTO(query, QUERY_MAX);
	struct feed_fetch fetch = {.key = key->id, .org = key->org, .remote = call->rq->remote};
	char sum[SHA256_HEX];
	const char *etag;
	size_t lines = 0;
	bool unchanged;
	int r = write_list(call, q, &lines);

	if (r < 0)
		return r;
	etag = arena_printf(
	    call->arena, "\"%.32s\"", sha256_hex(str_bytes(&call->reply->body), sum));
	unchanged = has_it(call, etag);
	blocklist_query_text(q, &query);
	fetch.query = str_text(&query);
	fetch.lines = (int64_t)lines;
	fetch.bytes = unchanged ? 0 : (int64_t)call->reply->body.n;
	r = feed_key_fetched(call->db, &fetch, unchanged, call->now, call->arena);
	if (r < 0 && r != ERR_BUSY) /* a list that is told late is worse than a missing note */
		return call_db(call, r);
	if (unchanged) {
		call->reply->status = 304;
		str_clear(&call->reply->body);
	}
	serve_reply_header(call->reply, "Content-Type", "text/plain; charset=utf-8");
	serve_reply_header(call->reply, "Cache-Control", "private, no-cache");
	serve_reply_header(call->reply, "ETag", etag);
	call->replied = true;
	return 0;
}

int blocklist_feed(struct call *call)
{
	const char *text = feed_viewer_key(call);
	struct blocklist_query q;
	struct feed_key key;
	char hash[SECRET_HASH];
	struct msg why = {0};
	int r;

	if (!text)
		return say(call, 401, "a key is needed: apikey=KEY, or the header X-API-Key");
	r = feed_key_find(call->db, secret_hash(span_str(text), hash), call->rq->remote,
	    call->now, call->arena, &key);
	if (r == ERR_NOTFOUND)
		return say(
		    call, 401, "this key is not good: it may have expired, or been revoked");
	if (r == ERR_DENIED)
		return say(call, 403, "this key may not be used from your address");
	if (r < 0)
		return call_db(call, r);
	r = read_query(call, &q, &why);
	if (r < 0)
		return say(call, 400,
		    arena_printf(call->arena, "%s: %s; %s", why.what, why.detail, why.hint));
	r = labels_of(call, &key, &q.tlps);
	return r < 0 ? call_db(call, r) : answer(call, &key, &q);
}
