/* HTTP/1.x messages (RFC 9110, 9112) as a scanner meets them: tolerant of what servers do,
 * strict about what memory it costs. */
#ifndef VARDE_WIRE_HTTP_H
#define VARDE_WIRE_HTTP_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

struct http_header {
	const char *name;  /* lower case */
	const char *value; /* cleaned UTF-8, trimmed */
};

struct http_head {
	int minor;  /* HTTP/1.minor */
	int status; /* 100..999 */
	VEC(struct http_header) headers;
	bool chunked;
	int64_t length; /* Content-Length, -1 when absent */
	size_t bytes;   /* of the head, empty line included */
};

struct http_request {
	const char *method; /* GET, HEAD or OPTIONS: http_build refuses others */
	const char *host;   /* Host header's name; an IPv6 address gets its brackets */
	uint16_t port;      /* appended to Host unless it is the scheme's */
	bool tls;
	const char *path;    /* begins with "/" (or is "*" for OPTIONS) */
	const char *contact; /* in the User-Agent; NULL for none */
};

/* Appends the request. ERR_DENIED for a method that could change something; ERR_RANGE for
 * control bytes in path, host or contact. */
int http_build(struct str *out, const struct http_request *rq) MUST_USE;

/*
 * Parses status line and headers from the front of bytes; texts live in the arena.
 * ERR_TRUNCATED when the empty line has not come yet, ERR_SYNTAX when it is no HTTP, ERR_LIMIT
 * for more than LIMIT_HTTP_HEADERS headers.
 */
int http_parse_head(struct span bytes, struct arena *arena, struct http_head *ret) MUST_USE;

/* The first header's value, or NULL. */
const char *http_header(const struct http_head *head, const char *name);

/*
 * Decodes a chunked body (RFC 9112 section 7.1) into out, as far as the bytes go and out has
 * room. Gives true when the last chunk was seen or the framing is broken, i.e. nothing more is
 * needed.
 */
bool http_unchunk(struct span bytes, struct str *out);

/*
 * The same question while the bytes come in, at a cost that does not grow with what was seen
 * before: *at (0 at first) moves over the whole chunks of bytes, the body so far. Gives true
 * when the last chunk was seen or the framing is broken.
 */
bool http_chunks_end(struct span bytes, size_t *at);

/* The text of the first <title>, entities of the five kinds decoded, white space folded; NULL
 * when there is none. */
const char *http_title(struct span body, struct arena *arena);

/* Whether the page has a form field of type password. */
bool http_has_password_field(struct span body);

/* Appends the values of href= and src= attributes, at most max, cleaned; the arena owns them.
 */
struct text_values {
	VEC(const char *) v;
};
void http_links(struct span body, struct arena *arena, size_t max, struct text_values *ret);

struct http_url {
	bool tls;
	const char *host; /* lower-case ASCII name, or address without brackets */
	uint16_t port;
	const char *path; /* with query, without fragment; at least "/" */
};

/*
 * Resolves a reference (RFC 3986 section 5, without ".." acrobatics) against the page it stood
 * on. ERR_SYNTAX for other schemes and nonsense. Texts live in the arena.
 */
int http_resolve(const struct http_url *base, struct span ref, struct arena *arena,
    struct http_url *ret) MUST_USE;

/* "https://host/path", port only when it is not the scheme's. The arena owns it. */
char *http_url_text(const struct http_url *url, struct arena *arena);

#endif
