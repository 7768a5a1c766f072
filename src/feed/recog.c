/* https://github.com/rapid7/recog, xml/fingerprints.xsd. */
#include "feed/recog.h"

#include "base/limits.h"
#include "codec/base64.h"
#include "feed/readers.h"

#include <expat.h>

enum {
	TEXT_BYTES = 1 << 20, /* of one example */
	PATTERN_BYTES = 4096,
	PARAM_BYTES = 1024,
	FILE_BYTES = 64 << 20,
};

struct state {
	XML_Parser parser;
	struct arena *arena;
	struct recog_file file;
	struct recog_print *print; /* the open one */
	struct recog_example example;
	struct str text; /* of the open example */
	bool in_example, base64;
	int depth;
	int err;
	struct msg *msg;
};

static void fail(struct state *s, const char *why)
{
	if (s->err == 0)
		s->err = feed_bad(s->msg, ERR_SYNTAX, "line %llu: %s",
		    (unsigned long long)XML_GetCurrentLineNumber(s->parser), why);
	(void)XML_StopParser(s->parser, XML_FALSE);
}

static const char *attribute(const char **attrs, const char *name)
{
	for (size_t i = 0; attrs[i]; i += 2)
		if (strcmp(attrs[i], name) == 0)
			return attrs[i + 1];
	return NULL;
}

/* Ruby's ^ and $ are of lines whatever the flags say; its REG_MULTILINE lets a dot match their
 * ends. */
static int64_t flags_of(const char *text)
{
	struct span all = span_str(text ? text : "");
	int64_t flags = 0;

	if (span_find(all, "REG_ICASE") >= 0)
		flags |= PRINT_ICASE;
	if (span_find(all, "REG_DOT_NEWLINE") >= 0 || span_find(all, "REG_MULTILINE") >= 0)
		flags |= PRINT_DOTALL;
	return flags;
}

static void begin_file(struct state *s, const char **attrs)
{
	const char *field = attribute(attrs, "matches"), *p = attribute(attrs, "preference");

	if (field && strlen(field) > 64)
		fail(s, "the name of what it matches is too long");
	else
		s->file.field = field ? arena_strdup(s->arena, field) : "";
	s->file.preference = p ? (int64_t)(strtod(p, NULL) * 1000) : 0;
}

static void begin_print(struct state *s, const char **attrs)
{
	const char *pattern = attribute(attrs, "pattern");
	struct recog_print made = {0};

	if (!pattern || strlen(pattern) >= PATTERN_BYTES) {
		fail(s, "a fingerprint without a pattern, or with one that is too long");
		return;
	}
	made.print.id = arena_printf(
	    s->arena, "%s %05zu", s->file.field ? s->file.field : "", s->file.prints.n + 1);
	made.print.field = s->file.field;
	made.print.pattern = arena_strdup(s->arena, pattern);
	made.print.flags = flags_of(attribute(attrs, "flags"));
	vec_push(s->arena, &s->file.prints, made);
	s->print = &s->file.prints.items[s->file.prints.n - 1];
}

static void param(struct state *s, const char **attrs)
{
	const char *pos = attribute(attrs, "pos"), *name = attribute(attrs, "name");
	const char *value = attribute(attrs, "value");
	long at = pos ? strtol(pos, NULL, 10) : -1;

	if (at < 0 || at > 99 || !name || strchr(name, ' ') ||
	    strlen(name) + strlen(value ? value : "") > PARAM_BYTES - 8)
		fail(s, "a parameter without place or name, or too long");
	else
		text_list_add(&s->print->print.params, s->arena,
		    arena_printf(s->arena, "%ld %s %s", at, name, value ? value : ""));
}

static void begin_example(struct state *s, const char **attrs)
{
	s->example = (struct recog_example){0};
	s->in_example = true;
	s->base64 = false;
	str_clear(&s->text);
	for (size_t i = 0; attrs[i]; i += 2) {
		if (strcmp(attrs[i], "_encoding") == 0)
			s->base64 = strcmp(attrs[i + 1], "base64") == 0;
		else if (attrs[i][0] != '_')
			text_list_add(&s->example.expected, s->arena,
			    arena_printf(s->arena, "%s %s", attrs[i], attrs[i + 1]));
	}
}

static void begin(void *arg, const char *name, const char **attrs)
{
	struct state *s = arg;

	if (s->depth++ == 0 && strcmp(name, "fingerprints") != 0)
		fail(s, "it is no list of fingerprints");
	else if (strcmp(name, "fingerprints") == 0)
		begin_file(s, attrs);
	else if (strcmp(name, "fingerprint") == 0)
		begin_print(s, attrs);
	else if (strcmp(name, "param") == 0 && s->print)
		param(s, attrs);
	else if (strcmp(name, "example") == 0 && s->print)
		begin_example(s, attrs);
}

/* base64 is folded over lines in the files. */
static int unfold(struct span folded, struct str *ret)
{
	STR_AUTO(packed, TEXT_BYTES);

	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] > ' ')
			str_char(&packed, (char)folded.p[i]);
	return base64_decode(str_bytes(&packed), ret);
}

static void end_example(struct state *s)
{
	STR_AUTO(decoded, TEXT_BYTES);
	struct span text = str_bytes(&s->text);

	s->in_example = false;
	if (str_ok(&s->text) < 0 || (s->base64 && unfold(text, &decoded) < 0)) {
		fail(s, "an example is too long, or not base64");
		return;
	}
	if (s->base64)
		text = str_bytes(&decoded);
	s->example.text =
	    span_of(arena_strndup(s->arena, (const char *)text.p, text.n), text.n);
	vec_push(s->arena, &s->print->examples, s->example);
}

static void end(void *arg, const char *name)
{
	struct state *s = arg;

	s->depth--;
	if (strcmp(name, "fingerprint") == 0)
		s->print = NULL;
	else if (strcmp(name, "example") == 0 && s->in_example)
		end_example(s);
}

static void text(void *arg, const char *p, int n)
{
	struct state *s = arg;

	if (s->in_example)
		str_put(&s->text, p, (size_t)n);
}

/* Entities of its own are nothing a fingerprint needs, and a way to make little much. */
static void entity(void *arg, const char *name, int is_parameter, const char *value, int n,
    const char *base, const char *system, const char *public, const char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)n, (void)base, (void)system;
	(void)public, (void)notation;
	fail(arg, "it declares entities");
}

int recog_parse(struct span xml, struct arena *arena, struct recog_file *ret, struct msg *msg)
{
	struct state s = {.arena = arena, .msg = msg};

	if (xml.n > FILE_BYTES)
		return feed_bad(msg, ERR_LIMIT, "over %d MB", FILE_BYTES >> 20);
	str_init(&s.text, TEXT_BYTES);
	s.parser = XML_ParserCreate(NULL);
	if (!s.parser)
		return ERR_NOMEM;
	XML_SetUserData(s.parser, &s);
	XML_SetElementHandler(s.parser, begin, end);
	XML_SetCharacterDataHandler(s.parser, text);
	XML_SetEntityDeclHandler(s.parser, entity);
	if (XML_Parse(s.parser, (const char *)xml.p, (int)xml.n, 1) != XML_STATUS_OK &&
	    s.err == 0)
		s.err = feed_bad(msg, ERR_SYNTAX, "line %llu: %s",
		    (unsigned long long)XML_GetCurrentLineNumber(s.parser),
		    XML_ErrorString(XML_GetErrorCode(s.parser)));
	XML_ParserFree(s.parser);
	str_done(&s.text);
	if (s.err == 0 && !s.file.field)
		s.err = feed_bad(msg, ERR_SYNTAX, "there is no list of fingerprints in it");
	if (s.err == 0)
		*ret = s.file;
	return s.err;
}

bool recog_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "<fingerprints") >= 0 && span_find(head, "matches=") >= 0;
}

int recog_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct recog_file file = {0};
	int r = recog_parse(bytes, arena, &file, msg);

	if (r < 0)
		return r;
	rd->whole = true;
	for (size_t i = 0; r == 0 && i < file.prints.n; i++) {
		const struct know_print *p = &file.prints.items[i].print;
		struct knowledge k = {.kind = KNOW_PRINT, .id = p->id, .print = p};

		if (!*p->field)
			feed_leave(
			    rd, "a fingerprint of something that its file does not name");
		else if (p->params.n == 0)
			feed_leave(rd, "a fingerprint that says nothing");
		else
			r = feed_emit(rd, &k);
	}
	return r;
}
