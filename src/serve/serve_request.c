/*
 * Requests made whole and checked: the request line, the headers, the body. What MHD lets pass
 * and RFC 9112 does not (two lengths, a length beside a coding, names that are no tokens) is
 * refused here, because a proxy in front of us may read it otherwise (request smuggling).
 */
#include "serve/serve_impl.h"

#include "base/limits.h"
#include "base/vec.h"
#include "codec/form.h"
#include "codec/utf8.h"

#include <ctype.h>
#include <strings.h>

enum { ID_LETTERS = 16, HEADERS_MAX = 100 };

static const char *find(const struct serve_pairs *pairs, const char *name)
{
	for (size_t i = pairs->n; i > 0; i--)
		if (strcmp(pairs->items[i - 1].name, name) == 0)
			return pairs->items[i - 1].value;
	return NULL;
}

const char *serve_query(const struct serve_request *rq, const char *name)
{
	return find(&rq->query, name);
}

const char *serve_form(const struct serve_request *rq, const char *name)
{
	return find(&rq->form, name);
}

const char *serve_cookie(const struct serve_request *rq, const char *name)
{
	return find(&rq->cookies, name);
}

const char *serve_header(const struct serve_request *rq, const char *name)
{
	return find(&rq->headers, name);
}

void serve_request_begin(struct serve_conn *conn, const char *uri)
{
	struct serve *serve = conn->serve;
	struct serve_call *call;
	char id[ID_LETTERS + 1];

	serve_conn_forget(conn);
	if (!conn->arena)
		conn->arena = arena_new();
	call = ARENA_NEW(conn->arena, struct serve_call);
	call->start_us = serve_now_us();
	call->raw = uri;
	call->raw_n = strlen(uri);
	str_init(&call->body, serve->o.body_max);
	(void)pthread_mutex_lock(&serve->lock);
	rng_label(&serve->rng, id, ID_LETTERS);
	(void)pthread_mutex_unlock(&serve->lock);
	call->rq = (struct serve_request){
	    .arena = conn->arena,
	    .id = arena_strdup(conn->arena, id),
	    .target = arena_strndup(conn->arena, uri, call->raw_n),
	    .remote = conn->remote,
	    .tls = serve->cert != NULL,
	};
	conn->call = call;
}

/* RFC 9110 section 5.6.2 */
static bool is_token(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)p[i]) &&
		    (p[i] == '\0' || !strchr("!#$%&'*+-.^_`|~", p[i])))
			return false;
	return n > 0;
}

/* Text without control characters; a tab is allowed in a header's value. */
static bool is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
			return false;
	return utf8_valid(s);
}

struct headers {
	struct arena *arena;
	VEC(struct serve_pair) v;
	int lengths, codings, hosts;
	const char *at; /* in MHD's buffer: all before is accounted for */
	bool bad, many;
};

/*
 * MHD gives names and values as texts in its buffer, each ended by a NUL that it wrote over the
 * byte that stood there, so that a NUL of the client's would cut one short unseen. So nothing
 * but at most max NULs and these characters may stand between two of them; folded lines, which
 * MHD puts together elsewhere, fail that too (RFC 9112 section 5.2).
 */
static bool is_gap(const char *from, const char *to, const char *these, ptrdiff_t max)
{
	if (to < from || to - from > max)
		return false;
	for (; from < to; from++)
		if (*from && !strchr(these, *from))
			return false;
	return true;
}

/* MHD_KeyValueIteratorN */
static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind UNUSED, const char *key,
    size_t nkey, const char *value, size_t nvalue)
{
	struct headers *h = cls;
	char *name = arena_strndup(h->arena, key, nkey);
	struct span text = span_trim(span_of(value, nvalue));

	h->many = h->v.n == HEADERS_MAX;
	h->bad = !is_gap(h->at, key, "\r\n", 2) ||
		 !is_gap(key + nkey, value, " \t", SERVE_POOL) || !is_token(key, nkey) ||
		 !is_text(text);
	if (h->bad || h->many)
		return MHD_NO;
	h->at = value + nvalue;
	for (char *p = name; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	vec_push(h->arena, &h->v,
	    (struct serve_pair){name, arena_strndup(h->arena, text.p, text.n)});
	h->lengths += strcmp(name, "content-length") == 0;
	h->codings += strcmp(name, "transfer-encoding") == 0;
	h->hosts += strcmp(name, "host") == 0;
	return MHD_YES;
}

static int fail(int status, const char *why, const char **ret_why)
{
	*ret_why = why;
	return status;
}

/* A decimal number of at most 15 digits; -1 for anything else. */
static int64_t length_of(const char *text)
{
	int64_t n = 0;
	size_t i = 0;

	for (; i < 15 && isdigit((unsigned char)text[i]); i++)
		n = n * 10 + (text[i] - '0');
	return i > 0 && text[i] == '\0' ? n : -1;
}

/* How the body is framed, RFC 9112 section 6. */
static int check_framing(
    const struct serve_conn *conn, const struct headers *h, const char **ret_why)
{
	const struct serve_request *rq = &conn->call->rq;
	const char *length = serve_header(rq, "content-length");
	const char *coding = serve_header(rq, "transfer-encoding");

	if (h->lengths > 1 || h->codings > 1 || (h->lengths && h->codings))
		return fail(400, "the request says more than once how long it is", ret_why);
	if (length && length_of(length) < 0)
		return fail(400, "Content-Length is not a number", ret_why);
	if (coding && strcasecmp(coding, "chunked") != 0)
		return fail(501, "only the transfer coding chunked is known here", ret_why);
	if (h->hosts > 1)
		return fail(400, "the request names more than one host", ret_why);
	if (length && (uint64_t)length_of(length) > conn->serve->o.body_max)
		return fail(413, "the request is larger than is allowed here", ret_why);
	return 0;
}

static struct serve_pairs pairs_of(struct arena *arena, const struct form_pairs *pairs)
{
	struct serve_pairs to = {ARENA_ARRAY(arena, pairs->n, struct serve_pair), pairs->n};

	for (size_t i = 0; i < pairs->n; i++)
		to.items[i] = (struct serve_pair){pairs->items[i].name, pairs->items[i].value};
	return to;
}

/* The target's path and query: origin form, or absolute form, whose host we leave to Host
 * (RFC 9112 section 3.2.2). */
static int take_target(struct serve_request *rq, const char **ret_why)
{
	const char *at = rq->target, *query;
	struct form_pairs pairs = {0};

	if (strncasecmp(at, "http://", 7) == 0 || strncasecmp(at, "https://", 8) == 0) {
		at = strchr(at, ':') + 3;
		at += strcspn(at, "/?");
		if (*at != '/')
			at = arena_printf(rq->arena, "/%s", at);
	}
	if (strchr(at, '#') || form_path(span_str(at), rq->arena, &rq->path) < 0) {
		rq->path = "";
		return fail(400, "the address is not well-formed", ret_why);
	}
	query = strchr(at, '?');
	if (query && form_parse(span_str(query + 1), rq->arena, &pairs) < 0)
		return fail(400, "the query is not well-formed", ret_why);
	rq->query = pairs_of(rq->arena, &pairs);
	return 0;
}

/* Every Cookie header: a proxy may have split it (RFC 9113 section 8.2.3). */
static int take_cookies(struct serve_request *rq, const char **ret_why)
{
	STR_AUTO(all, SERVE_POOL);
	struct form_pairs pairs = {0};

	for (size_t i = 0; i < rq->headers.n; i++) {
		if (strcmp(rq->headers.items[i].name, "cookie") != 0)
			continue;
		if (all.n)
			str_add(&all, "; ");
		str_add(&all, rq->headers.items[i].value);
	}
	if (all.n && form_cookies(str_bytes(&all), rq->arena, &pairs) < 0)
		return fail(400, "the cookies are not well-formed", ret_why);
	rq->cookies = pairs_of(rq->arena, &pairs);
	return 0;
}

/* Who asks: the peer, or whom the trusted proxy names. */
static void take_client(struct serve_conn *conn, struct MHD_Connection *mhd)
{
	struct serve_request *rq = &conn->call->rq;
	const char *list = serve_header(rq, "x-forwarded-for");
	const char *scheme = serve_header(rq, "x-forwarded-proto");
	struct in6_addr a;

	if (conn->serve->client_ca && !conn->peer_known) {
		serve_tls_peer(mhd, conn->peer);
		conn->peer_known = true;
	}
	rq->peer = conn->peer[0] ? conn->peer : NULL;
	if (!conn->trusted)
		return;
	if (list) {
		const char *comma = strrchr(list, ',');
		struct span last = span_trim(span_str(comma ? comma + 1 : list));
		const char *text = arena_strndup(rq->arena, last.p, last.n);

		if (serve_listen_address(text, &a) == 0)
			rq->remote = text;
	}
	if (scheme)
		rq->tls = strcasecmp(scheme, "https") == 0;
}

/*
 * MHD gives the target as text, ended by a NUL over the space before the version: another NUL
 * has cut the target short when they do not meet, and likewise after the method.
 */
static bool is_request_line(
    const struct serve_call *call, const char *method, const char *version)
{
	return method + strlen(method) + 1 == call->raw &&
	       call->raw + call->raw_n + 1 == version && is_token(method, strlen(method)) &&
	       !strchr(call->rq.target, ' ') && is_text(span_str(call->rq.target));
}

int serve_request_head(struct serve_conn *conn, struct MHD_Connection *mhd, const char *method,
    const char *version, const char **ret_why)
{
	struct serve_call *call = conn->call;
	struct serve_request *rq = &call->rq;
	struct headers h = {.arena = rq->arena, .at = version + strlen(version)};
	const union MHD_ConnectionInfo *size =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	int status;

	rq->head = strcmp(method, "HEAD") == 0;
	rq->method = arena_strdup(rq->arena, rq->head ? "GET" : method);
	rq->path = "";
	(void)MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, take_header, &h);
	rq->headers = (struct serve_pairs){h.v.items, h.v.n};
	take_client(conn, mhd);
	if (!is_request_line(call, method, version))
		return fail(400, "the request line is not well-formed", ret_why);
	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return fail(505, "only HTTP/1.1 and HTTP/1.0 are spoken here", ret_why);
	if (h.many)
		return fail(431, "there are too many headers", ret_why);
	if (h.bad || !size || !is_gap(h.at, method + size->header_size, "\r\n", 4))
		return fail(400, "a header is not well-formed", ret_why);
	status = check_framing(conn, &h, ret_why);
	if (status == 0)
		status = take_target(rq, ret_why);
	return status ? status : take_cookies(rq, ret_why);
}

bool serve_request_body(struct serve_conn *conn, struct span bytes)
{
	struct serve *serve = conn->serve;
	struct serve_call *call = conn->call;
	size_t before = call->body.cap;

	call->bytes += bytes.n;
	/* A chunked body tells its length as it comes; a reply is possible only after its end.
	 */
	if (call->refused)
		return call->bytes <= 2 * serve->o.body_max;
	if (call->body.n + bytes.n > serve->o.body_max) {
		call->refused = 413;
		call->why = "the request is larger than is allowed here";
	} else if (serve->uploads > LIMIT_UPLOADS) {
		call->refused = 503;
		call->why = "too many uploads at once: try again in a minute";
	} else {
		str_span(&call->body, bytes);
		serve->uploads += call->body.cap - before;
		return true;
	}
	str_done(&call->body);
	serve->uploads -= before;
	return true;
}

/* Whether a Content-Type is of the media type, parameters aside (RFC 9110 section 8.3.1). */
static bool is_media(const char *type, const char *media)
{
	size_t n = strlen(media);

	return strncasecmp(type, media, n) == 0 && (type[n] == '\0' || strchr("; \t", type[n]));
}

/* Fields and files, when the body is a form; other media types are the handler's. */
static int take_form(struct serve_request *rq, const char **ret_why)
{
	const char *type = serve_header(rq, "content-type");
	struct form_pairs pairs = {0};
	struct form_files files = {0};
	int err = 0;

	if (!type || rq->body.n == 0)
		return 0;
	if (is_media(type, "application/x-www-form-urlencoded"))
		err = form_parse(rq->body, rq->arena, &pairs);
	else if (is_media(type, "multipart/form-data"))
		err = form_multipart(span_str(type), rq->body, rq->arena, &pairs, &files);
	if (err < 0)
		return fail(400, "the form is not well-formed", ret_why);
	rq->form = pairs_of(rq->arena, &pairs);
	rq->files = ARENA_ARRAY(rq->arena, files.n, struct serve_file);
	rq->nfiles = files.n;
	for (size_t i = 0; i < files.n; i++)
		rq->files[i] = (struct serve_file){files.items[i].name, files.items[i].filename,
		    files.items[i].type, files.items[i].bytes};
	return 0;
}

int serve_request_end(struct serve_conn *conn, const char **ret_why)
{
	struct serve_call *call = conn->call;

	call->bytes = 0;
	if (call->refused)
		return fail(call->refused, call->why, ret_why);
	call->rq.body = str_bytes(&call->body);
	return take_form(&call->rq, ret_why);
}
