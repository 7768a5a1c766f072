#include "notify/mail.h"

#include "base/time.h"
#include "codec/base64.h"
#include "codec/idn.h"
#include "codec/utf8.h"

#include <ctype.h>

enum { LOCAL_MAX = 64, LINE_MAX_BYTES = 76, HEADER_LINE = 76, PLAIN_MAX = 60 };

/* --- addresses --- */

static bool is_atext(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* RFC 5322 section 3.2.3: atoms with single dots between them. */
static bool is_dot_atom(struct span s)
{
	bool dot = true;

	for (size_t i = 0; i < s.n; i++) {
		char c = (char)s.p[i];

		if (c == '.' ? dot : !is_atext(c))
			return false;
		dot = c == '.';
	}
	return s.n && !dot;
}

int mail_address(const char *text, struct arena *arena, const char **ret)
{
	struct span all = span_trim(span_str(text)), local;
	char *domain;

	if (!span_split(&all, '@', &local) || !all.p || local.n > LOCAL_MAX ||
	    !is_dot_atom(local))
		return ERR_SYNTAX;
	if (idn_to_ascii(all, arena, &domain) < 0)
		return ERR_SYNTAX;
	*ret = arena_printf(arena, "%.*s@%s", (int)local.n, (const char *)local.p, domain);
	return 0;
}

int mail_id(const char *unique, const char *from, struct arena *arena, const char **ret)
{
	const char *at = from ? strchr(from, '@') : NULL;

	if (!at || !at[1] || !unique || !*unique || strlen(unique) > LOCAL_MAX)
		return ERR_SYNTAX;
	for (const char *c = unique; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '-')
			return ERR_SYNTAX;
	*ret = arena_printf(arena, "%s@%s", unique, at + 1);
	return 0;
}

/* Whether it is an address as mail_address gives it: it stands in a header as it is. */
static bool address_fit(const char *a)
{
	struct span rest = span_str(a), local;

	return a && strlen(a) < 320 && span_split(&rest, '@', &local) && rest.p &&
	       is_dot_atom(local) && is_dot_atom(rest);
}

/* --- encoding --- */

/* The next character: its bytes, or those of U+FFFD for a byte that is no UTF-8, or a space for
 * a control character (of lines and of writing direction, too). Returns how many bytes of the
 * text it was. */
static size_t next_char(struct span s, char *to, size_t *ret_n)
{
	static const uint8_t unknown[] = {0xef, 0xbf, 0xbd};
	uint32_t code = 0;
	size_t n = utf8_next(s, &code);

	*ret_n = n;
	if (!n) {
		memcpy(to, unknown, sizeof(unknown));
		*ret_n = 3;
	} else if (code < 0x20 || (code >= 0x7f && code < 0xa0) ||
		   (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) {
		*to = ' ';
		*ret_n = 1;
	} else {
		memcpy(to, s.p, n);
	}
	return n ? n : 1;
}

/* RFC 2047 section 5 (3): what may stand as it is in an encoded word wherever it stands. */
static bool word_plain(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("!*+-/", c));
}

static size_t word_cost(const char *c, size_t n)
{
	size_t cost = 0;

	for (size_t i = 0; i < n; i++)
		cost += word_plain(c[i]) || c[i] == ' ' ? 1 : 3;
	return cost;
}

/* A header and its text in encoded words (RFC 2047): no line is longer than 76 characters, and
 * no word ends inside a character. */
static void add_words(struct str *out, const char *header, struct span text)
{
	static const char begin[] = "=?utf-8?Q?";
	size_t used = strlen(header) + strlen(begin) + 2;

	str_add(out, header);
	str_add(out, begin);
	while (text.n) {
		char c[4];
		size_t n, took = next_char(text, c, &n), cost = word_cost(c, n);

		if (used + cost > HEADER_LINE) {
			str_addf(out, "?=\r\n %s", begin);
			used = 1 + strlen(begin) + 2;
		}
		for (size_t i = 0; i < n; i++) {
			if (word_plain(c[i]))
				str_char(out, c[i]);
			else if (c[i] == ' ')
				str_char(out, '_');
			else
				str_addf(out, "=%02X", (unsigned char)c[i]);
		}
		used += cost;
		text = span_sub(text, took, text.n);
	}
	str_add(out, "?=");
}

/* Whether the text may stand in a header as it is: short printable ASCII that does not look
 * like an encoded word. */
static bool header_plain(struct span s)
{
	if (s.n > PLAIN_MAX || span_find(s, "=?") >= 0)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return true;
}

/* At most max bytes, never ended inside a character. */
static struct span cut(struct span s, size_t max)
{
	size_t at = 0;
	uint32_t code;

	while (at < s.n) {
		size_t n = utf8_next(span_sub(s, at, s.n), &code);

		if (at + MAX(n, 1) > max)
			break;
		at += MAX(n, 1);
	}
	return span_sub(s, 0, at);
}

static void add_subject(struct str *out, const char *subject)
{
	struct span s = cut(span_trim(span_str(subject)), MAIL_SUBJECT_MAX);

	if (header_plain(s))
		str_addf(out, "Subject: %.*s", (int)s.n, (const char *)s.p);
	else
		add_words(out, "Subject: ", s);
	str_add(out, "\r\n");
}

static void add_from(struct str *out, const struct mail *m)
{
	struct span name = cut(span_trim(span_str(m->from_name)), MAIL_SUBJECT_MAX);

	if (!name.n)
		str_add(out, "From:");
	else if (header_plain(name) && !memchr(name.p, '"', name.n) &&
		 !memchr(name.p, '\\', name.n))
		str_addf(out, "From: \"%.*s\"\r\n", (int)name.n, (const char *)name.p);
	else
		add_words(out, "From: ", name);
	if (name.n && out->n && out->p[out->n - 1] != '\n')
		str_add(out, "\r\n");
	str_addf(out, " <%s>\r\n", m->from);
}

/* RFC 5322 section 3.3, always in UTC. */
static void add_date(struct str *out, int64_t ms)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {
	    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct time_parts t = time_split(ms);

	str_addf(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[t.weekday], t.day,
	    months[t.month - 1], t.year, t.hour, t.minute, t.second);
}

/* Whether the byte stands as it is in quoted-printable (RFC 2045 section 6.7); a dot or "From"
 * at the start of a line is hidden from servers that change it. */
static bool body_plain(char c, bool first, bool last)
{
	if (c == ' ' || c == '\t')
		return !last;
	if (first && (c == '.' || c == 'F'))
		return false;
	return c > ' ' && c <= '~' && c != '=';
}

static void add_line(struct str *out, struct span line)
{
	size_t used = 0;

	while (line.n) {
		char c[4];
		bool tab = line.p[0] == '\t', last;
		size_t n, took = next_char(line, c, &n), cost = 0;

		if (tab)
			c[0] = '\t';
		last = took == line.n;
		for (size_t i = 0; i < n; i++)
			cost += body_plain(c[i], used == 0, last) ? 1 : 3;
		/* A character is kept together; the soft break's "=" needs a place. */
		if (used + cost > LINE_MAX_BYTES - 1) {
			str_add(out, "=\r\n");
			used = 0;
		}
		for (size_t i = 0; i < n; i++) {
			bool plain = body_plain(c[i], used == 0, last);

			if (plain)
				str_char(out, c[i]);
			else
				str_addf(out, "=%02X", (unsigned char)c[i]);
			used += plain ? 1 : 3;
		}
		line = span_sub(line, took, line.n);
	}
	str_add(out, "\r\n");
}

/* --- the mail --- */

static bool lang_fit(const char *lang)
{
	size_t n = lang ? strlen(lang) : 0;

	if (n < 2 || n > 8)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalpha((unsigned char)lang[i]) && lang[i] != '-')
			return false;
	return true;
}

static bool is_fit(const struct mail *m)
{
	return address_fit(m->from) && address_fit(m->to) && address_fit(m->message_id) &&
	       lang_fit(m->lang);
}

/* The headers that say who and when. */
static void add_who(struct str *out, const struct mail *m)
{
	add_date(out, m->date);
	add_from(out, m);
	str_addf(out, "To: <%s>\r\n", m->to);
}

/* What every mail has outside. */
static void add_outside(struct str *out, const struct mail *m, const char *subject)
{
	add_who(out, m);
	add_subject(out, subject);
	str_addf(out,
	    "Message-ID: <%s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n",
	    m->message_id);
}

static void add_body(struct str *out, const char *body)
{
	struct span rest = span_str(body), line;

	while (span_line(&rest, &line))
		add_line(out, line);
}

int mail_compose(const struct mail *m, struct str *out)
{
	if (!is_fit(m))
		return ERR_SYNTAX;
	add_outside(out, m, m->subject);
	str_addf(out,
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\nContent-Language: %s\r\n\r\n",
	    m->lang);
	add_body(out, m->body);
	return str_ok(out);
}

/* --- encrypted --- */

/* "=_" stands in no quoted-printable text and in no armour: a line with it is the end of a
 * part. */
#define SIGNED "=_varde-signed"
#define SEALED "=_varde-sealed"

enum {
	HEADERS_MAX = 8192,
	SHOWN_MAX = 2 * MAIL_SUBJECT_MAX,
	BASE64_LINE = 57 /* bytes that make 76 letters */
};

/* What of the headers outside is told inside: each again, so that the reader's program sees
 * which were changed on the way (RFC 9788 section 2.2). */
static void add_told(struct str *out, const struct str *headers)
{
	struct span rest = str_bytes(headers), line;

	while (span_line(&rest, &line)) {
		if (span_starts(line, "MIME-Version:"))
			continue;
		/* A folded line goes on with the one before. */
		if (line.n && line.p[0] != ' ')
			str_add(out, "HP-Outer: ");
		str_span(out, line);
		str_add(out, "\r\n");
	}
}

/* The subject where programs show it that do not look for it inside (RFC 9788). */
static void add_shown(struct str *out, const char *subject)
{
	struct span s = cut(span_trim(span_str(subject)), MAIL_SUBJECT_MAX);
	STR_AUTO(line, SHOWN_MAX);

	str_add(&line, "Subject: ");
	str_span(&line, s);
	add_line(out, str_bytes(&line));
	str_add(out, "\r\n");
}

int mail_payload(const struct mail *m, struct str *out)
{
	STR_AUTO(outside, HEADERS_MAX);

	if (!is_fit(m))
		return ERR_SYNTAX;
	add_outside(&outside, m, MAIL_SEALED_SUBJECT);
	if (str_ok(&outside) < 0)
		return ERR_LIMIT;
	add_outside(out, m, m->subject);
	add_told(out, &outside);
	str_addf(out,
	    "Content-Type: text/plain; charset=utf-8; hp=\"cipher\";\r\n"
	    " hp-legacy-display=\"1\"; protected-headers=\"v1\"\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\nContent-Language: %s\r\n\r\n",
	    m->lang);
	add_shown(out, m->subject);
	add_body(out, m->body);
	return str_ok(out);
}

/* Armour with the line ends of mails. */
static void add_armour(struct str *out, struct span armour)
{
	struct span line;

	while (span_line(&armour, &line)) {
		str_span(out, line);
		str_add(out, "\r\n");
	}
}

static bool digest_fit(const char *digest)
{
	size_t n = strlen(digest);

	return strncmp(digest, "pgp-", 4) == 0 && n > 4 && n < 20 &&
	       strspn(digest + 4, "abcdefghijklmnopqrstuvwxyz0123456789") == n - 4;
}

int mail_signed(struct span part, const char *digest, struct span signature, struct str *out)
{
	if (!digest_fit(digest))
		return ERR_SYNTAX;
	str_addf(out,
	    "Content-Type: multipart/signed; micalg=%s;\r\n"
	    " protocol=\"application/pgp-signature\"; boundary=\"" SIGNED "\"\r\n\r\n"
	    "--" SIGNED "\r\n",
	    digest);
	str_span(out, part);
	str_add(out, "\r\n--" SIGNED "\r\n"
		     "Content-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n");
	add_armour(out, signature);
	str_add(out, "--" SIGNED "--\r\n");
	return str_ok(out);
}

int mail_pgp(const struct mail *m, struct span armoured, struct str *out)
{
	if (!is_fit(m))
		return ERR_SYNTAX;
	add_outside(out, m, MAIL_SEALED_SUBJECT);
	str_add(out,
	    "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n"
	    " boundary=\"" SEALED "\"\r\n\r\n"
	    "--" SEALED "\r\n"
	    "Content-Type: application/pgp-encrypted\r\n\r\n"
	    "Version: 1\r\n"
	    "\r\n--" SEALED "\r\n"
	    "Content-Type: application/octet-stream; name=\"encrypted.asc\"\r\n"
	    "Content-Disposition: inline; filename=\"encrypted.asc\"\r\n\r\n");
	add_armour(out, armoured);
	str_add(out, "--" SEALED "--\r\n");
	return str_ok(out);
}

int mail_smime(const struct mail *m, struct span der, struct str *out)
{
	if (!is_fit(m))
		return ERR_SYNTAX;
	add_outside(out, m, MAIL_SEALED_SUBJECT);
	str_add(out, "Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\r\n"
		     " name=\"smime.p7m\"\r\n"
		     "Content-Transfer-Encoding: base64\r\n"
		     "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n");
	for (size_t at = 0; at < der.n; at += BASE64_LINE) {
		base64_encode(span_sub(der, at, BASE64_LINE), out);
		str_add(out, "\r\n");
	}
	return str_ok(out);
}
