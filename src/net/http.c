#include "net/http.h"

#include "base/limits.h"

enum { CONNECT_TIMEOUT = 5000, TLS_TIMEOUT = 8000, READ_TIMEOUT = 8000, TOTAL_TIMEOUT = 20000 };

/* Whether the bytes after the head are the whole body. */
static bool complete(const struct http_head *h, const char *method, struct span body)
{
	STR_AUTO(scratch, LIMIT_HTTP_BODY);

	if (strcmp(method, "HEAD") == 0 || h->status == 204 || h->status == 304 ||
	    h->status < 200)
		return true;
	if (h->chunked)
		return http_unchunk(body, &scratch);
	return h->length >= 0 && body.n >= (uint64_t)h->length;
}

/* Interim answers (RFC 9110 section 15.2) are skipped. */
static int parse_head(struct str *buf, struct arena *arena, struct http_head *ret)
{
	int r = http_parse_head(str_bytes(buf), arena, ret);

	while (r == 0 && ret->status < 200 && ret->status != 101) {
		str_drop(buf, ret->bytes);
		r = http_parse_head(str_bytes(buf), arena, ret);
	}
	return r;
}

static int read_head(
    struct conn *conn, struct str *buf, struct arena *arena, struct http_head *ret)
{
	int64_t deadline = loop_now(co_loop()) + TOTAL_TIMEOUT;

	for (;;) {
		int r = buf->n ? parse_head(buf, arena, ret) : ERR_TRUNCATED;

		if (r != ERR_TRUNCATED)
			return r == ERR_SYNTAX ? ERR_PROTOCOL : r;
		if (buf->n >= LIMIT_HTTP_HEAD || loop_now(co_loop()) > deadline)
			return buf->n >= LIMIT_HTTP_HEAD ? ERR_PROTOCOL : ERR_TIMEOUT;
		r = conn_read(conn, buf, LIMIT_HTTP_HEAD, READ_TIMEOUT);
		if (r < 0)
			return r;
	}
}

/* Reads on until the body is whole, the cap is reached, or the peer ends: a short body is
 * better than none. */
static int read_body(
    struct conn *conn, struct str *buf, const struct http_head *h, const char *method)
{
	int64_t deadline = loop_now(co_loop()) + TOTAL_TIMEOUT;
	size_t seen = 0;

	while (buf->n - h->bytes < LIMIT_HTTP_BODY && loop_now(co_loop()) < deadline) {
		int r;

		if (buf->n != seen &&
		    complete(h, method, span_sub(str_bytes(buf), h->bytes, buf->n)))
			break;
		seen = buf->n;
		r = conn_read(conn, buf, LIMIT_HTTP_BODY, READ_TIMEOUT);
		if (r == ERR_CANCELLED)
			return r;
		if (r < 0)
			break;
	}
	return 0;
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
	STR_AUTO(buf, LIMIT_HTTP_HEAD + LIMIT_HTTP_BODY + 16384);
	struct http_reply reply = {0};
	char source[IP_TEXT];
	int r = http_build(&out, rq);

	if (r == 0)
		r = conn_write(conn, str_bytes(&out), READ_TIMEOUT);
	if (r == 0)
		r = read_head(conn, &buf, arena, &reply.head);
	if (r == 0)
		r = read_body(conn, &buf, &reply.head, rq->method);
	if (r < 0)
		return r;
	if (reply.head.status == 429 || reply.head.status == 503 || reply.head.status == 421)
		dial_busy(conn);
	reply.body = body_of(arena, &buf, &reply.head);
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
