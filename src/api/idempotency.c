#include "api/idempotency.h"

#include "api/route.h"
#include "codec/sha256.h"

enum { KEY_MAX = 200, BODY_MAX = IDEMPOTENCY_BODY };

static bool good_key(const char *key)
{
	size_t n = strlen(key);

	for (const char *p = key; *p; p++)
		if (*p < 0x21 || *p > 0x7e)
			return false;
	return n > 0 && n <= KEY_MAX;
}

static const char *digest(struct call *call, const struct str *text)
{
	char *hex = ARENA_ARRAY(call->arena, SHA256_HEX, char);

	return sha256_hex(str_bytes(text), hex);
}

static int name_row(struct call *call, const char *key, struct idempotency *row)
{
	STR_AUTO(whose, 4096);
	STR_AUTO(what, (size_t)BODY_MAX * 2);

	str_addf(&whose, "%s\n%s", call->who.session, key);
	str_addf(&what, "%s %s\n", call->rq->method, call->rq->target);
	str_span(&what, call->rq->body);
	if (str_ok(&whose) < 0 || str_ok(&what) < 0)
		return ERR_LIMIT;
	*row = (struct idempotency){
	    .id = digest(call, &whose), .hash = digest(call, &what), .created = call->now};
	return 0;
}

/* The row that was there before. */
static int repeat(struct call *call, struct idempotency *row, bool *ret_done)
{
	struct idempotency old;
	int r = desk_get(call->db, &idempotency_type, row->id, call->arena, &old);

	row->id = NULL; /* it is not ours to end */
	if (r < 0)
		return call_db(call, r);
	if (strcmp(old.hash, row->hash) != 0)
		return call_fail(call, ERR_RANGE, "the key was used for another request",
		    "use a new Idempotency-Key for each change", "%s", call->rq->path);
	if (!old.status) /* of a version that did not keep both together */
		return call_fail(call, ERR_BUSY, "the first request of this key has no reply",
		    "wait; if it stays so, look whether the change was made, and use a new key",
		    "%s", call->rq->path);
	call->reply->status = (int)old.status;
	serve_reply_header(call->reply, "Content-Type", old.type);
	serve_reply_header(call->reply, "Location", old.location);
	serve_reply_header(call->reply, "ETag", old.etag);
	serve_reply_header(call->reply, "Idempotency-Replayed", "true");
	serve_reply_header(
	    call->reply, "Content-Disposition", "attachment; filename=\"api.json\"");
	str_add(&call->reply->body, old.body ? old.body : "");
	*ret_done = true;
	return str_ok(&call->reply->body);
}

/* The key is taken, and held with all that follows. Who comes with the same one meanwhile waits
 * for the end of it. */
static int begin(struct call *call, const struct idempotency *row)
{
	int r = db_hold(call->db);

	if (r < 0)
		return r;
	r = desk_insert(call->db, &idempotency_type, row);
	return r < 0 ? db_release(call->db, r) : 0;
}

int idempotency_begin(struct call *call, struct idempotency *row, bool *ret_done)
{
	const char *key = serve_header(call->rq, "idempotency-key");
	int r;

	*row = (struct idempotency){0};
	*ret_done = false;
	if (!call->json || !key || !call->who.session ||
	    strcmp(call->route->method, "GET") == 0)
		return 0;
	if (!good_key(key))
		return call_fail(call, ERR_RANGE, "the Idempotency-Key is malformed",
		    "send 1 to 200 visible ASCII characters, such as a UUID", "%zu bytes",
		    strlen(key));
	r = name_row(call, key, row);
	if (r < 0)
		return r;
	r = desk_exec(call->db, "DELETE FROM api_reply WHERE \"created\" < $1",
	    DESK_PARAMS(DESK_INT(call->now - IDEMPOTENCY_MS)), NULL);
	if (r == 0)
		r = begin(call, row);
	if (r == ERR_EXISTS)
		return repeat(call, row, ret_done);
	return call_db(call, r);
}

static const char *header_of(const struct call *call, const char *name)
{
	for (size_t i = 0; i < call->reply->headers.n; i++)
		if (strcmp(call->reply->headers.items[i].name, name) == 0)
			return call->reply->headers.items[i].value;
	return NULL;
}

int idempotency_end(struct call *call, struct idempotency *row, int r)
{
	if (!row->id)
		return r;
	if (r < 0)
		return db_release(call->db, r);
	if (call->reply->status >= 400)
		return db_release(call->db, ERR_CANCELLED) == ERR_CANCELLED ? r : ERR_IO;
	if (call->reply->body.n > BODY_MAX)
		return call_db(call,
		    db_release(call->db, desk_delete(call->db, &idempotency_type, row->id)));
	row->status = call->reply->status;
	row->type = header_of(call, "Content-Type");
	row->location = header_of(call, "Location");
	row->etag = header_of(call, "ETag");
	row->body = str_text(&call->reply->body);
	r = db_release(call->db, desk_update(call->db, &idempotency_type, row));
	return call_db(call, r);
}
