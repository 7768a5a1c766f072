#include "wire/http.h"

#include "base/limits.h"
#include "base/parse.h"
#include "codec/utf8.h"

static bool plain(const char *s)
{
	for (; *s; s++)
		if ((uint8_t)*s <= ' ' || *s == 0x7f)
			return false;
	return true;
}

/* Whether it can stand in a header: no control bytes. NULL can. */
static bool printable(const char *s)
{
	for (; s && *s; s++)
		if ((uint8_t)*s < ' ' || *s == 0x7f)
			return false;
	return true;
}

int http_build(struct str *out, const struct http_request *rq)
{
	bool v6 = strchr(rq->host, ':') != NULL;

	if (strcmp(rq->method, "GET") != 0 && strcmp(rq->method, "HEAD") != 0 &&
	    strcmp(rq->method, "OPTIONS") != 0)
		return ERR_DENIED;
	if (!plain(rq->path) || !plain(rq->host) || !*rq->path || !printable(rq->contact))
		return ERR_RANGE;
	str_addf(out, "%s %s HTTP/1.1\r\nHost: %s%s%s", rq->method, rq->path, v6 ? "[" : "",
	    rq->host, v6 ? "]" : "");
	if (rq->port != (rq->tls ? 443 : 80))
		str_addf(out, ":%u", rq->port);
	str_addf(out,
	    "\r\nUser-Agent: Varde/%s (security audit%s%s)\r\nAccept: */*\r\nConnection: "
	    "close\r\n\r\n",
	    VARDE_VERSION, rq->contact ? "; " : "", rq->contact ? rq->contact : "");
	return str_ok(out);
}

static int parse_status(struct span line, struct http_head *h)
{
	int64_t status;

	if (!span_starts(line, "HTTP/1.") || line.n < 12 || line.p[8] != ' ' ||
	    (line.n > 12 && line.p[12] != ' '))
		return ERR_SYNTAX;
	if (parse_int(span_sub(line, 9, 3), 100, 999, &status) < 0)
		return ERR_SYNTAX;
	h->minor = line.p[7] == '0' ? 0 : 1;
	h->status = (int)status;
	return 0;
}

static char *lower_text(struct arena *arena, struct span s)
{
	char *to = utf8_clean(arena, s, 256);

	for (char *p = to; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
	return to;
}

static void parse_header(struct span line, struct arena *arena, struct http_head *h)
{
	ptrdiff_t colon = span_find(line, ":");
	struct http_header hd;
	struct span value;
	int64_t n;

	if (colon <= 0)
		return; /* servers do send such lines; they say nothing */
	value = span_trim(span_sub(line, (size_t)colon + 1, line.n));
	hd.name = lower_text(arena, span_trim(span_sub(line, 0, (size_t)colon)));
	hd.value = utf8_clean(arena, value, 4096);
	vec_push(arena, &h->headers, hd);
	if (strcmp(hd.name, "content-length") == 0 && parse_int(value, 0, INT64_MAX, &n) == 0)
		h->length = n;
	if (strcmp(hd.name, "transfer-encoding") == 0 && span_ifind(value, "chunked") >= 0)
		h->chunked = true;
}

/* Bytes up to and with the empty line; ERR_TRUNCATED when it has not come (a line counts only
 * with its end), ERR_LIMIT. */
static int head_size(struct span bytes, size_t *ret)
{
	struct span rest = bytes, line;

	for (int lines = 0; rest.n && memchr(rest.p, '\n', rest.n) && span_line(&rest, &line);
	     lines++) {
		if (line.n == 0) {
			*ret = bytes.n - rest.n;
			return 0;
		}
		if (lines > LIMIT_HTTP_HEADERS * 2)
			return ERR_LIMIT;
	}
	return ERR_TRUNCATED;
}

int http_parse_head(struct span bytes, struct arena *arena, struct http_head *ret)
{
	struct http_head h = {.length = -1};
	struct span rest = bytes, line;
	int r;

	if (bytes.n >= 7 && !span_starts(bytes, "HTTP/1."))
		return ERR_SYNTAX;
	if (bytes.n == 0 || !memchr(bytes.p, '\n', bytes.n) || !span_line(&rest, &line))
		return ERR_TRUNCATED;
	r = parse_status(line, &h);
	if (r < 0)
		return r;
	/* Before anything is copied: an unfinished head is looked at again with every byte that
	 * comes. */
	r = head_size(bytes, &h.bytes);
	if (r < 0)
		return r;
	while (span_line(&rest, &line) && line.n) {
		if (h.headers.n >= LIMIT_HTTP_HEADERS)
			return ERR_LIMIT;
		parse_header(line, arena, &h);
	}
	*ret = h;
	return 0;
}

const char *http_header(const struct http_head *head, const char *name)
{
	vec_foreach (h, &head->headers)
		if (strcmp(h->name, name) == 0)
			return h->value;
	return NULL;
}

static int hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The chunk size at the front of a line; extensions behind ';' are skipped. */
static int chunk_size(struct span line, size_t *ret)
{
	size_t v = 0, i = 0;

	for (; i < line.n && hex_value(line.p[i]) >= 0; i++) {
		if (v > SIZE_MAX >> 5)
			return ERR_RANGE;
		v = v << 4 | (size_t)hex_value(line.p[i]);
	}
	if (i == 0)
		return ERR_SYNTAX;
	*ret = v;
	return 0;
}

/* One chunk at the front of bytes. */
struct chunk {
	struct span data; /* of it, as far as it has come */
	size_t size;      /* of all of it, with its framing; 0 while it is not whole */
	bool last;        /* or broken framing */
};

static void read_chunk(struct span bytes, struct chunk *ret)
{
	struct span rest = bytes, line;
	size_t n;

	*ret = (struct chunk){.size = 0};
	if (!bytes.n || !memchr(bytes.p, '\n', bytes.n) || !span_line(&rest, &line))
		return;
	ret->last = chunk_size(line, &n) < 0 || n == 0;
	if (ret->last)
		return;
	ret->data = span_sub(rest, 0, n);
	if (rest.n <= n)
		return;
	rest = span_sub(rest, n, rest.n);
	if (memchr(rest.p, '\n', rest.n) && span_line(&rest, &line))
		ret->size = bytes.n - rest.n;
}

bool http_chunks_end(struct span bytes, size_t *at)
{
	for (;;) {
		struct chunk c;

		read_chunk(span_sub(bytes, *at, bytes.n), &c);
		if (c.last || !c.size)
			return c.last;
		*at += c.size;
	}
}

bool http_unchunk(struct span bytes, struct str *out)
{
	for (;;) {
		struct chunk c;

		read_chunk(bytes, &c);
		str_span(out, span_sub(c.data, 0, out->max - out->n));
		if (c.last || out->n >= out->max)
			return true;
		if (!c.size)
			return false;
		bytes = span_sub(bytes, c.size, bytes.n);
	}
}
