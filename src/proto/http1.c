/*
 * HTTP/1 (RFC 9112) by libhtp, which follows what servers make of bad requests; its inflating
 * is off (proto/inflate.h does it with bounds). After a hole that libhtp cannot step over, the
 * direction's next message is looked for.
 */
#include "proto/http1_impl.h"
#include "proto/rows.h"

enum { TOKEN = 24 };

static const char *const methods[] = {"GET", "POST", "HEAD", "PUT", "DELETE", "CONNECT",
    "OPTIONS", "TRACE", "PATCH", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK",
    "UNLOCK", "REPORT", "SEARCH", "NOTIFY", "SUBSCRIBE", "M-SEARCH", "BCOPY", "BMOVE",
    "CHECKOUT", "CHECKIN", "VERSION-CONTROL", "MKACTIVITY", "MERGE", "BASELINE-CONTROL",
    "RPC_IN_DATA", "RPC_OUT_DATA", "DEBUG", "LABEL"};

static struct span first_line(struct span s)
{
	const uint8_t *end = s.n ? memchr(s.p, '\n', s.n) : NULL;

	return span_sub(s, 0, end ? (size_t)(end - s.p) : s.n);
}

static struct span skip_space(struct span s)
{
	size_t n = 0;

	while (n < s.n && n < 16 && (s.p[n] == '\r' || s.p[n] == '\n' || s.p[n] == ' '))
		n++;
	return span_sub(s, n, s.n);
}

static bool known_method(struct span token)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (span_eq(token, methods[i]))
			return true;
	return false;
}

static enum proto_guess probe_request(struct span s)
{
	struct span line, token;
	size_t n = 0;

	s = skip_space(s);
	line = first_line(s);
	while (n < line.n && n < TOKEN &&
	       ((line.p[n] >= 'A' && line.p[n] <= 'Z') || line.p[n] == '-' || line.p[n] == '_'))
		n++;
	if (n == s.n && n < TOKEN)
		return PROTO_MORE;
	if (n < 2 || n == line.n || (line.p[n] != ' ' && line.p[n] != '\t'))
		return PROTO_NO;
	token = span_sub(line, 0, n);
	if (span_find(line, "RTSP/") >= 0 || span_find(line, "SIP/2.0") >= 0 ||
	    span_starts(line, "PRI * HTTP/2"))
		return PROTO_NO;
	if (known_method(token))
		return PROTO_YES;
	if (span_find(line, " HTTP/1.") >= 0 || span_find(line, " HTTP/0.9") >= 0)
		return PROTO_YES;
	return line.n == s.n && s.n < 2048 ? PROTO_MORE : PROTO_NO;
}

static enum proto_guess probe_response(struct span s)
{
	static const char begin[] = "HTTP/";

	s = skip_space(s);
	if (s.n == 0)
		return PROTO_MORE;
	if (s.n < 7)
		return memcmp(s.p, begin, MIN(s.n, sizeof(begin) - 1)) == 0 ? PROTO_MORE
									    : PROTO_NO;
	return span_starts(s, "HTTP/1") || span_starts(s, "HTTP/0") ? PROTO_YES : PROTO_NO;
}

static enum proto_guess http1_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	(void)flow;
	return dir == FLOW_TO_SERVER ? probe_request(first) : probe_response(first);
}

static void open_parser(struct http1_state *s)
{
	htp_cfg_t *cfg = s->env->shared[PROTO_HTTP1];

	if (!cfg)
		cfg = s->env->shared[PROTO_HTTP1] = http1_impl_config();
	s->parser = cfg ? htp_connp_create(cfg) : NULL;
	if (!s->parser)
		return;
	htp_connp_set_user_data(s->parser, s);
	htp_connp_open(s->parser, NULL, s->flow->cport, NULL, s->flow->sport, NULL);
}

/* libhtp frees what it has; what we hung on it is freed before. */
static void close_parser(struct http1_state *s)
{
	htp_list_t *all;

	if (!s->parser)
		return;
	all = htp_connp_get_connection(s->parser)->transactions;
	for (size_t i = 0; i < htp_list_size(all); i++) {
		htp_tx_t *htp = htp_list_get(all, i);

		if (!htp)
			continue;
		http1_impl_forget(htp_tx_get_user_data(htp));
		htp_tx_set_user_data(htp, NULL);
	}
	htp_connp_destroy_all(s->parser);
	s->parser = NULL;
}

static void *http1_begin(struct proto_env *env, struct flow *flow)
{
	struct http1_state *s = mem_alloc(sizeof(*s));

	s->env = env;
	s->flow = flow;
	open_parser(s);
	return s;
}

/* The body that is on its way ends where it is. */
static void cut_body(struct http1_state *s, enum flow_dir dir)
{
	struct http1_tx *own = s->open[dir];

	if (own && own->tx)
		http_impl_body_end(s->env, own->tx, &s->body[dir], dir, false);
	s->body[dir].open = false;
	s->open[dir] = NULL;
}

/* A parser that has lost its way: what is open is told, and a new one begins. */
static void begin_again(struct http1_state *s)
{
	cut_body(s, FLOW_TO_SERVER);
	cut_body(s, FLOW_TO_CLIENT);
	close_parser(s);
	proto_tx_finish_all(s->env, s->flow);
	open_parser(s);
}

static int feed(struct http1_state *s, enum flow_dir dir, struct span data)
{
	if (dir == FLOW_TO_SERVER)
		return htp_connp_req_data(s->parser, NULL, data.p, data.n);
	return htp_connp_res_data(s->parser, NULL, data.p, data.n);
}

static void http1_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct http1_state *s = state;
	int r;

	if (!s->parser)
		return;
	/* What lay between two messages matters only when the next one began in it. */
	if (s->between[dir])
		s->failed[dir] = http1_probe(data, dir, flow) != PROTO_YES;
	s->between[dir] = false;
	if (s->failed[dir]) {
		if (http1_probe(data, dir, flow) != PROTO_YES)
			return;
		s->failed[dir] = false;
		begin_again(s);
		if (!s->parser)
			return;
	}
	r = feed(s, dir, data);
	if (r == HTP_STREAM_ERROR || r == HTP_STREAM_STOP) {
		s->failed[dir] = true;
		env->counts.cut++;
	}
	if (s->other)
		proto_change(flow);
}

/* Bytes of the body at hand that have not come, when it says how long it is. */
static uint64_t body_left(const struct http1_state *s, enum flow_dir dir)
{
	const htp_tx_t *htp = dir == FLOW_TO_SERVER ? htp_connp_get_in_tx(s->parser)
						    : htp_connp_get_out_tx(s->parser);
	int64_t all, seen;

	if (!htp)
		return UINT64_MAX;
	all =
	    dir == FLOW_TO_SERVER ? htp->request_content_length : htp->response_content_length;
	seen = dir == FLOW_TO_SERVER ? htp->request_message_len : htp->response_message_len;
	return all > seen && seen >= 0 ? (uint64_t)(all - seen) : UINT64_MAX;
}

static void http1_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct http1_state *s = state;
	uint64_t body = n;
	int r = HTP_STREAM_ERROR;

	(void)env;
	(void)flow;
	if (!s->parser || s->failed[dir] || s->between[dir])
		return;
	/* Inside a body libhtp counts them; elsewhere it cannot go on. */
	if (n <= UINT32_MAX && s->open[dir] && s->open[dir]->head[dir]) {
		body = MIN(n, body_left(s, dir));
		s->between[dir] = body < n;
		r = feed(s, dir, span_of(NULL, (size_t)body));
	}
	if (r == HTP_STREAM_ERROR || r == HTP_STREAM_STOP || r == HTP_STREAM_CLOSED)
		s->failed[dir] = true;
}

static void http1_end(struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir)
{
	struct http1_state *s = state;

	(void)env;
	(void)flow;
	if (!s->parser)
		return;
	/* A body without a length ends here: libhtp completes it. */
	if (dir == FLOW_TO_SERVER)
		htp_connp_req_close(s->parser, NULL);
	else if (!s->failed[dir])
		htp_connp_close(s->parser, NULL);
	cut_body(s, dir);
}

static void http1_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct http1_state *s = state;

	(void)env;
	(void)flow;
	close_parser(s);
	http_impl_body_done(&s->body[0]);
	http_impl_body_done(&s->body[1]);
	mem_free(s);
}

static void http1_unshare(void *shared)
{
	htp_config_destroy(shared);
}

const struct proto proto_row_http1 = {
    .id = PROTO_HTTP1,
    .name = "http",
    .event = "http",
    .tcp = true,
    .probe = http1_probe,
    .begin = http1_begin,
    .take = http1_take,
    .gap = http1_gap,
    .end = http1_end,
    .free = http1_free,
    .log = http_impl_log,
    .tells = http_impl_tells,
    .unshare = http1_unshare,
};
