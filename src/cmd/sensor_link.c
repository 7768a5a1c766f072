#include "cmd/sensor_link.h"

enum { CALL_MS = 60000, BEAT_MS = 10000, BODY_MAX = 4 << 20 };

static int judge(const struct fetch_reply *reply, struct arena *arena, struct msg *msg)
{
	struct json *problem;
	int status = reply->status;

	if (status == 200)
		return 0;
	msg_what(msg, "the server did not take it");
	msg_detail(msg, "status %d", status);
	if (json_parse(reply->body, arena, &problem, NULL) == 0)
		msg_detail(msg, "status %d: %.80s: %.120s", status,
		    json_text(json_get(problem, "title"), ""),
		    json_text(json_get(problem, "detail"), ""));
	if (status == 401 || status == 403)
		return ERR_DENIED;
	return status >= 500 || status == 408 || status == 409 || status == 429 ? ERR_CLOSED
										: ERR_RANGE;
}

static int call(const struct sensor_link *link, const char *path, const char *stream,
    const char *type, struct span body, int64_t timeout, struct arena *arena,
    struct fetch_reply *ret, struct msg *msg)
{
	const struct fetch_header headers[] = {
	    {"Content-Type", type}, {"Varde-Stream", stream ? stream : "-"}};
	const struct fetch_request rq = {
	    .url = arena_printf(arena, "%s/worker/v1/sensor/%s", link->url, path),
	    .headers = headers,
	    .nheaders = ARRAY_LEN(headers),
	    .body = body,
	    .timeout_ms = timeout,
	    .max_body = BODY_MAX,
	    .ca_file = link->ca,
	    .cert_file = link->cert,
	    .key_file = link->key};
	struct fetch_reply reply = {0};
	int r = fetch(&rq, arena, &reply, msg);

	if (r < 0)
		return r == ERR_DENIED || r == ERR_SYNTAX || r == ERR_UNSUPPORTED ? ERR_DENIED
										  : ERR_CLOSED;
	r = judge(&reply, arena, msg);
	if (r == 0)
		*ret = reply;
	return r;
}

static int parse(
    const struct fetch_reply *reply, struct arena *arena, struct json **ret, struct msg *msg)
{
	if (json_parse(reply->body, arena, ret, NULL) == 0)
		return 0;
	msg_what(msg, "the server's answer cannot be read");
	msg_detail(msg, "%zu bytes", reply->body.n);
	return ERR_CLOSED;
}

int sensor_link_send(const struct sensor_link *link, const struct ship_batch *batch,
    struct arena *arena, uint64_t *ret_acked, struct msg *msg)
{
	struct fetch_reply reply = {0};
	struct json *v = NULL;
	int64_t acked;
	int r = call(link, "records", batch->stream, "application/octet-stream", batch->frames,
	    CALL_MS, arena, &reply, msg);

	if (r == 0)
		r = parse(&reply, arena, &v, msg);
	if (r < 0)
		return r;
	/* Without a number nothing is acknowledged. */
	acked = json_int(json_get(v, "acked"), -1);
	if (acked < 0) {
		msg_what(msg, "the server's answer cannot be read");
		msg_detail(msg, "it does not say how far it is");
		return ERR_CLOSED;
	}
	*ret_acked = (uint64_t)acked;
	return 0;
}

int sensor_link_beat(const struct sensor_link *link, struct span body, struct arena *arena,
    struct json **ret_reply, struct msg *msg)
{
	struct fetch_reply reply = {0};
	int r = call(link, "beat", NULL, "application/json", body, BEAT_MS, arena, &reply, msg);

	return r == 0 ? parse(&reply, arena, ret_reply, msg) : r;
}

int sensor_link_part(const struct sensor_link *link, int64_t number, int64_t part,
    struct arena *arena, struct span *ret, struct msg *msg)
{
	struct fetch_reply reply = {0};
	int r = call(link,
	    arena_printf(arena, "packs/%lld/%lld", (long long)number, (long long)part), NULL,
	    "text/plain", (struct span){0}, CALL_MS, arena, &reply, msg);

	if (r == 0)
		*ret = reply.body;
	return r;
}
