/* Headers of messages and of their parts. */
#include "proto/mail_impl.h"

enum { NAME = 255 };

static void add(struct tx *tx, struct mail *m, struct mail_list *list, struct span item)
{
	item = span_trim(item);
	if (!item.n || list->n == MAIL_LIST)
		return;
	item = mail_impl_keep(tx, m, item);
	if (item.n)
		list->items[list->n++] = item;
}

/* Addresses between commas; one inside quotes does not part. */
static void add_addresses(
    struct tx *tx, struct mail *m, struct mail_list *list, struct span value)
{
	bool quoted = false;
	size_t from = 0;

	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '"')
			quoted = !quoted;
		if (value.p[i] != ',' || quoted)
			continue;
		add(tx, m, list, span_sub(value, from, i - from));
		from = i + 1;
	}
	add(tx, m, list, span_sub(value, from, value.n));
}

/* Bytes before the first of those two. */
static size_t until(struct span s, uint8_t a, uint8_t b)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != a && s.p[n] != b)
		n++;
	return n;
}

/* The next "; name=value" of *rest; one without a value is stepped over. */
static bool next_parameter(struct span *rest, struct span *ret_name, struct span *ret_value)
{
	struct span s = *rest;
	size_t n = until(s, ';', ';');

	for (;;) {
		s = span_sub(s, n + 1, s.n);
		if (!s.n)
			return false;
		n = until(s, '=', ';');
		if (n < s.n && s.p[n] == '=')
			break;
	}
	*ret_name = span_trim(span_sub(s, 0, n));
	s = span_sub(s, n + 1, s.n);
	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s = span_sub(s, 1, s.n);
	if (s.n && *s.p == '"') {
		s = span_sub(s, 1, s.n);
		n = until(s, '"', '"');
		*ret_value = span_sub(s, 0, n);
		*rest = span_sub(s, n + 1, s.n);
	} else {
		n = until(s, ';', ';');
		*ret_value = span_trim(span_sub(s, 0, n));
		*rest = span_sub(s, n, s.n);
	}
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
			to[n++] =
			    (uint8_t)(nibble(value.p[i + 1]) << 4 | nibble(value.p[i + 2]));
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
		struct span *to;        /* the first is kept whole */
		struct mail_list *list; /* addresses of all */
	} rows[] = {{"from", &m->from, NULL}, {"subject", &m->subject, NULL},
	    {"date", &m->date, NULL}, {"message-id", &m->message_id, NULL},
	    {"x-mailer", &m->agent, NULL}, {"user-agent", &m->agent, NULL},
	    {"reply-to", &m->reply_to, NULL}, {"to", &m->to_text, &m->to},
	    {"cc", &m->cc_text, &m->cc}, {"bcc", NULL, &m->bcc}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!span_ieq(name, rows[i].name))
			continue;
		if (rows[i].to && !rows[i].to->n)
			*rows[i].to = mail_impl_keep(tx, m, value);
		if (rows[i].list)
			add_addresses(tx, m, rows[i].list, value);
	}
	if (span_ieq(name, "received"))
		add(tx, m, &m->received, value);
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
	if (span_ieq(name, "content-transfer-encoding"))
		encoding(m, value);
	else if (m->described >= MAIL_DESCRIBED)
		return;
	else if (span_ieq(name, "content-type") && ++m->described)
		content_type(tx, m, value);
	else if (span_ieq(name, "content-disposition") && ++m->described)
		disposition(tx, m, value);
}
