/* Headers of messages and of their parts. */
#include "proto/mail_impl.h"

enum { NAME = 255 };

static void add(struct tx *tx, struct mail_list *list, struct span item)
{
	item = span_trim(item);
	if (item.n && list->n < MAIL_LIST)
		list->items[list->n++] = arena_span(tx->arena, item);
}

/* Addresses between commas; one inside quotes does not part. */
static void add_addresses(struct tx *tx, struct mail_list *list, struct span value)
{
	bool quoted = false;
	size_t from = 0;

	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '"')
			quoted = !quoted;
		if (value.p[i] != ',' || quoted)
			continue;
		add(tx, list, span_sub(value, from, i - from));
		from = i + 1;
	}
	add(tx, list, span_sub(value, from, value.n));
}

/* The next "; name=value" of *rest. */
static bool next_parameter(struct span *rest, struct span *ret_name, struct span *ret_value)
{
	const uint8_t *p = rest->n ? memchr(rest->p, ';', rest->n) : NULL;
	struct span s, name;
	size_t i = 0;
	const uint8_t *equal;

	if (!p)
		return false;
	s = span_trim(span_sub(*rest, (size_t)(p - rest->p) + 1, rest->n));
	equal = s.n ? memchr(s.p, '=', s.n) : NULL;
	if (!equal)
		return false;
	name = span_trim(span_sub(s, 0, (size_t)(equal - s.p)));
	s = span_sub(s, (size_t)(equal - s.p) + 1, s.n);
	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s = span_sub(s, 1, s.n);
	if (s.n && *s.p == '"') {
		s = span_sub(s, 1, s.n);
		while (i < s.n && s.p[i] != '"')
			i++;
		*ret_value = span_sub(s, 0, i);
		*rest = span_sub(s, i + 1, s.n);
	} else {
		while (i < s.n && s.p[i] != ';')
			i++;
		*ret_value = span_trim(span_sub(s, 0, i));
		*rest = span_sub(s, i, s.n);
	}
	*ret_name = name;
	return true;
}

static int nibble(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 2231: what stands behind charset'language', with %XX. */
static size_t extended(struct span value, bool first, uint8_t *to, size_t room)
{
	size_t n = 0, quotes = 0, i = 0;

	for (size_t k = 0; first && k < value.n && quotes < 2; k++)
		if (value.p[k] == '\'' && ++quotes == 2)
			i = k + 1;
	for (; i < value.n && n < room; i++) {
		if (value.p[i] == '%' && i + 2 < value.n && nibble(value.p[i + 1]) >= 0 &&
		    nibble(value.p[i + 2]) >= 0) {
			to[n++] = (uint8_t)(nibble(value.p[i + 1]) << 4 |
					    nibble(value.p[i + 2]));
			i += 2;
		} else {
			to[n++] = value.p[i];
		}
	}
	return n;
}

/* The value of a parameter that may come in pieces: name, name*, name*0, name*0*. */
static struct span parameter(struct tx *tx, struct span value, const char *wanted)
{
	size_t k = strlen(wanted), n = 0;
	struct span name, v;
	uint8_t to[NAME];

	while (next_parameter(&value, &name, &v)) {
		if (!span_istarts(name, wanted))
			continue;
		if (name.n == k)
			return arena_span(tx->arena, span_sub(v, 0, NAME));
		if (name.p[k] != '*')
			continue;
		if (name.p[name.n - 1] == '*') {
			n += extended(v, n == 0, to + n, NAME - n);
		} else {
			size_t part = MIN(v.n, (size_t)NAME - n);

			if (part)
				memcpy(to + n, v.p, part);
			n += part;
		}
	}
	return n ? arena_span(tx->arena, span_of(to, n)) : span_of(NULL, 0);
}

static void content_type(struct tx *tx, struct mail *m, struct span value)
{
	const uint8_t *end = value.n ? memchr(value.p, ';', value.n) : NULL;
	struct span name, boundary;

	m->type = arena_span(tx->arena,
	    span_sub(span_trim(span_sub(value, 0, end ? (size_t)(end - value.p) : value.n)), 0,
		MAIL_TYPE));
	m->text = span_istarts(m->type, "text/");
	m->message = span_ieq(m->type, "message/rfc822");
	m->multipart = span_istarts(m->type, "multipart/");
	name = parameter(tx, value, "name");
	if (name.n) {
		m->name = name;
		m->attached = true;
	}
	boundary = parameter(tx, value, "boundary");
	if (!m->multipart || !boundary.n || boundary.n >= MAIL_BOUNDARY ||
	    m->depth >= MAIL_BOUNDARIES)
		return;
	memcpy(m->boundary[m->depth], boundary.p, boundary.n);
	m->boundary_n[m->depth++] = boundary.n;
}

static void disposition(struct tx *tx, struct mail *m, struct span value)
{
	struct span name = parameter(tx, value, "filename");

	if (span_istarts(value, "attachment"))
		m->attached = true;
	if (name.n) {
		m->name = name;
		m->attached = true;
	}
}

static void encoding(struct mail *m, struct span value)
{
	if (span_istarts(value, "base64"))
		m->encoding = MAIL_BASE64;
	else if (span_istarts(value, "quoted-printable"))
		m->encoding = MAIL_QUOTED;
	else
		m->encoding = MAIL_PLAIN;
}

/* A header of the message itself. */
static void outer(struct tx *tx, struct mail *m, struct span name, struct span value)
{
	const struct {
		const char *name;
		struct span *to;
	} rows[] = {{"from", &m->from}, {"subject", &m->subject}, {"date", &m->date},
	    {"message-id", &m->message_id}, {"x-mailer", &m->agent},
	    {"user-agent", &m->agent}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_ieq(name, rows[i].name) && !rows[i].to->n)
			*rows[i].to = arena_span(tx->arena, value);
	if (span_ieq(name, "to"))
		add_addresses(tx, &m->to, value);
	else if (span_ieq(name, "cc"))
		add_addresses(tx, &m->cc, value);
}

void mail_impl_header(struct tx *tx, struct mail *m, struct span header)
{
	const uint8_t *colon = header.n ? memchr(header.p, ':', header.n) : NULL;
	struct span name, value;

	if (!colon)
		return;
	name = span_trim(span_sub(header, 0, (size_t)(colon - header.p)));
	value = span_trim(span_sub(header, (size_t)(colon - header.p) + 1, header.n));
	if (!m->nested)
		outer(tx, m, name, value);
	if (span_ieq(name, "content-type"))
		content_type(tx, m, value);
	else if (span_ieq(name, "content-disposition"))
		disposition(tx, m, value);
	else if (span_ieq(name, "content-transfer-encoding"))
		encoding(m, value);
}
