/* Replies: their headers, and how MHD sends them. */
#include "serve/serve_impl.h"

#include "base/limits.h"

#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADERS_START = 16 };

/* What a page of ours needs, and nothing more. The OWASP Secure Headers Project explains each.
 */
static const struct serve_pair security[] = {
    {"Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; "
				"img-src 'self' data:; font-src "
				"'self'; connect-src 'self'; form-action 'self'; "
				"frame-ancestors 'none'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    /* "no-referrer" would make browsers send "Origin: null" with our own forms. */
    {"Referrer-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
};

/* Two years, RFC 6797 section 6.1. Subdomains are their owner's to decide. */
static const struct serve_pair transport = {
    "Strict-Transport-Security", "max-age=63072000; includeSubDomains"};

/* Room for one more header: the items grow by doubling from HEADERS_START. */
static struct serve_pair *room(struct serve_reply *reply)
{
	struct serve_pairs *h = &reply->headers;

	if (h->n >= HEADERS_START && (h->n & (h->n - 1)) == 0) {
		struct serve_pair *more =
		    ARENA_ARRAY(reply->arena, 2 * h->n, struct serve_pair);

		memcpy(more, h->items, h->n * sizeof(*more));
		h->items = more;
	}
	return &h->items[h->n++];
}

void serve_reply_init(struct serve_reply *reply, struct arena *arena, bool tls)
{
	*reply = (struct serve_reply){.arena = arena, .status = 200, .file = -1};
	reply->headers.items = ARENA_ARRAY(arena, HEADERS_START, struct serve_pair);
	for (size_t i = 0; i < ARRAY_LEN(security); i++)
		*room(reply) = security[i];
	if (tls)
		*room(reply) = transport;
	str_init(&reply->body, LIMIT_REPLY);
}

void serve_reply_done(struct serve_reply *reply)
{
	str_done(&reply->body);
	if (reply->file >= 0)
		(void)close(reply->file);
	if (reply->events_end)
		reply->events_end(reply->events_state);
	reply->file = -1;
	reply->events_end = NULL;
}

static void remove_header(struct serve_pairs *h, const char *name)
{
	size_t to = 0;

	for (size_t i = 0; i < h->n; i++)
		if (strcasecmp(h->items[i].name, name) != 0)
			h->items[to++] = h->items[i];
	h->n = to;
}

void serve_reply_header(struct serve_reply *reply, const char *name, const char *value)
{
	remove_header(&reply->headers, name);
	if (value)
		serve_reply_add(reply, name, value);
}

void serve_reply_add(struct serve_reply *reply, const char *name, const char *value)
{
	char *copy = arena_strdup(reply->arena, value);

	/* A line break would begin a header, or a body, of the writer's choice. */
	for (char *p = copy; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	*room(reply) = (struct serve_pair){arena_strdup(reply->arena, name), copy};
}

static void free_body(void *p)
{
	(void)mem_free(p);
}

static struct MHD_Response *from_file(struct serve_reply *reply, size_t *ret_n)
{
	struct stat st;
	struct MHD_Response *response;

	if (fstat(reply->file, &st) < 0 || !S_ISREG(st.st_mode))
		return NULL;
	response = MHD_create_response_from_fd64((uint64_t)st.st_size, reply->file);
	if (response) {
		reply->file = -1;
		*ret_n = (size_t)st.st_size;
	}
	return response;
}

static struct MHD_Response *from_body(struct serve_reply *reply, size_t *ret_n)
{
	struct MHD_Response *response;

	*ret_n = reply->body.n;
	if (reply->body.n == 0)
		return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	response = MHD_create_response_from_buffer_with_free_callback(
	    reply->body.n, reply->body.p, free_body);
	if (response)
		reply->body = (struct str){.max = LIMIT_REPLY};
	return response;
}

static struct MHD_Response *make_response(struct serve_conn *conn, struct MHD_Connection *mhd,
    struct serve_reply *reply, size_t *ret_n)
{
	*ret_n = 0;
	if (reply->events) {
		serve_reply_header(reply, "Content-Type", "text/event-stream; charset=utf-8");
		serve_reply_header(reply, "X-Accel-Buffering", "no");
		if (!conn->call->rq.head)
			return serve_stream_open(conn, mhd, reply);
	}
	return reply->file >= 0 ? from_file(reply, ret_n) : from_body(reply, ret_n);
}

/* Puts a line of text in the place of whatever the reply was. */
static void make_problem(
    struct serve_conn *conn, struct serve_reply *reply, int status, const char *why)
{
	const struct serve_request *rq = &conn->call->rq;

	serve_reply_done(reply);
	serve_reply_init(reply, rq->arena, rq->tls);
	reply->status = status;
	serve_reply_header(reply, "Content-Type", "text/plain; charset=utf-8");
	str_addf(&reply->body, "%d: %s\nrequest %s\n", status, why, rq->id);
}

static enum MHD_Result queue(struct serve_conn *conn, struct MHD_Connection *mhd,
    struct serve_reply *reply, struct MHD_Response *response, size_t n)
{
	struct serve_call *call = conn->call;
	enum MHD_Result result;

	for (size_t i = 0; i < reply->headers.n; i++)
		(void)MHD_add_response_header(
		    response, reply->headers.items[i].name, reply->headers.items[i].value);
	if (conn->serve->stopping)
		(void)MHD_add_response_header(response, "Connection", "close");
	call->status = reply->status;
	call->bytes = call->rq.head ? 0 : n;
	serve_conn_phase(conn, SERVE_REPLY,
	    conn->serve->o.body_ms + (int64_t)n * 1000 / MAX(1, conn->serve->o.reply_rate));
	result = MHD_queue_response(mhd, (unsigned)reply->status, response);
	MHD_destroy_response(response);
	return result;
}

enum MHD_Result serve_reply_send(
    struct serve_conn *conn, struct MHD_Connection *mhd, struct serve_reply *reply)
{
	struct MHD_Response *response = NULL;
	size_t n = 0;

	if (reply->status < 200 || reply->status > 599 || str_ok(&reply->body) < 0)
		make_problem(conn, reply, 500, "the answer could not be made");
	response = make_response(conn, mhd, reply, &n);
	if (!response) {
		make_problem(conn, reply, 500, "the answer could not be made");
		response = make_response(conn, mhd, reply, &n);
	}
	if (!response)
		return MHD_NO;
	return queue(conn, mhd, reply, response, n);
}

enum MHD_Result serve_reply_refuse(
    struct serve_conn *conn, struct MHD_Connection *mhd, int status, const char *why)
{
	struct serve_reply reply;
	enum MHD_Result result;

	serve_reply_init(&reply, conn->call->rq.arena, conn->call->rq.tls);
	make_problem(conn, &reply, status, why);
	conn->serve->refused++;
	result = serve_reply_send(conn, mhd, &reply);
	serve_reply_done(&reply);
	return result;
}
