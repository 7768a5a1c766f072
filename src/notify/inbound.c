#include "notify/inbound.h"

#include "auth/secret.h"
#include "codec/utf8.h"
#include "desk/id.h"

#include <ctype.h>
#include <gmime/gmime.h>
#include <pthread.h>

enum { TEXT = 3800, REASON = 900, ID = ID_TEXT - 1 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	g_mime_init();
}

/* --- before GMime --- */

static bool id_char(uint8_t c)
{
	return isdigit(c) || (c >= 'a' && c <= 'z');
}

/* Ids of ours in Message-IDs and plus addresses: "<ID@", "+ID@", wherever they stand. */
static void find_candidates(struct span s, struct arena *arena, struct text_list *to)
{
	for (size_t i = 0; i + ID + 2 <= s.n && to->n < INBOUND_CANDIDATES; i++) {
		size_t n = 0;

		if (s.p[i] != '<' && s.p[i] != '+')
			continue;
		while (n < ID && id_char(s.p[i + 1 + n]))
			n++;
		if (n == ID && s.p[i + 1 + ID] == '@')
			text_list_add(to, arena, arena_strndup(arena, s.p + i + 1, ID));
	}
}

/* How often the word stands there, in either case; limit at most. */
static size_t count(struct span s, const char *word, size_t limit)
{
	size_t n = strlen(word), found = 0;

	for (size_t i = 0; i + n <= s.n && found < limit; i++)
		if (tolower(s.p[i]) == word[0] && span_istarts(span_sub(s, i, s.n), word))
			found++;
	return found;
}

/* Whether it begins with a header field: a name and a colon. */
static bool has_head(struct span s)
{
	size_t n = 0;

	if (span_istarts(s, "From ")) { /* of an mbox */
		struct span line;

		(void)span_line(&s, &line);
	}
	while (n < s.n && n < 80 && s.p[n] > ' ' && s.p[n] < 127 && s.p[n] != ':')
		n++;
	return n && n < s.n && s.p[n] == ':';
}

static bool refuse(struct inbound_mail *to, const char *reason)
{
	to->type = INBOUND_REFUSED;
	to->reason = reason;
	return true;
}

static bool is_refused(struct span bytes, bool huge, struct inbound_mail *to)
{
	if (huge || bytes.n > INBOUND_MAX)
		return refuse(to, TR("it is too large"));
	if (!has_head(bytes))
		return refuse(to, TR("it is no mail"));
	/* Parts in parts are read by recursion. */
	if (count(bytes, "boundary", INBOUND_PARTS) >= INBOUND_PARTS ||
	    count(bytes, "message/", INBOUND_PARTS) >= INBOUND_PARTS)
		return refuse(to, TR("it has too many parts"));
	return false;
}

/* --- what was written --- */

/* A line that programs put above what they quote. */
static bool is_quote_head(struct span line)
{
	static const char *const begins[] = {"-----Original", "----- Original", "________",
	    "-----Message d'origine", "-----Opprinnelig", "Begin forwarded"};
	static const struct {
		const char *first, *last;
	} said[] = {{"On ", "wrote:"}, {"Le ", "crit :"}, {"Le ", "crit\xc2\xa0:"},
	    {"Le ", "crit:"}, {"Den ", "skrev:"}, {"Am ", "schrieb:"}};

	if (span_starts(line, ">") || span_eq(line, "--"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(begins); i++)
		if (span_starts(line, begins[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		size_t n = strlen(said[i].last);

		if (span_starts(line, said[i].first) && line.n > n &&
		    memcmp(line.p + line.n - n, said[i].last, n) == 0)
			return true;
	}
	return false;
}

const char *inbound_own_text(const char *text, size_t max, struct arena *arena)
{
	struct span rest = span_str(text ? text : ""), line;
	STR_AUTO(out, (size_t)1 << 20);

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (is_quote_head(line))
			break;
		if (!line.n && (!out.n || out.p[out.n - 1] == '\n'))
			continue;
		str_span(&out, line);
		str_char(&out, '\n');
		if (out.n > max)
			break;
	}
	return utf8_clean(arena, span_trim(str_bytes(&out)), max);
}

/* --- GMime --- */

/* The decoded content of a part, max bytes of it. */
static struct span content_of(GMimeObject *part, size_t max, struct arena *arena)
{
	GMimeDataWrapper *content =
	    GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
	GMimeStream *stream;
	GByteArray *array;
	struct span out = {0};

	if (!content)
		return out;
	stream = g_mime_stream_mem_new();
	(void)g_mime_data_wrapper_write_to_stream(content, stream);
	array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	if (array)
		out = arena_span(arena, span_of(array->data, MIN((size_t)array->len, max)));
	g_object_unref(stream);
	return out;
}

/* A field of a delivery status, its last one: the recipient's. */
static const char *field_of(struct span report, const char *name, struct arena *arena)
{
	const char *value = NULL;
	struct span line;

	while (span_line(&report, &line)) {
		if (!span_istarts(line, name))
			continue;
		line = span_trim(span_sub(line, strlen(name), line.n));
		value = utf8_clean(arena, line, REASON);
	}
	return value;
}

static void read_report(struct span report, struct arena *arena, struct inbound_mail *to)
{
	const char *action = field_of(report, "Action:", arena);
	const char *why = field_of(report, "Diagnostic-Code:", arena);

	to->status = field_of(report, "Status:", arena);
	to->reason = arena_printf(arena, "%s %s", to->status ? to->status : "",
	    why      ? why
	    : action ? action
		     : "");
	/* A report that all is well, or that it goes on trying, is no bounce. */
	if (action &&
	    (strcasecmp(action, "delivered") == 0 || strcasecmp(action, "relayed") == 0 ||
		strcasecmp(action, "expanded") == 0))
		to->type = INBOUND_AUTOMATIC;
	else if (action && strcasecmp(action, "delayed") == 0)
		to->status = "4";
}

/* What is looked for among the parts. */
struct walk {
	struct arena *arena;
	struct inbound_mail *to;
	const char *text;
	bool report;
};

static void on_part(GMimeObject *parent UNUSED, GMimeObject *part, gpointer arg)
{
	struct walk *w = arg;
	GMimeContentType *type = g_mime_object_get_content_type(part);

	if (!type)
		return;
	if (g_mime_content_type_is_type(type, "message", "delivery-status") && !w->report) {
		w->report = true;
		w->to->type = INBOUND_BOUNCE;
		read_report(content_of(part, TEXT, w->arena), w->arena, w->to);
	} else if (g_mime_content_type_is_type(type, "text", "plain") && !w->text &&
		   GMIME_IS_TEXT_PART(part)) {
		char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));

		w->text = text ? inbound_own_text(text, TEXT, w->arena) : NULL;
		g_free(text);
	}
}

static const char *header(GMimeMessage *m, const char *name, struct arena *arena)
{
	const char *value = g_mime_object_get_header(GMIME_OBJECT(m), name);

	return value ? utf8_clean(arena, span_str(value), REASON) : NULL;
}

/* Whether a program sent it (RFC 3834): nobody reads what it answers to. */
static bool is_automatic(GMimeMessage *m, struct arena *arena)
{
	const char *how = header(m, "Auto-Submitted", arena);
	const char *precedence = header(m, "Precedence", arena);
	const char *path = header(m, "Return-Path", arena);

	if (how && !span_istarts(span_trim(span_str(how)), "no"))
		return true;
	if (header(m, "X-Autoreply", arena) || header(m, "X-Autorespond", arena))
		return true;
	if (precedence &&
	    (strcasecmp(precedence, "auto_reply") == 0 || strcasecmp(precedence, "bulk") == 0 ||
		strcasecmp(precedence, "junk") == 0))
		return true;
	return path && span_eq(span_trim(span_str(path)), "<>");
}

static const char *sender_of(GMimeMessage *m, struct arena *arena)
{
	InternetAddressList *from = g_mime_message_get_from(m);
	InternetAddress *first;
	const char *address;
	char *lower;

	if (!from || internet_address_list_length(from) != 1)
		return NULL; /* several authors: nobody's word */
	first = internet_address_list_get_address(from, 0);
	if (!INTERNET_ADDRESS_IS_MAILBOX(first))
		return NULL;
	address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
	lower = address ? utf8_clean(arena, span_str(address), 300) : NULL;
	for (char *c = lower; c && *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)tolower((uint8_t)*c);
	return lower;
}

static void read_message(GMimeMessage *m, struct arena *arena, struct inbound_mail *to)
{
	struct walk walk = {.arena = arena, .to = to};
	const char *subject = g_mime_message_get_subject(m);
	GMimeObject *body = g_mime_message_get_mime_part(m);

	to->sender = sender_of(m, arena);
	to->subject = subject ? utf8_clean(arena, span_str(subject), 280) : NULL;
	to->type = to->candidates.n || (subject && strstr(subject, "[VARDE#")) ? INBOUND_REPLY
									       : INBOUND_OTHER;
	if (body && GMIME_IS_MULTIPART(body))
		g_mime_multipart_foreach(GMIME_MULTIPART(body), on_part, &walk);
	else if (body)
		on_part(NULL, body, &walk);
	to->text = walk.text;
	if (!walk.report && is_automatic(m, arena))
		to->type = INBOUND_AUTOMATIC;
}

void inbound_parse(struct span bytes, bool huge, struct arena *arena, struct inbound_mail *ret)
{
	struct inbound_mail out = {0};
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *m;

	pthread_once(&once, start);
	out.hash = secret_hash(bytes, ARENA_ARRAY(arena, SECRET_HASH, char));
	if (!is_refused(bytes, huge, &out)) {
		find_candidates(bytes, arena, &out.candidates);
		stream = g_mime_stream_mem_new_with_buffer((const char *)bytes.p, bytes.n);
		parser = g_mime_parser_new_with_stream(stream);
		m = g_mime_parser_construct_message(parser, NULL);
		if (m)
			read_message(m, arena, &out);
		else
			(void)refuse(&out, TR("it is no mail"));
		if (m)
			g_object_unref(m);
		g_object_unref(parser);
		g_object_unref(stream);
	}
	*ret = out;
}
