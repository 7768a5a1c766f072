#include "proto/http1_impl.h"

static struct span text(const bstr *s)
{
	return s ? span_of(bstr_ptr(s), bstr_len(s)) : span_of(NULL, 0);
}

static struct http1_state *state_of(const htp_tx_t *htp)
{
	return htp_connp_get_user_data(htp->connp);
}

/* Ours of libhtp's transaction; made when it is first asked for. */
static struct http1_tx *own_of(htp_tx_t *htp)
{
	struct http1_state *s = state_of(htp);
	struct http1_tx *own = htp_tx_get_user_data(htp);
	struct http_own *fields;

	if (own)
		return own->tx ? own : NULL;
	own = mem_alloc(sizeof(*own));
	htp_tx_set_user_data(htp, own);
	str_init(&own->raw[0], HTTP1_RAW);
	str_init(&own->raw[1], HTTP1_RAW);
	own->tx = proto_tx_new(s->env, s->flow, PROTO_HTTP1);
	if (!own->tx)
		return NULL;
	fields = ARENA_NEW(own->tx->arena, struct http_own);
	fields->version = 1;
	own->tx->own = fields;
	return own;
}

void http1_impl_forget(struct http1_tx *own)
{
	if (!own)
		return;
	str_done(&own->raw[0]);
	str_done(&own->raw[1]);
	mem_free(own);
}

/* Path and query, each decoded once: what "http.uri" is. */
static struct span normal_uri(struct tx *tx, htp_tx_t *htp)
{
	const htp_uri_t *uri = htp->parsed_uri;
	struct span path, query, fragment;
	uint8_t *to;
	size_t n = 0;

	if (!uri)
		return arena_span(tx->arena, text(htp->request_uri));
	path = text(uri->path);
	query = uri->query ? text(uri->query) : span_of(NULL, 0);
	fragment = text(uri->fragment);
	to = arena_alloc(tx->arena, path.n + query.n + fragment.n + 2);
	if (path.n)
		memcpy(to, path.p, path.n);
	n = path.n;
	if (uri->query) {
		struct span decoded = http_impl_decoded(tx->arena, query);

		to[n++] = '?';
		if (decoded.n)
			memcpy(to + n, decoded.p, decoded.n);
		n += decoded.n;
	}
	if (uri->fragment) {
		to[n++] = '#';
		if (fragment.n)
			memcpy(to + n, fragment.p, fragment.n);
		n += fragment.n;
	}
	return span_of(to, n);
}

static int on_request_start(htp_tx_t *htp)
{
	struct http1_state *s = state_of(htp);

	s->open[FLOW_TO_SERVER] = own_of(htp);
	return HTP_OK;
}

static int on_request_line(htp_tx_t *htp)
{
	struct http1_tx *own = own_of(htp);
	struct http_own *fields;
	struct tx *tx;

	if (!own)
		return HTP_OK;
	tx = own->tx;
	fields = tx->own;
	fields->url = arena_span(tx->arena, text(htp->request_uri));
	fields->method = arena_span(tx->arena, text(htp->request_method));
	fields->protocol = arena_span(tx->arena, text(htp->request_protocol));
	fields->connect = htp->request_method_number == HTP_M_CONNECT;
	proto_tx_copy(tx, BUFFER_HTTP_REQUEST_LINE, FLOW_TO_SERVER, text(htp->request_line));
	proto_tx_add(tx, BUFFER_HTTP_METHOD, FLOW_TO_SERVER, fields->method);
	if (fields->url.n)
		proto_tx_add(tx, BUFFER_HTTP_URI_RAW, FLOW_TO_SERVER, fields->url);
	if (fields->protocol.n)
		proto_tx_add(tx, BUFFER_HTTP_PROTOCOL, FLOW_TO_SERVER, fields->protocol);
	if (htp->request_uri)
		proto_tx_add(tx, BUFFER_HTTP_URI, FLOW_TO_SERVER, normal_uri(tx, htp));
	if (htp->parsed_uri)
		fields->path = arena_span(tx->arena, text(htp->parsed_uri->path));
	return HTP_OK;
}

static int keep_raw(htp_tx_data_t *d, enum flow_dir dir)
{
	struct http1_tx *own = d->tx ? own_of(d->tx) : NULL;

	if (own && d->data)
		str_put(
		    &own->raw[dir], d->data, MIN(d->len, own->raw[dir].max - own->raw[dir].n));
	return HTP_OK;
}

static int on_request_raw(htp_tx_data_t *d)
{
	return keep_raw(d, FLOW_TO_SERVER);
}

static int on_response_raw(htp_tx_data_t *d)
{
	return keep_raw(d, FLOW_TO_CLIENT);
}

static void add_headers(struct http1_tx *own, enum flow_dir dir, const htp_table_t *table)
{
	struct tx *tx = own->tx;
	size_t n = table ? htp_table_size(table) : 0;

	for (size_t i = 0; i < n; i++) {
		const htp_header_t *h = htp_table_get_index(table, i, NULL);

		if (h)
			http_impl_header(tx, dir, text(h->name), text(h->value));
	}
	if (own->raw[dir].n)
		proto_tx_copy(tx, BUFFER_HTTP_HEADER_RAW, dir, str_bytes(&own->raw[dir]));
	http_impl_headers(tx, dir);
}

static void request_head(struct http1_tx *own, htp_tx_t *htp)
{
	struct tx *tx = own->tx;
	struct http_own *fields = tx->own;
	struct span raw;

	add_headers(own, FLOW_TO_SERVER, htp->request_headers);
	/* "CONNECT /" names no host. */
	if (htp->request_hostname && !(bstr_len(htp->request_hostname) == 1 &&
					 *bstr_ptr(htp->request_hostname) == '/')) {
		http_impl_host(tx, text(htp->request_hostname));
		fields->port = MAX(htp->request_port_number, 0);
		proto_tx_add(tx, BUFFER_HTTP_HOST, FLOW_TO_SERVER, fields->host);
	}
	raw = http_impl_find(fields, FLOW_TO_SERVER, "host");
	if (htp->parsed_uri && htp->parsed_uri->hostname)
		raw = arena_span(tx->arena, text(htp->parsed_uri->hostname));
	if (raw.n)
		proto_tx_add(tx, BUFFER_HTTP_HOST_RAW, FLOW_TO_SERVER, raw);
}

static int on_request_headers(htp_tx_t *htp)
{
	struct http1_state *s = state_of(htp);
	struct http1_tx *own = own_of(htp);

	if (!own)
		return HTP_OK;
	request_head(own, htp);
	own->head[FLOW_TO_SERVER] = true;
	http1_impl_flags(own->tx, htp);
	proto_tx_grown(s->env, own->tx, FLOW_TO_SERVER, false);
	return HTP_OK;
}

static int on_body(htp_tx_data_t *d, enum flow_dir dir)
{
	struct http1_state *s = state_of(d->tx);
	struct http1_tx *own = own_of(d->tx);

	if (!own || !d->len)
		return HTP_OK;
	if (!s->body[dir].open)
		http_impl_body_begin(own->tx, &s->body[dir], dir);
	if (d->data)
		http_impl_body_take(
		    s->env, own->tx, &s->body[dir], dir, span_of(d->data, d->len));
	else
		http_impl_body_gap(s->env, own->tx, &s->body[dir], dir, d->len);
	return HTP_OK;
}

static int on_request_body(htp_tx_data_t *d)
{
	return on_body(d, FLOW_TO_SERVER);
}

static int on_response_body(htp_tx_data_t *d)
{
	return on_body(d, FLOW_TO_CLIENT);
}

static int on_request_complete(htp_tx_t *htp)
{
	struct http1_state *s = state_of(htp);
	struct http1_tx *own = own_of(htp);
	struct http_own *fields;
	struct tx *tx;

	s->open[FLOW_TO_SERVER] = NULL;
	if (!own || own->request_done)
		return HTP_OK;
	tx = own->tx;
	fields = tx->own;
	own->request_done = true;
	if (!fields->told[FLOW_TO_SERVER])
		request_head(own, htp);
	http1_impl_flags(tx, htp);
	http_impl_body_end(s->env, tx, &s->body[FLOW_TO_SERVER], FLOW_TO_SERVER, true);
	if (tx->done[FLOW_TO_CLIENT])
		own->tx = NULL;
	proto_tx_grown(s->env, tx, FLOW_TO_SERVER, true);
	return HTP_OK;
}

/* After 100 Continue there comes another line: only the last one's head counts. */
static int on_response_start(htp_tx_t *htp)
{
	struct http1_state *s = state_of(htp);
	struct http1_tx *own = own_of(htp);

	s->open[FLOW_TO_CLIENT] = own;
	if (own && s->early)
		proto_tx_event(own->tx, s->early);
	s->early = PROTO_EVENT_NONE;
	if (own) {
		str_clear(&own->raw[FLOW_TO_CLIENT]);
		own->head[FLOW_TO_CLIENT] = false;
	}
	return HTP_OK;
}

static void response_line(struct http1_tx *own, htp_tx_t *htp)
{
	struct tx *tx = own->tx;
	struct http_own *fields = tx->own;

	fields->status = MAX(htp->response_status_number, 0);
	fields->status_text = arena_span(tx->arena, text(htp->response_status));
	if (!fields->protocol.n)
		fields->protocol = arena_span(tx->arena, text(htp->response_protocol));
	if (htp->response_line)
		proto_tx_copy(
		    tx, BUFFER_HTTP_RESPONSE_LINE, FLOW_TO_CLIENT, text(htp->response_line));
	if (htp->response_status)
		proto_tx_add(tx, BUFFER_HTTP_STAT_CODE, FLOW_TO_CLIENT, fields->status_text);
	if (htp->response_message)
		proto_tx_copy(
		    tx, BUFFER_HTTP_STAT_MSG, FLOW_TO_CLIENT, text(htp->response_message));
	if (htp->response_protocol)
		proto_tx_copy(
		    tx, BUFFER_HTTP_PROTOCOL, FLOW_TO_CLIENT, text(htp->response_protocol));
}

static void response_head(struct http1_tx *own, htp_tx_t *htp)
{
	response_line(own, htp);
	add_headers(own, FLOW_TO_CLIENT, htp->response_headers);
}

/* Whether what follows these heads is another protocol: a tunnel, or an upgrade. */
static bool switches(const struct http_own *own)
{
	return (own->connect && own->status >= 200 && own->status < 300) || own->status == 101;
}

static int on_response_headers(htp_tx_t *htp)
{
	struct http1_state *s = state_of(htp);
	struct http1_tx *own = own_of(htp);

	if (!own)
		return HTP_OK;
	response_head(own, htp);
	own->head[FLOW_TO_CLIENT] = true;
	if (switches(own->tx->own))
		s->other = true;
	proto_tx_grown(s->env, own->tx, FLOW_TO_CLIENT, false);
	return HTP_OK;
}

static int on_response_complete(htp_tx_t *htp)
{
	struct http1_state *s = state_of(htp);
	struct http1_tx *own = own_of(htp);
	struct http_own *fields;
	struct tx *tx;

	s->open[FLOW_TO_CLIENT] = NULL;
	if (!own)
		return HTP_OK;
	tx = own->tx;
	fields = tx->own;
	if (!fields->told[FLOW_TO_CLIENT])
		response_head(own, htp);
	fields->length = MAX(htp->response_message_len, (int64_t)0);
	http1_impl_flags(tx, htp);
	http_impl_body_end(s->env, tx, &s->body[FLOW_TO_CLIENT], FLOW_TO_CLIENT, true);
	if (tx->done[FLOW_TO_SERVER])
		own->tx = NULL;
	proto_tx_grown(s->env, tx, FLOW_TO_CLIENT, true);
	return HTP_OK;
}

static int on_complete(htp_tx_t *htp)
{
	struct http1_tx *own = htp_tx_get_user_data(htp);

	htp_tx_set_user_data(htp, NULL);
	/* Both are told already, unless libhtp ended it in another way. */
	if (own && own->tx) {
		struct http1_state *s = state_of(htp);

		for (int dir = 0; dir < 2; dir++)
			if (s->open[dir] == own)
				s->open[dir] = NULL;
		own->tx->done[0] = own->tx->done[1] = true;
		proto_tx_finish(s->env, own->tx);
	}
	http1_impl_forget(own);
	return HTP_OK;
}

htp_cfg_t *http1_impl_config(void)
{
	enum { SOFT = 9000, HARD = 18000, HEADERS = 1024 };
	htp_cfg_t *cfg = htp_config_create();

	if (!cfg)
		return NULL;
	(void)htp_config_set_server_personality(cfg, HTP_SERVER_IDS);
	htp_config_set_response_decompression(cfg, 0);
	htp_config_set_request_decompression(cfg, 0);
	htp_config_set_parse_request_cookies(cfg, 0);
	htp_config_set_parse_request_auth(cfg, 1);
	htp_config_set_plusspace_decode(cfg, HTP_DECODER_URLENCODED, 0);
	htp_config_set_allow_space_uri(cfg, 1);
	/* Rules tell letters of a path apart, as most servers do. */
	htp_config_set_convert_lowercase(cfg, HTP_DECODER_URL_PATH, 0);
	htp_config_set_field_limits(cfg, SOFT, HARD);
	htp_config_set_number_headers_limit(cfg, HEADERS);
	htp_config_set_log_level(cfg, HTP_LOG_WARNING);
	htp_config_set_tx_auto_destroy(cfg, 1);
	htp_config_register_log(cfg, http1_impl_log);
	htp_config_register_request_start(cfg, on_request_start);
	htp_config_register_request_line(cfg, on_request_line);
	htp_config_register_request_header_data(cfg, on_request_raw);
	htp_config_register_request_headers(cfg, on_request_headers);
	htp_config_register_request_body_data(cfg, on_request_body);
	htp_config_register_request_complete(cfg, on_request_complete);
	htp_config_register_response_start(cfg, on_response_start);
	htp_config_register_response_header_data(cfg, on_response_raw);
	htp_config_register_response_headers(cfg, on_response_headers);
	htp_config_register_response_body_data(cfg, on_response_body);
	htp_config_register_response_complete(cfg, on_response_complete);
	htp_config_register_transaction_complete(cfg, on_complete);
	return cfg;
}
