#include "net/http.h"

#include "base/limits.h"

enum {
	CONNECT_TIMEOUT = 5000,
	TLS_TIMEOUT = 8000,
	READ_TIMEOUT = 8000,
	TOTAL_TIMEOUT = 20000,
	INTERIM = 8
};

/* An answer as it comes in. */
struct reading {
	struct conn *conn;
	struct str buf;
	struct http_head head;
	size_t chunks;    /* bytes of whole chunks that were seen behind the head */
	int64_t deadline; /* of all of it: a peer that drips bytes holds nobody up */
};

/* Reads once. ERR_TIMEOUT when the time is up. */
static int read_more(struct reading *rd, size_t max)
{
	int64_t left = rd->deadline - loop_now(co_loop());

	return left <= 0
		   ? ERR_TIMEOUT
		   : conn_read(rd->conn, &rd->buf, max, (int)MIN(left, (int64_t)READ_TIMEOUT));
}

/* Whether the bytes after the head are the whole body. */
static bool complete(struct reading *rd, const char *method)
{
	const struct http_head *h = &rd->head;
	struct span body = span_sub(str_bytes(&rd->buf), h->bytes, rd->buf.n);

	if (strcmp(method, "HEAD") == 0 || h->status == 204 || h->status == 304 ||
	    h->status < 200)
		return true;
	if (h->chunked)
		return http_chunks_end(body, &rd->chunks);
	return h->length >= 0 && body.n >= (uint64_t)h->length;
}

/* Reads the head of the final answer; a few interim ones (RFC 9110 section 15.2) are skipped.
 */
static int read_head(struct reading *rd, struct arena *arena)
{
	for (int interim = 0; interim <= INTERIM;) {
		int r = rd->buf.n ? http_parse_head(str_bytes(&rd->buf), arena, &rd->head)
				  : ERR_TRUNCATED;

		if (r == 0 && (rd->head.status >= 200 || rd->head.status == 101))
			return 0;
		if (r == 0) {
			str_drop(&rd->buf, rd->head.bytes);
			interim++;
			continue;
		}
		if (r != ERR_TRUNCATED || rd->buf.n >= LIMIT_HTTP_HEAD)
			return ERR_PROTOCOL;
		r = read_more(rd, LIMIT_HTTP_HEAD);
		if (r < 0)
			return r;
	}
	return ERR_PROTOCOL;
}

/* Reads on until the body is whole, the cap is reached, or the peer ends: a short body is
 * better than none. */
static int read_body(struct reading *rd, const char *method, bool *ret_cut)
{
	int r = 0;

	while (r == 0 && rd->buf.n - rd->head.bytes < LIMIT_HTTP_BODY && !complete(rd, method))
		r = read_more(rd, LIMIT_HTTP_BODY);
	*ret_cut = r == ERR_TIMEOUT;
	return r == ERR_CANCELLED ? r : 0;
}

static struct span body_of(
    struct arena *arena, const struct str *buf, const struct http_head *h)
{
	struct span raw = span_sub(str_bytes(buf), h->bytes, buf->n);
	STR_AUTO(plain, LIMIT_HTTP_BODY);

	if (h->chunked) {
		(void)http_unchunk(raw, &plain); /* a cut body gives what came */
		return arena_span(arena, str_bytes(&plain));
	}
	if (h->length >= 0 && raw.n > (uint64_t)h->length)
		raw.n = (size_t)h->length;
	return arena_span(arena, span_sub(raw, 0, LIMIT_HTTP_BODY));
}

int http_talk(struct conn *conn, const struct http_request *rq, struct arena *arena,
    struct http_reply *ret)
{
	STR_AUTO(out, 8192);
	struct reading rd = {.conn = conn, .deadline = loop_now(co_loop()) + TOTAL_TIMEOUT};
	struct http_reply reply = {0};
	char source[IP_TEXT];
	int r = http_build(&out, rq);

	str_init(&rd.buf, LIMIT_HTTP_HEAD + LIMIT_HTTP_BODY + 16384);
	if (r == 0)
		r = conn_write(conn, str_bytes(&out), READ_TIMEOUT);
	if (r == 0)
		r = read_head(&rd, arena);
	if (r == 0)
		r = read_body(&rd, rq->method, &reply.cut);
	if (r == 0) {
		reply.head = rd.head;
		reply.body = body_of(arena, &rd.buf, &rd.head);
	}
	str_done(&rd.buf);
	if (r < 0)
		return r;
	/* Not 421: over HTTP it means "not this host here" (RFC 9110 section 15.5.20). */
	if (reply.head.status == 429 || reply.head.status == 503)
		dial_busy(conn);
	reply.ncerts = dial_certificates(conn, arena, reply.certs, ARRAY_LEN(reply.certs));
	reply.source = arena_strdup(arena, dial_source(conn, source, sizeof(source)));
	*ret = reply;
	return 0;
}

int http_fetch(struct gate *gate, const struct gate_call *call, const struct http_request *rq,
    struct arena *arena, struct http_reply *ret)
{
	struct gate_call web = *call;
	struct conn *conn;
	struct ip ip;
	int r;

	web.cls = GATE_HTTP;
	r = dial_tcp(gate, &web, CONNECT_TIMEOUT, &conn);
	if (r < 0)
		return r;
	if (rq->tls)
		r = conn_start_tls(conn,
		    ip_parse(span_str(rq->host), &ip) == 0 ? NULL : rq->host, TLS_TIMEOUT);
	if (r == 0)
		r = http_talk(conn, rq, arena, ret);
	conn_close(conn);
	return r;
}
