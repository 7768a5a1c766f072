/* What HTTP/1 and HTTP/2 share: the fields that EVE tells, the buffers that rules look at, and
 * bodies. */
#ifndef VARDE_PROTO_HTTP_IMPL_H
#define VARDE_PROTO_HTTP_IMPL_H

#include "codec/json.h"
#include "proto/inflate.h"
#include "proto/proto_impl.h"

enum { HTTP_NOTES = 64 }; /* settings of an HTTP/2 connection that EVE tells */

struct http_pair {
	struct span name, value;
};

/* Settings and errors of HTTP/2 (proto/http2.c), a direction. */
struct http_notes {
	struct {
		uint16_t id;
		uint32_t value;
	} settings[HTTP_NOTES];
	size_t nsettings;
	bool has_error, has_priority;
	uint32_t error;
	uint8_t priority;
};

/* The parser's part of a transaction; what it points to is in its arena. */
struct http_own {
	uint8_t version; /* 1 or 2 */
	struct span host, url, path, agent, referer, method, protocol, type, location, xff,
	    range;
	struct span status_text;
	int port;       /* in the host or the URL; 0: none */
	int status;     /* 0: not known */
	int64_t length; /* bytes of the answer's body */
	bool fhir;      /* a content type of FHIR was offered or given */
	bool connect;   /* the method is CONNECT */
	bool told[2];   /* the head of that direction is in the buffers */
	VEC(struct http_pair) headers[2];
	uint32_t stream; /* HTTP/2's */
	struct http_notes *notes[2];
};

/* A body that is being seen. */
struct http_body {
	bool open;
	bool packed; /* inflate is at work */
	bool failed; /* it could not be inflated */
	bool file;   /* proto_sink.file was called */
	uint32_t nr;
	struct span name, type; /* of the file; the transaction's arena's */
	uint64_t size, gaps;
	uint8_t *kept; /* in the transaction's arena */
	size_t n, cap;
	struct http_parts *parts; /* NULL: the body is one file (http_parts.c) */
	struct inflate *inflate;  /* kept from body to body; http_impl_body_done ends it */
};

/* Adds a header to the transaction's list (copies). */
void http_impl_header(struct tx *tx, enum flow_dir dir, struct span name, struct span value);

/* Buffers and fields of the headers of that direction, once all are listed. */
void http_impl_headers(struct tx *tx, enum flow_dir dir);

/* The first header of that name (lower case), or an empty span. */
struct span http_impl_find(const struct http_own *own, enum flow_dir dir, const char *name);

/* The host without its port, in lower case, and the port (0: none). Copies. */
void http_impl_host(struct tx *tx, struct span authority);

/* A path with escapes decoded once, as rules see it: %XX of what is not special. Copies. */
struct span http_impl_decoded(struct arena *arena, struct span path);

/* A body begins (its headers are listed), comes in pieces, loses n bytes, ends. */
void http_impl_body_begin(struct tx *tx, struct http_body *body, enum flow_dir dir);
void http_impl_body_take(struct proto_env *env, struct tx *tx, struct http_body *body,
    enum flow_dir dir, struct span data);
void http_impl_body_gap(struct proto_env *env, struct tx *tx, struct http_body *body,
    enum flow_dir dir, uint64_t n);
void http_impl_body_end(struct proto_env *env, struct tx *tx, struct http_body *body,
    enum flow_dir dir, bool whole);

/* A piece of a file, and its end; http_impl_body_* call them unless the body is of parts. */
void http_impl_file_take(struct proto_env *env, struct tx *tx, struct http_body *file,
    enum flow_dir dir, struct span data);
void http_impl_file_end(struct proto_env *env, struct tx *tx, struct http_body *file,
    enum flow_dir dir, bool whole);

/* The value of filename= of a Content-Disposition (RFC 6266), without its quotes. Borrows. */
struct span http_impl_file_name(struct span disposition);

/* The parts of a body of that Content-Type, in the transaction's arena; NULL: it has none. Its
 * pieces, n bytes that are missing, its end. */
struct http_parts *http_parts_new(struct tx *tx, struct span type);
void http_parts_take(struct proto_env *env, struct tx *tx, struct http_parts *parts,
    enum flow_dir dir, struct span data);
void http_parts_gap(struct proto_env *env, struct tx *tx, struct http_parts *parts,
    enum flow_dir dir, uint64_t n);
void http_parts_end(
    struct proto_env *env, struct tx *tx, struct http_parts *parts, enum flow_dir dir);

/* Frees what bodies keep. */
void http_impl_body_done(struct http_body *body);

/* The resource's type that a FHIR path names ("Patient"), or an empty span. */
struct span http_impl_resource(struct span path);

/* The members of EVE's object (http_log.c). */
void http_impl_log(const struct tx *tx, struct json_writer *w);
bool http_impl_tells(const struct tx *tx);

#endif
