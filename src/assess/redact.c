#include "assess/redact.h"

#include "base/limits.h"
#include "base/macros.h"
#include "base/str.h"

struct redactor {
	struct span in;
	size_t at;
	struct str out;
};

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(int c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

static bool is_line_end(int c)
{
	return c == '\n' || c == '\r' || c == -1;
}

/* The byte i after the position, or -1 behind the end. */
static int peek(const struct redactor *r, size_t i)
{
	return r->at + i < r->in.n ? r->in.p[r->at + i] : -1;
}

static int before(const struct redactor *r)
{
	return r->at ? r->in.p[r->at - 1] : -1;
}

static struct span rest(const struct redactor *r)
{
	return span_sub(r->in, r->at, r->in.n);
}

static void copy(struct redactor *r, size_t n)
{
	str_span(&r->out, span_sub(r->in, r->at, n));
	r->at += n;
}

static void hide(struct redactor *r, size_t n)
{
	str_add(&r->out, "***");
	r->at += n;
}

static size_t line_length(const struct redactor *r)
{
	size_t n = 0;

	while (!is_line_end(peek(r, n)))
		n++;
	return n;
}

/* How many bytes from offset i on are in the set. */
static size_t run_of(const struct redactor *r, size_t i, bool (*in_set)(int c))
{
	size_t n = 0;

	while (peek(r, i + n) >= 0 && in_set(peek(r, i + n)))
		n++;
	return n;
}

static bool is_sensitive(struct span name)
{
	static const char *const parts[] = {"password", "passwd", "passphrase", "pwd", "secret",
	    "token", "apikey", "api_key", "api-key", "accesskey", "access_key", "credential",
	    "session", "sessid", "authorization", "private_key", "patientname", "patientid",
	    "patientbirth", "patientaddress", "motdepasse", "mot_de_passe", "passord"};
	static const char *const whole[] = {"pass", "sid", "key", "auth", "cookie", "pin"};
	static const char *const ends[] = {"_pass", "_key", "_sid", "_auth", "-key", "-pass"};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (span_ifind(name, parts[i]) >= 0)
			return true;
	for (size_t i = 0; i < ARRAY_LEN(whole); i++)
		if (span_ieq(name, whole[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (name.n > strlen(ends[i]) &&
		    span_ieq(span_sub(name, name.n - strlen(ends[i]), name.n), ends[i]))
			return true;
	return false;
}

static bool ends_value(int c)
{
	return is_line_end(c) || c == ' ' || c == '\t' || c == ',' || c == ';' || c == '&' ||
	       c == '<' || c == '}' || c == ')';
}

/* Hides a value at the position: what is in quotes, or up to what ends it; the rest of the line
 * when whole. */
static void hide_value(struct redactor *r, bool whole)
{
	size_t n = 0;
	int quote;

	while (peek(r, 0) == ' ')
		copy(r, 1);
	quote = peek(r, 0);
	if (whole) {
		n = line_length(r);
	} else if (quote == '"' || quote == '\'') {
		copy(r, 1);
		while (!is_line_end(peek(r, n)) && peek(r, n) != quote)
			n += peek(r, n) == '\\' && peek(r, n + 1) >= 0 ? 2 : 1;
	} else {
		while (!ends_value(peek(r, n)))
			n++;
	}
	if (n)
		hide(r, MIN(n, r->in.n - r->at));
}

/* "password = x", "token":"x", "Authorization: Basic x". */
static bool redact_named(struct redactor *r)
{
	size_t n = run_of(r, 0, is_word), i = n;
	struct span name = span_sub(rest(r), 0, n);

	/* "redis.auth" is one name, and not the setting "auth". */
	if (n == 0 || before(r) == '.' || before(r) == '-' || !is_sensitive(name))
		return false;
	if (peek(r, i) == '"' || peek(r, i) == '\'')
		i++;
	while (peek(r, i) == ' ')
		i++;
	if (peek(r, i) != '=' && peek(r, i) != ':')
		return false;
	copy(r, i + 1);
	hide_value(r, span_ieq(name, "authorization") ||
			  span_ieq(name, "proxy-authorization") || span_ieq(name, "cookie"));
	return true;
}

/* "Set-Cookie: NAME=VALUE; attributes". */
static bool redact_cookie(struct redactor *r)
{
	size_t n = strlen("set-cookie:");

	if (!span_istarts(rest(r), "set-cookie:"))
		return false;
	while (!is_line_end(peek(r, n)) && peek(r, n) != '=' && peek(r, n) != ';')
		n++;
	copy(r, n);
	if (peek(r, 0) == '=') {
		copy(r, 1);
		hide_value(r, false);
	}
	return true;
}

static bool is_base64(int c)
{
	return is_word(c) || c == '+' || c == '/' || c == '=';
}

/* "Basic dXNlcjpw", "Bearer eyJ...", but not "Basic realm=...". */
static bool redact_scheme(struct redactor *r)
{
	static const char *const schemes[] = {"basic ", "bearer ", "negotiate ", "digest "};

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		size_t n = strlen(schemes[i]), m = run_of(r, n, is_base64);
		struct span value = span_sub(rest(r), n, m);

		if (!span_istarts(rest(r), schemes[i]) || m < 8 ||
		    span_istarts(value, "realm=") || span_istarts(value, "charset=") ||
		    span_ieq(value, "authentication"))
			continue;
		copy(r, n);
		hide(r, m);
		return true;
	}
	return false;
}

/* "://user:pass@". */
static bool redact_credentials(struct redactor *r)
{
	size_t n = 3;

	if (!span_starts(rest(r), "://"))
		return false;
	while (peek(r, n) > ' ' && !strchr("/?#@\"'<>", peek(r, n)))
		n++;
	if (peek(r, n) != '@' || n == 3)
		return false;
	copy(r, 3);
	hide(r, n - 3);
	return true;
}

static bool redact_private_key(struct redactor *r)
{
	struct span line = span_sub(rest(r), 0, line_length(r));

	if (!span_starts(line, "-----BEGIN ") || span_find(line, "PRIVATE KEY-----") < 0)
		return false;
	copy(r, (size_t)span_find(line, "KEY-----") + strlen("KEY-----"));
	str_char(&r->out, ' ');
	hide(r, r->in.n - r->at);
	return true;
}

/* Segments of HL7 v2 that hold or surround a patient's data, and DICOM attributes of group
 * 0010. */
static bool redact_patient(struct redactor *r)
{
	static const char *const segments[] = {"PID|", "PD1|", "NK1|", "GT1|", "IN1|", "IN2|",
	    "MRG|", "PV1|", "PV2|", "OBR|", "OBX|", "NTE|", "ORC|", "AL1|", "DG1|", "FT1|",
	    "ACC|", "SCH|", "QRD|", "QPD|"};

	for (size_t i = 0; i < ARRAY_LEN(segments); i++)
		if (span_starts(rest(r), segments[i])) {
			copy(r, strlen(segments[i]));
			hide(r, line_length(r));
			return true;
		}
	if (span_starts(rest(r), "(0010,")) {
		copy(r, MIN(11, line_length(r)));
		hide(r, line_length(r));
		return true;
	}
	if (span_starts(rest(r), "\"0010") && peek(r, 9) == '"') {
		copy(r, 10);
		hide(r, line_length(r));
		return true;
	}
	return false;
}

static bool is_name_byte(int c)
{
	return is_letter(c) || is_digit(c) || c == '^' || c == '-' || c == '\'' || c == '_' ||
	       c >= 0x80;
}

/* ADT^A01 and ADT^A01^ADT_A01 name a message, not a person. */
static bool is_message_type(struct span s)
{
	if (s.n != 7 && s.n != 15)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		static const char form[] = "LLL^LDD^LLL_LDD";
		uint8_t c = s.p[i];
		char f = form[i];
		bool good = f == 'L'   ? (c >= 'A' && c <= 'Z')
			    : f == 'D' ? is_digit(c)
				       : c == (uint8_t)f;

		if (!good)
			return false;
	}
	return true;
}

/* A^B: a person in HL7 (XPN) and DICOM (PN). */
static bool redact_name(struct redactor *r)
{
	size_t n = run_of(r, 0, is_name_byte);
	struct span word = span_sub(rest(r), 0, n);
	ptrdiff_t caret = span_find(word, "^");

	if (caret < 1 || (size_t)caret + 1 == n)
		return false;
	if (is_message_type(word))
		copy(r, n);
	else
		hide(r, n);
	return true;
}

static bool is_random(int c)
{
	return is_letter(c) || is_digit(c) || c == '+' || c == '=';
}

/* A JSON web token, or a long word with letters and digits mixed: a key more often than
 * anything else. */
static bool redact_random(struct redactor *r)
{
	size_t n = run_of(r, 0, is_base64), letters = 0, digits = 0;

	if (span_starts(rest(r), "eyJ") && n >= 20) {
		hide(r, n);
		return true;
	}
	n = run_of(r, 0, is_random);
	for (size_t i = 0; i < n; i++) {
		letters += is_letter(peek(r, i));
		digits += is_digit(peek(r, i));
	}
	if (n < 32 || letters < 4 || digits < 4)
		return false;
	hide(r, n);
	return true;
}

static bool is_digit_or_space(int c)
{
	return is_digit(c) || c == ' ';
}

/* Digits as many as a Norwegian (11) or French (13, with its key 15) national identity number
 * has, spaced as people write it. */
static bool redact_identity(struct redactor *r)
{
	size_t n = run_of(r, 0, is_digit_or_space), first = run_of(r, 0, is_digit), digits = 0,
	       last = 0;
	bool spaced;

	for (size_t i = 0; i < n; i++)
		if (is_digit(peek(r, i))) {
			digits++;
			last = i;
		}
	n = last + 1;
	spaced = (first == 1 && (digits == 13 || digits == 15)) ||
		 (first == 6 && digits == 11 && n == 12);
	if (!spaced) {
		n = first;
		if (n != 11 && n != 13 && n != 15)
			return false;
	}
	if (peek(r, n) == '.' || is_letter(peek(r, n)))
		return false;
	hide(r, n);
	return true;
}

/* At the begin of a word; each function consumes what it redacts. */
static bool redact_word(struct redactor *r)
{
	return redact_cookie(r) || redact_named(r) || redact_scheme(r) || redact_patient(r) ||
	       redact_name(r) || redact_random(r) ||
	       (is_digit(peek(r, 0)) && before(r) != '.' && redact_identity(r));
}

static void one_line(struct str *s)
{
	for (size_t i = 0; i < s->n; i++)
		if ((uint8_t)s->p[i] < ' ' || s->p[i] == 127)
			s->p[i] = ' ';
}

/* Cuts between characters (RFC 3629: a byte 10xxxxxx continues one). */
static void cut(struct str *s, size_t max)
{
	size_t n = max > 3 ? max - 3 : 0;

	if (s->n <= max)
		return;
	while (n && ((uint8_t)s->p[n] & 0xC0) == 0x80)
		n--;
	str_cut(s, n);
	str_add(s, "...");
}

char *redact_text(struct arena *arena, struct span text, size_t max)
{
	struct redactor r = {.in = span_sub(span_trim(text), 0, LIMIT_TEXT),
	    .out = {.max = (size_t)LIMIT_TEXT * 4}};
	char *result;

	while (r.at < r.in.n) {
		int c = peek(&r, 0), b = before(&r);
		bool begin = !is_letter(b) && !is_digit(b) && b != '_';

		if (c == ':' && redact_credentials(&r))
			continue;
		if (c == '-' && redact_private_key(&r))
			continue;
		if ((c == '(' || c == '"') && redact_patient(&r))
			continue;
		if (begin && (is_word(c) || (c >= 0x80 && b < 0x80)) && redact_word(&r))
			continue;
		copy(&r, 1);
	}
	one_line(&r.out);
	cut(&r.out, max);
	result = arena_strdup(arena, str_text(&r.out));
	str_done(&r.out);
	return result;
}
