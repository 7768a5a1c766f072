#include "proto/mail.h"

#include "proto/mail_impl.h"
#include "proto/say.h"

void mail_init(struct mail *m)
{
	*m = (struct mail){0};
	str_init(&m->header, MAIL_HEADER);
}

void mail_done(struct mail *m)
{
	str_done(&m->header);
}

/* A part's headers come next. */
static void part_begin(struct mail *m)
{
	m->body = false;
	m->encoding = MAIL_PLAIN;
	m->attached = m->text = m->message = m->multipart = false;
	m->name = m->type = span_of(NULL, 0);
	m->bits = m->nbits = 0;
	m->nheaders = 0;
	m->nparts++;
	str_clear(&m->header);
}

static void header_end(struct tx *tx, struct mail *m)
{
	if (m->header.n && m->nheaders++ < MAIL_HEADERS)
		mail_impl_header(tx, m, str_bytes(&m->header));
	str_clear(&m->header);
}

/* All headers of the message itself are there. */
static void tell_headers(struct tx *tx, struct mail *m)
{
	if (m->from.n)
		proto_tx_add(tx, BUFFER_EMAIL_FROM, FLOW_TO_SERVER, m->from);
	if (m->subject.n)
		proto_tx_add(tx, BUFFER_EMAIL_SUBJECT, FLOW_TO_SERVER, m->subject);
	for (size_t i = 0; i < m->to.n; i++)
		proto_tx_add(tx, BUFFER_EMAIL_TO, FLOW_TO_SERVER, m->to.items[i]);
}

static void body_begin(struct tx *tx, struct mail *m)
{
	if (!m->nested)
		tell_headers(tx, m);
	m->nested = true;
	if (m->message && !m->attached) {
		/* A message inside: its headers are those of a part. */
		part_begin(m);
		return;
	}
	m->body = true;
	if (!m->attached || m->multipart)
		return;
	if (m->attachments.n < MAIL_LIST && m->name.n)
		m->attachments.items[m->attachments.n++] = m->name;
	if (m->nfiles >= MAIL_FILES)
		return;
	carry_begin(tx, &m->file, m->nfiles++, FLOW_TO_SERVER, m->name, m->type);
}

static void header_line(struct tx *tx, struct mail *m, struct span line)
{
	struct span rest = line;

	if (!line.n) {
		header_end(tx, m);
		body_begin(tx, m);
		return;
	}
	if (line.p[0] != ' ' && line.p[0] != '\t') {
		header_end(tx, m);
		str_span(&m->header, line);
		return;
	}
	while (rest.n && (*rest.p == ' ' || *rest.p == '\t'))
		rest = span_sub(rest, 1, rest.n);
	str_span(&m->header, rest);
}

/* How deep the boundary is that the line says; 0: none. *ret_last: it ends its parts. */
static size_t boundary(const struct mail *m, struct span line, bool *ret_last)
{
	struct span rest = span_sub(line, 2, line.n);

	if (!span_starts(line, "--"))
		return 0;
	for (size_t i = m->depth; i > 0; i--) {
		size_t n = m->boundary_n[i - 1];
		struct span tail = span_sub(rest, n, rest.n);

		if (rest.n < n || memcmp(rest.p, m->boundary[i - 1], n) != 0)
			continue;
		*ret_last = span_starts(tail, "--");
		if (*ret_last || !span_trim(tail).n)
			return i;
	}
	return 0;
}

static int sextet(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Base64 as it comes, whatever else stands between. */
static size_t from_base64(struct mail *m, struct span line, uint8_t *to)
{
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++) {
		int v = sextet(line.p[i]);

		if (line.p[i] == '=')
			m->nbits = 0;
		if (v < 0)
			continue;
		m->bits = m->bits << 6 | (uint32_t)v;
		m->nbits += 6;
		if (m->nbits >= 8) {
			m->nbits -= 8;
			to[n++] = (uint8_t)(m->bits >> m->nbits);
		}
	}
	return n;
}

static int nibble(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t from_quoted(struct span line, uint8_t *to)
{
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] != '=') {
			to[n++] = line.p[i];
			continue;
		}
		if (i + 1 == line.n) /* a soft end of line */
			return n;
		if (i + 2 < line.n && nibble(line.p[i + 1]) >= 0 &&
		    nibble(line.p[i + 2]) >= 0) {
			to[n++] = (uint8_t)(nibble(line.p[i + 1]) << 4 |
					    nibble(line.p[i + 2]));
			i += 2;
		} else {
			to[n++] = line.p[i];
		}
	}
	to[n++] = '\r';
	to[n++] = '\n';
	return n;
}

static bool url_ends(uint8_t c)
{
	return c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '(' ||
	       c == ')' || c == '[' || c == ']' || c >= 0x7f;
}

static bool url_known(const struct mail *m, struct span url)
{
	for (size_t i = 0; i < m->urls.n; i++)
		if (m->urls.items[i].n == url.n &&
		    memcmp(m->urls.items[i].p, url.p, url.n) == 0)
			return true;
	return false;
}

/* What stands behind http:// in the text, without the scheme as EVE has it. */
static void find_urls(struct tx *tx, struct mail *m, struct span text)
{
	static const char scheme[] = "http://";
	ptrdiff_t at;

	while ((at = span_ifind(text, scheme)) >= 0) {
		struct span url;
		size_t n = 0;

		text = span_sub(text, (size_t)at + sizeof(scheme) - 1, text.n);
		while (n < text.n && n < MAIL_URL && !url_ends(text.p[n]))
			n++;
		url = span_sub(text, 0, n);
		text = span_sub(text, n, text.n);
		if (!url.n || url_known(m, url))
			continue;
		if (m->urls.n == MAIL_LIST)
			return;
		m->urls.items[m->urls.n] = arena_span(tx->arena, url);
		proto_tx_add(tx, BUFFER_EMAIL_URL, FLOW_TO_SERVER, m->urls.items[m->urls.n++]);
	}
}

static void body_line(
    struct proto_env *env, struct tx *tx, struct mail *m, struct span line)
{
	uint8_t to[MAIL_LINE + 2];
	size_t n;

	line = span_sub(line, 0, MAIL_LINE);
	switch (m->encoding) {
	case MAIL_BASE64:
		n = from_base64(m, line, to);
		break;
	case MAIL_QUOTED:
		n = from_quoted(line, to);
		break;
	default:
		if (line.n)
			memcpy(to, line.p, line.n);
		n = line.n;
		to[n++] = '\r';
		to[n++] = '\n';
	}
	carry_take(env, tx, &m->file, span_of(to, n));
	if ((m->text || !m->type.n) && !m->file.open)
		find_urls(tx, m, span_of(to, n));
}

void mail_line(struct proto_env *env, struct tx *tx, struct mail *m, struct span line)
{
	bool last = false;
	size_t depth = boundary(m, line, &last);

	if (m->nparts > MAIL_PARTS)
		return;
	if (depth && (m->body || m->nested)) {
		header_end(tx, m);
		carry_end(env, tx, &m->file, true);
		m->depth = last ? depth - 1 : depth;
		part_begin(m);
		m->body = last; /* what stands behind the last part is nothing */
		return;
	}
	if (m->body)
		body_line(env, tx, m, line);
	else
		header_line(tx, m, line);
}

void mail_gap(struct mail *m, uint64_t n)
{
	carry_gap(&m->file, n);
}

void mail_end(struct proto_env *env, struct tx *tx, struct mail *m, bool whole)
{
	if (!m->body)
		header_end(tx, m);
	if (!m->nested)
		tell_headers(tx, m);
	m->nested = true;
	carry_end(env, tx, &m->file, whole);
	m->done = whole;
}

static void write_list(struct json_writer *w, const char *key, const struct mail_list *list)
{
	if (!list->n)
		return;
	json_write_key(w, key);
	json_write_array(w);
	for (size_t i = 0; i < list->n; i++)
		json_write_span(w, list->items[i]);
	json_write_array_end(w);
}

void mail_log(const struct mail *m, struct json_writer *w)
{
	json_member_text(w, "status", m->done ? "PARSE_DONE" : "BODY_STARTED");
	say_span(w, "date", m->date);
	say_span(w, "from", m->from);
	write_list(w, "to", &m->to);
	write_list(w, "cc", &m->cc);
	say_span(w, "message_id", m->message_id);
	say_span(w, "x_mailer", m->agent);
	write_list(w, "url", &m->urls);
	write_list(w, "attachment", &m->attachments);
}
