#include "cmd/worker_link.h"

#include "base/limits.h"

enum {
	BEAT_MS = 2500,  /* what a beat may take */
	CALL_MS = 30000, /* what others may */
	END_MS = 300000, /* the server assesses the run */
	BATCH = 512 << 10,
	BATCH_MAX = 65 << 20, /* one unit of a spool, and what was there before it */
};

static int judge(
    int status, const struct fetch_reply *reply, struct arena *arena, int err, struct msg *msg)
{
	struct json *problem;

	if (status == 200)
		return 0;
	msg_what(msg, "the server did not take it");
	msg_detail(msg, "status %d", status);
	if (json_parse(reply->body, arena, &problem, NULL) == 0)
		msg_detail(msg, "status %d: %.80s: %.120s", status,
		    json_text(json_get(problem, "title"), ""),
		    json_text(json_get(problem, "detail"), ""));
	if (status == 409)
		return ERR_BUSY;
	if (status == 401 || status == 403)
		return ERR_DENIED;
	return status >= 500 || status == 408 || status == 429 ? ERR_CLOSED : err;
}

static int call(const struct worker_link *link, const char *path, const char *type,
    struct span body, int64_t timeout, struct arena *arena, struct fetch_reply *ret,
    struct msg *msg)
{
	const struct fetch_header headers[] = {
	    {"Content-Type", type ? type : "text/plain"}, {"Varde-Spool", link->spool}};
	const struct fetch_request rq = {
	    .url = arena_printf(arena, "%s/worker/v1/%s", link->url, path),
	    .headers = headers,
	    .nheaders = ARRAY_LEN(headers),
	    .body = body,
	    .timeout_ms = timeout,
	    .max_body = LIMIT_REPLY,
	    .ca_file = link->ca,
	    .cert_file = link->cert,
	    .key_file = link->key};
	struct fetch_reply reply = {0};
	int r = fetch(&rq, arena, &reply, msg);

	/* A certificate that is not trusted is nothing that passes; the rest is. */
	if (r < 0)
		return r == ERR_DENIED || r == ERR_SYNTAX || r == ERR_UNSUPPORTED ? ERR_DENIED
										  : ERR_CLOSED;
	r = judge(reply.status, &reply, arena, ERR_RANGE, msg);
	if (r == 0)
		*ret = reply;
	return r;
}

static int call_json(const struct worker_link *link, const char *path, const struct str *body,
    int64_t timeout, struct arena *arena, struct json **ret, struct msg *msg)
{
	struct fetch_reply reply;
	int r =
	    call(link, path, "application/json", str_bytes(body), timeout, arena, &reply, msg);

	if (r == 0 && json_parse(reply.body, arena, ret, NULL) < 0) {
		msg_what(msg, "the server's answer cannot be read");
		msg_detail(msg, "%zu bytes", reply.body.n);
		r = ERR_CLOSED;
	}
	return r;
}

int worker_link_claim(const struct worker_link *link, struct arena *arena, const char **ret_id,
    struct json **ret_job, struct msg *msg)
{
	struct json *reply = NULL;
	const struct json *chunk;
	const char *id;
	STR_AUTO(body, 16);
	int r;

	str_add(&body, "{}");
	r = call_json(link, "claim", &body, CALL_MS, arena, &reply, msg);
	if (r < 0)
		return r;
	chunk = json_get(reply, "chunk");
	id = json_text(json_get(chunk, "id"), NULL);
	*ret_id = id;
	if (id) {
		*ret_job = ARENA_NEW(arena, struct json);
		**ret_job = *json_get(chunk, "job");
	}
	return 0;
}

int worker_link_before(const struct worker_link *link, const char *id, struct arena *arena,
    struct observations *ret, struct msg *msg)
{
	struct fetch_reply reply;
	struct span rest, line;
	int r = call(link, arena_printf(arena, "chunks/%s/observations", id), NULL,
	    (struct span){0}, CALL_MS, arena, &reply, msg);

	if (r < 0)
		return r;
	rest = reply.body;
	while (r == 0 && span_line(&rest, &line)) {
		struct observation o;

		if (!line.n)
			continue;
		r = obs_parse(line, arena, &o, msg);
		if (r == 0)
			vec_push(arena, &ret->all, o);
	}
	return r;
}

int worker_link_beat(const struct worker_link *link, const char *id,
    const struct chunk_news *news, bool *ret_stop, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const struct obs_progress *p = &news->progress;
	struct json_writer w;
	struct json *reply = NULL;
	STR_AUTO(body, 4096);
	int r;

	json_write_init(&w, &body, 0);
	json_write_object(&w);
	json_member_text(&w, "stage", p->stage ? p->stage : "");
	json_member_int(&w, "done", p->done);
	json_member_int(&w, "total", p->total);
	json_member_int(&w, "hosts", p->hosts);
	json_member_int(&w, "services", p->services);
	json_member_int(&w, "requests", p->requests);
	json_member_int(&w, "findings", news->findings);
	json_write_object_end(&w);
	r = call_json(link, arena_printf(arena, "chunks/%s/beat", id), &body, BEAT_MS, arena,
	    &reply, msg);
	if (r == 0)
		*ret_stop = json_bool(json_get(reply, "stop"), false);
	return r;
}

static int send(const struct worker_link *link, const char *id, struct spool_read *spool,
    struct str *lines, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct fetch_reply reply;
	int r = 0;

	if (lines->n)
		r = call(link, arena_printf(arena, "chunks/%s/units", id),
		    "application/x-ndjson", str_bytes(lines), CALL_MS, arena, &reply, msg);
	str_clear(lines);
	return r < 0 ? r : spool_read_acknowledge(spool, msg);
}

int worker_link_ship(const struct worker_link *link, const char *id, struct spool_read *spool,
    struct arena *arena, struct spool_batch *ret_end, struct msg *msg)
{
	struct spool_batch batch;
	STR_AUTO(lines, BATCH_MAX);
	int r;

	while ((r = spool_read_next(spool, &batch, msg)) == 1) {
		if (batch.end) {
			if (ret_end) {
				*ret_end = batch;
				ret_end->reason = arena_strdup(arena, batch.reason);
			}
			continue;
		}
		str_put(&lines, batch.lines.p, batch.lines.n);
		if (str_ok(&lines) < 0)
			return ERR_LIMIT;
		if (lines.n < BATCH)
			continue;
		r = send(link, id, spool, &lines, msg);
		if (r < 0)
			return r;
	}
	return r < 0 || !lines.n ? r : send(link, id, spool, &lines, msg);
}

int worker_link_end(const struct worker_link *link, const char *id, const char *state,
    const char *reason, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json_writer w;
	struct json *reply = NULL;
	STR_AUTO(body, 16384);

	json_write_init(&w, &body, 0);
	json_write_object(&w);
	json_member_text(&w, "state", state);
	if (reason)
		json_member_text(&w, "reason", reason);
	json_write_object_end(&w);
	return call_json(
	    link, arena_printf(arena, "chunks/%s/end", id), &body, END_MS, arena, &reply, msg);
}
