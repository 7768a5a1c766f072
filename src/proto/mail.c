#include "proto/mail.h"

#include "proto/mail_impl.h"
#include "proto/say.h"

void mail_init(struct mail *m, struct str *header)
{
	*m = (struct mail){.header = header, .kept = m->kept, .filed = m->filed};
	str_clear(header);
}

struct span mail_impl_keep(struct tx *tx, struct mail *m, struct span bytes)
{
	if (!bytes.n || bytes.n > MAIL_KEEP - m->kept)
		return span_of(NULL, 0);
	m->kept += bytes.n;
	return arena_span(tx->arena, bytes);
}

/* A part's headers come next. */
static void part_begin(struct mail *m)
{
	m->body = false;
	m->encoding = MAIL_PLAIN;
	m->attached = m->text = m->message = m->multipart = false;
	m->name = m->type = span_of(NULL, 0);
	m->bits = m->nbits = 0;
	m->nheaders = m->described = 0;
	m->nparts++;
	str_clear(m->header);
}

static void header_end(struct tx *tx, struct mail *m)
{
	if (m->header->n && m->nheaders++ < MAIL_HEADERS)
		mail_impl_header(tx, m, str_bytes(m->header));
	str_clear(m->header);
}

/* All headers of the message itself are there. */
static void tell_headers(struct tx *tx, struct mail *m)
{
	const struct {
		enum buffer_id id;
		struct span value;
	} rows[] = {{BUFFER_EMAIL_FROM, m->from}, {BUFFER_EMAIL_SUBJECT, m->subject},
	    {BUFFER_EMAIL_TO, m->to_text}, {BUFFER_EMAIL_CC, m->cc_text},
	    {BUFFER_EMAIL_DATE, m->date}, {BUFFER_EMAIL_MESSAGE_ID, m->message_id},
	    {BUFFER_EMAIL_X_MAILER, m->agent}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].value.n)
			proto_tx_add(tx, rows[i].id, FLOW_TO_SERVER, rows[i].value);
	for (size_t i = 0; i < m->received.n; i++)
		proto_tx_add(tx, BUFFER_EMAIL_RECEIVED, FLOW_TO_SERVER, m->received.items[i]);
}

static void body_begin(struct proto_env *env, struct tx *tx, struct mail *m)
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
	m->file.most = (size_t)env->limits->body * MAIL_BODIES - m->filed;
}

static void file_end(struct proto_env *env, struct tx *tx, struct mail *m, bool whole)
{
	if (m->file.open)
		m->filed += m->file.n;
	carry_end(env, tx, &m->file, whole);
}

static void header_line(struct proto_env *env, struct tx *tx, struct mail *m, struct span line)
{
	struct span rest = line;

	if (!line.n) {
		header_end(tx, m);
		body_begin(env, tx, m);
		return;
	}
	if (line.p[0] != ' ' && line.p[0] != '\t') {
		header_end(tx, m);
		str_span(m->header, line);
		return;
	}
	while (rest.n && (*rest.p == ' ' || *rest.p == '\t'))
		rest = span_sub(rest, 1, rest.n);
	str_span(m->header, rest);
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
			to[n++] = (uint8_t)(nibble(line.p[i + 1]) << 4 | nibble(line.p[i + 2]));
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

static bool url_known(const struct mail_list *list, struct span url)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].n == url.n && memcmp(list->items[i].p, url.p, url.n) == 0)
			return true;
	return false;
}

static void add_url(struct tx *tx, struct mail *m, struct mail_list *list, struct span url)
{
	if (!url.n || list->n == MAIL_LIST || url_known(list, url))
		return;
	url = mail_impl_keep(tx, m, url);
	if (!url.n)
		return;
	list->items[list->n++] = url;
	proto_tx_add(tx, BUFFER_EMAIL_URL, FLOW_TO_SERVER, url);
}

/* What stands behind http:// and https:// in the text, without the scheme as EVE has it. */
static void find_urls(struct tx *tx, struct mail *m, struct span text)
{
	static const char mark[] = "://";
	ptrdiff_t at;

	while ((at = span_find(text, mark)) >= 0) {
		struct span before = span_sub(text, 0, (size_t)at);
		bool plain =
		    before.n >= 4 && span_ieq(span_sub(before, before.n - 4, 4), "http");
		bool secure =
		    before.n >= 5 && span_ieq(span_sub(before, before.n - 5, 5), "https");
		size_t n = 0;

		text = span_sub(text, (size_t)at + sizeof(mark) - 1, text.n);
		if (!plain && !secure)
			continue;
		while (n < text.n && n < MAIL_URL && !url_ends(text.p[n]))
			n++;
		add_url(tx, m, plain ? &m->urls : &m->secure_urls, span_sub(text, 0, n));
		text = span_sub(text, n, text.n);
	}
}

static void body_line(struct proto_env *env, struct tx *tx, struct mail *m, struct span line)
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
		file_end(env, tx, m, true);
		m->depth = last ? depth - 1 : depth;
		part_begin(m);
		m->body = last; /* what stands behind the last part is nothing */
		return;
	}
	if (m->body)
		body_line(env, tx, m, line);
	else
		header_line(env, tx, m, line);
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
	file_end(env, tx, m, whole);
	m->done = whole;
}

static void write_items(struct json_writer *w, const struct mail_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		json_write_span(w, list->items[i]);
}

/* A second list stands behind the first. */
static void write_list(struct json_writer *w, const char *key, const struct mail_list *list,
    const struct mail_list *more)
{
	if (!list->n && !(more && more->n))
		return;
	json_write_key(w, key);
	json_write_array(w);
	write_items(w, list);
	if (more)
		write_items(w, more);
	json_write_array_end(w);
}

void mail_log(const struct mail *m, struct json_writer *w, bool contents)
{
	json_member_text(w, "status", m->done ? "PARSE_DONE" : "BODY_STARTED");
	say_span(w, "date", m->date);
	say_span(w, "from", m->from);
	write_list(w, "to", &m->to, NULL);
	write_list(w, "cc", &m->cc, NULL);
	write_list(w, "bcc", &m->bcc, NULL);
	say_span(w, "reply_to", m->reply_to);
	if (contents)
		say_span(w, "subject", m->subject);
	write_list(w, "received", &m->received, NULL);
	say_span(w, "message_id", m->message_id);
	say_span(w, "x_mailer", m->agent);
	write_list(w, "url", &m->urls, &m->secure_urls);
	write_list(w, "attachment", &m->attachments, NULL);
}
