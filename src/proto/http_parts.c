/*
 * The files in a body of several parts (multipart/form-data, RFC 7578; its borders RFC 2046
 * section 5.1.1). A part without a name of a file is a field of a form, and no file. The bytes
 * go through a window as large as the heads that are read.
 */
#include "proto/http_impl.h"

enum {
	WINDOW = 4096,   /* bytes of a part's head, and of a border with what is before it */
	BORDER = 4 + 70, /* CRLF, two dashes, the boundary */
	FILES = 64       /* of a body that are looked at */
};

enum state {
	SKIP,   /* what is no file, until the next border */
	BYTES,  /* of a file */
	MARKED, /* behind a border, in its line */
	HEAD,
	OVER
};

struct http_parts {
	enum state state;
	bool fresh; /* nothing of this part was there yet: its border may have no line before it
		     */
	uint8_t border[BORDER];
	size_t nborder;
	uint8_t window[WINDOW];
	size_t n;
	uint32_t files;
	struct http_body part;
};

/* The value of boundary= of a Content-Type. */
static struct span boundary(struct span type)
{
	ptrdiff_t at = span_ifind(type, "boundary=");
	struct span value;

	if (!span_istarts(type, "multipart/form-data") || at < 0)
		return span_of(NULL, 0);
	value = span_sub(type, (size_t)at + 9, type.n);
	if (value.n && value.p[0] == '"') {
		struct span rest = span_sub(value, 1, value.n), quoted;

		return span_split(&rest, '"', &quoted) ? quoted : span_of(NULL, 0);
	}
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == ';' || value.p[i] == ' ' || value.p[i] == ',')
			return span_sub(value, 0, i);
	return value;
}

struct http_parts *http_parts_new(struct tx *tx, struct span type)
{
	struct span b = boundary(type);
	struct http_parts *parts;

	if (!b.n || b.n > BORDER - 4)
		return NULL;
	parts = ARENA_NEW(tx->arena, struct http_parts);
	memcpy(parts->border, "\r\n--", 4);
	memcpy(parts->border + 4, b.p, b.n);
	parts->nborder = b.n + 4;
	parts->fresh = true;
	return parts;
}

/* What a piece of the body goes to. */
struct step {
	struct proto_env *env;
	struct tx *tx;
	struct http_parts *parts;
	enum flow_dir dir;
};

/* The first n bytes of the window were read. */
static void consume(struct http_parts *parts, size_t n)
{
	memmove(parts->window, parts->window + n, parts->n - n);
	parts->n -= n;
}

/* Of a file they are told; then they are read. */
static void give(const struct step *s, size_t n)
{
	struct http_parts *parts = s->parts;

	if (n && parts->state == BYTES)
		http_impl_file_take(
		    s->env, s->tx, &parts->part, s->dir, span_of(parts->window, n));
	if (n)
		parts->fresh = false;
	consume(parts, n);
}

static void end_part(const struct step *s, bool whole)
{
	if (s->parts->state == BYTES)
		http_impl_file_end(s->env, s->tx, &s->parts->part, s->dir, whole);
	s->parts->part = (struct http_body){0};
}

/* Bytes up to the next border; false: more are needed. */
static bool read_bytes(const struct step *s)
{
	struct http_parts *parts = s->parts;
	struct span border = span_of(parts->border, parts->nborder), bare;
	const uint8_t *at;

	bare = span_sub(border, 2, border.n);
	if (parts->fresh && memcmp(parts->window, bare.p, MIN(parts->n, bare.n)) == 0) {
		if (parts->n < bare.n)
			return false;
		end_part(s, true);
		consume(parts, bare.n);
		parts->state = MARKED;
		return true;
	}
	at = memmem(parts->window, parts->n, border.p, border.n);
	if (at) {
		give(s, (size_t)(at - parts->window));
		end_part(s, true);
		consume(parts, border.n);
		parts->state = MARKED;
		return true;
	}
	if (parts->n >= border.n)
		give(s, parts->n - border.n + 1);
	return false;
}

/* The rest of a border's line: two dashes behind the last one. */
static bool read_mark(struct http_parts *parts)
{
	const uint8_t *end = memchr(parts->window, '\n', parts->n);

	if (parts->n >= 2 && memcmp(parts->window, "--", 2) == 0) {
		parts->state = OVER;
		return false;
	}
	if (!end) {
		if (parts->n == WINDOW)
			parts->state = SKIP;
		return parts->n == WINDOW;
	}
	consume(parts, (size_t)(end - parts->window) + 1);
	parts->state = HEAD;
	return true;
}

static void begin_part(const struct step *s, struct span head)
{
	struct http_parts *parts = s->parts;
	struct span line, name = {0}, type = {0};

	while (span_line(&head, &line)) {
		if (span_istarts(line, "content-disposition:"))
			name = http_impl_file_name(line);
		else if (span_istarts(line, "content-type:"))
			type = span_trim(span_sub(line, 13, line.n));
	}
	parts->fresh = true;
	parts->state = name.n ? BYTES : SKIP;
	if (!name.n)
		return;
	if (parts->files == FILES) {
		s->env->counts.cut++;
		parts->state = OVER;
		return;
	}
	parts->part = (struct http_body){.open = true,
	    .file = true,
	    .nr = parts->files++,
	    .name = arena_span(s->tx->arena, name),
	    .type = arena_span(s->tx->arena, type)};
}

/* A part's head, up to its empty line. */
static bool read_head(const struct step *s)
{
	struct http_parts *parts = s->parts;
	struct span all = span_of(parts->window, parts->n);
	ptrdiff_t end = span_find(all, "\n\r\n");
	size_t n = span_starts(all, "\r\n") ? 0 : (size_t)(end + 1);

	if (n == 0 && !span_starts(all, "\r\n")) {
		/* Longer than is read: what it says is not known. */
		if (parts->n == WINDOW)
			parts->state = SKIP;
		return parts->n == WINDOW;
	}
	begin_part(s, span_sub(all, 0, n));
	consume(parts, n + 2);
	return true;
}

static bool read_window(const struct step *s)
{
	switch (s->parts->state) {
	case SKIP:
	case BYTES:
		return read_bytes(s);
	case MARKED:
		return read_mark(s->parts);
	case HEAD:
		return read_head(s);
	case OVER:
		break;
	}
	return false;
}

void http_parts_take(struct proto_env *env, struct tx *tx, struct http_parts *parts,
    enum flow_dir dir, struct span data)
{
	struct step s = {env, tx, parts, dir};

	while (data.n && parts->state != OVER) {
		size_t n = MIN(data.n, WINDOW - parts->n);

		memcpy(parts->window + parts->n, data.p, n);
		parts->n += n;
		data = span_sub(data, n, data.n);
		while (read_window(&s))
			;
	}
}

void http_parts_gap(struct proto_env *env, struct tx *tx, struct http_parts *parts,
    enum flow_dir dir, uint64_t n)
{
	struct step s = {env, tx, parts, dir};

	give(&s, parts->n);
	parts->fresh = false;
	if (parts->state == BYTES) {
		parts->part.gaps += n;
		parts->part.size += n;
	} else if (parts->state != OVER) {
		parts->state = SKIP;
	}
}

void http_parts_end(
    struct proto_env *env, struct tx *tx, struct http_parts *parts, enum flow_dir dir)
{
	struct step s = {env, tx, parts, dir};

	give(&s, parts->n);
	end_part(&s, false);
	parts->state = OVER;
}
