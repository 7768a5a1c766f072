#include "wire/postgresql.h"

#include "codec/cursor.h"

enum {
	SSL_REQUEST = 80877103, /* 1234 and 5679 in the place of a protocol version */
	ERROR_MAX = 30000,      /* bytes of an ErrorResponse; the client library's own bound */
	CODE = 5,               /* characters of an SQLSTATE */
};

void postgresql_ssl_request_build(struct str *to)
{
	str_u32(to, 8);
	str_u32(to, SSL_REQUEST);
}

void postgresql_startup_build(struct str *to, uint16_t major, uint16_t minor)
{
	str_u32(to, 9);
	str_u16(to, major);
	str_u16(to, minor);
	str_u8(to, 0); /* end of the parameters */
}

/* Steps over the header and gives a cursor over the fields. */
static struct cursor parse_header(struct cursor *c)
{
	uint32_t length;

	if (cursor_u8(c) != 'E')
		cursor_fail(c, ERR_SYNTAX);
	length = cursor_u32(c);
	if (!cursor_err(c) && (length < 5 || length > ERROR_MAX))
		cursor_fail(c, ERR_SYNTAX);
	return cursor_sub(c, cursor_err(c) ? 0 : length - 4);
}

int postgresql_error_size(struct span bytes, size_t *ret_size)
{
	struct cursor c = cursor_of(bytes);
	struct cursor fields = parse_header(&c);

	if (cursor_err(&fields) < 0)
		return cursor_err(&fields);
	*ret_size = c.at;
	return 0;
}

int postgresql_ssl_size(struct span bytes, size_t *ret_size)
{
	if (bytes.n == 0)
		return ERR_TRUNCATED;
	if (bytes.p[0] != 'S' && bytes.p[0] != 'N')
		return postgresql_error_size(bytes, ret_size);
	*ret_size = 1;
	return 0;
}

static struct span *field(struct postgresql_error *e, uint8_t type)
{
	switch (type) {
	case 'S':
		return &e->severity;
	case 'C':
		return &e->code;
	case 'M':
		return &e->message;
	case 'F':
		return &e->file;
	case 'L':
		return &e->line;
	case 'R':
		return &e->routine;
	default:
		return NULL; /* V and what later versions add */
	}
}

int postgresql_error_parse(struct span bytes, struct postgresql_error *ret)
{
	struct cursor c = cursor_of(bytes);
	struct cursor fields = parse_header(&c);
	struct postgresql_error e = {0};
	uint8_t type;

	if (cursor_err(&fields) < 0)
		return cursor_err(&fields);
	while ((type = cursor_u8(&fields)) != 0) {
		struct span text = cursor_cstr(&fields), *to = field(&e, type);

		if (to)
			*to = text;
	}
	if (cursor_err(&fields) < 0 || e.severity.n == 0 || e.code.n != CODE ||
	    e.message.n == 0)
		return ERR_SYNTAX;
	*ret = e;
	return 0;
}

static void put(struct str *to, char type, struct span text)
{
	if (text.n == 0)
		return;
	str_char(to, type);
	str_span(to, text);
	str_u8(to, 0);
}

void postgresql_error_build(struct str *to, const struct postgresql_error *error)
{
	STR_AUTO(fields, ERROR_MAX);

	put(&fields, 'S', error->severity);
	put(&fields, 'C', error->code);
	put(&fields, 'M', error->message);
	put(&fields, 'F', error->file);
	put(&fields, 'L', error->line);
	put(&fields, 'R', error->routine);
	str_u8(&fields, 0);
	str_char(to, 'E');
	str_u32(to, (uint32_t)fields.n + 4);
	str_span(to, str_bytes(&fields));
}
