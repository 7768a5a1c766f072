#include "proto/http_impl.h"

static void member(struct json_writer *w, const char *key, struct span value)
{
	if (!value.n)
		return;
	json_write_key(w, key);
	json_write_span(w, value);
}

/* A number at the beginning of *rest, which moves behind it; -1: none. */
static int64_t number(struct span *rest)
{
	int64_t v = 0;
	size_t n = 0;

	while (n < rest->n && n < 18 && rest->p[n] >= '0' && rest->p[n] <= '9')
		v = v * 10 + (rest->p[n++] - '0');
	*rest = span_sub(*rest, n, rest->n);
	return n ? v : -1;
}

/* "bytes 0-99/1000", RFC 9110 section 14.4. */
static void write_range(struct json_writer *w, struct span range)
{
	struct span rest = range;
	int64_t v;

	if (!range.n)
		return;
	json_write_key(w, "content_range");
	json_write_object(w);
	member(w, "raw", range);
	if (span_istarts(rest, "bytes "))
		rest = span_trim(span_sub(rest, 6, rest.n));
	v = number(&rest);
	if (v >= 0)
		json_member_int(w, "start", v);
	rest = span_sub(rest, 1, rest.n);
	v = number(&rest);
	if (v >= 0)
		json_member_int(w, "end", v);
	rest = span_sub(rest, 1, rest.n);
	v = number(&rest);
	if (v >= 0)
		json_member_int(w, "size", v);
	json_write_object_end(w);
}

static void write_headers(
    struct json_writer *w, const struct http_own *own, enum flow_dir dir, const char *key)
{
	if (!own->headers[dir].n)
		return;
	json_write_key(w, key);
	json_write_array(w);
	for (size_t i = 0; i < own->headers[dir].n; i++) {
		json_write_object(w);
		json_write_key(w, "name");
		json_write_span(w, own->headers[dir].items[i].name);
		json_write_key(w, "value");
		json_write_span(w, own->headers[dir].items[i].value);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

/* RFC 9113 section 6.5.2 and 7, as EVE spells them. */
static const char *const settings[] = {NULL, "SETTINGSHEADERTABLESIZE", "SETTINGSENABLEPUSH",
    "SETTINGSMAXCONCURRENTSTREAMS", "SETTINGSINITIALWINDOWSIZE", "SETTINGSMAXFRAMESIZE",
    "SETTINGSMAXHEADERLISTSIZE"};
static const char *const errors[] = {"NOERROR", "PROTOCOLERROR", "INTERNALERROR",
    "FLOWCONTROLERROR", "SETTINGSTIMEOUT", "STREAMCLOSED", "FRAMESIZEERROR", "REFUSEDSTREAM",
    "CANCEL", "COMPRESSIONERROR", "CONNECTERROR", "ENHANCEYOURCALM", "INADEQUATESECURITY",
    "HTTP11REQUIRED"};

static void write_name(
    struct json_writer *w, const char *key, const char *const *names, size_t n, uint32_t v)
{
	if (v < n && names[v])
		json_member_text(w, key, names[v]);
	else
		json_member_int(w, key, v);
}

static void write_notes(struct json_writer *w, const char *key, const struct http_notes *notes)
{
	json_write_key(w, key);
	json_write_object(w);
	if (notes && notes->nsettings) {
		json_write_key(w, "settings");
		json_write_array(w);
		for (size_t i = 0; i < notes->nsettings; i++) {
			json_write_object(w);
			write_name(w, "settings_id", settings, ARRAY_LEN(settings),
			    notes->settings[i].id);
			json_member_int(w, "settings_value", notes->settings[i].value);
			json_write_object_end(w);
		}
		json_write_array_end(w);
	}
	if (notes && notes->has_error)
		write_name(w, "error_code", errors, ARRAY_LEN(errors), notes->error);
	if (notes && notes->has_priority)
		json_member_int(w, "priority", notes->priority);
	json_write_object_end(w);
}

static void write_fhir(struct json_writer *w, const struct http_own *own)
{
	if (!own->fhir)
		return;
	json_write_key(w, "fhir");
	json_write_object(w);
	member(w, "resource", http_impl_resource(own->url));
	json_write_object_end(w);
}

static void write_status(struct json_writer *w, const struct http_own *own)
{
	if (own->status > 0)
		json_member_int(w, "status", own->status);
	else
		member(w, "status_string", own->status_text);
	if (own->status >= 300 && own->status < 400)
		member(w, "redirect", own->location);
}

void http_impl_log(const struct tx *tx, struct json_writer *w)
{
	const struct http_own *own = tx->own;

	if (own->version == 2)
		json_member_text(w, "version", "2");
	member(w, "hostname", own->host);
	if (own->port)
		json_member_int(w, "http_port", own->port);
	member(w, "url", own->url);
	member(w, "http_user_agent", own->agent);
	member(w, "xff", own->xff);
	member(w, "http_content_type", own->type);
	write_range(w, own->range);
	member(w, "http_refer", own->referer);
	member(w, "http_method", own->method);
	if (own->version == 1)
		member(w, "protocol", own->protocol);
	write_status(w, own);
	if (own->version == 1 || own->stream)
		json_member_int(w, "length", own->length);
	write_fhir(w, own);
	if (own->version == 2 || tx->env->limits->http_headers) {
		write_headers(w, own, FLOW_TO_SERVER, "request_headers");
		write_headers(w, own, FLOW_TO_CLIENT, "response_headers");
	}
	if (own->version == 2) {
		json_write_key(w, "http2");
		json_write_object(w);
		json_member_int(w, "stream_id", own->stream);
		write_notes(w, "request", own->notes[FLOW_TO_SERVER]);
		write_notes(w, "response", own->notes[FLOW_TO_CLIENT]);
		json_write_object_end(w);
	}
}

bool http_impl_tells(const struct tx *tx)
{
	const struct http_own *own = tx->own;

	return own->version == 2 || own->method.n || own->status > 0 || own->status_text.n ||
	       own->url.n;
}
