#include "import/xml.h"

#include "base/str.h"

#include <expat.h>

enum { LOOK = 4096 }; /* bytes in which the outermost element begins */

/* An element that is open. */
struct open {
	struct xml_node *node;
	struct xml_node **end; /* where its next child goes */
	struct str text;
	bool skipped;
};

struct state {
	XML_Parser parser;
	const char *const *skip;
	struct arena *arena;
	struct open stack[XML_DEPTH];
	int depth;
	size_t nodes;
	size_t kept, most; /* bytes: what is kept of a file is never more than the file */
	struct xml_node *root;
	int err;
	struct msg *msg;
};

static void fail(struct state *s, int err, const char *why)
{
	if (s->err == 0) {
		s->err = err;
		msg_what(s->msg, "the XML is not taken");
		msg_detail(s->msg, "line %llu: %s",
		    (unsigned long long)XML_GetCurrentLineNumber(s->parser), why);
		msg_hint(s->msg, "export the file again from the tool that wrote it");
	}
	(void)XML_StopParser(s->parser, XML_FALSE);
}

static bool keep(struct state *s, size_t n)
{
	s->kept += n;
	if (s->kept > s->most)
		fail(s, ERR_LIMIT, "it holds more than its bytes can say");
	return s->kept <= s->most;
}

static const char *kept_text(struct state *s, const char *text, size_t max)
{
	size_t n = strnlen(text, max);

	return keep(s, n) ? arena_strndup(s->arena, text, n) : "";
}

/* Values that a declaration gives, and nobody wrote, do not count. */
static const char *const *attributes(struct state *s, const char **attrs, bool skipped)
{
	int n = skipped ? 0 : XML_GetSpecifiedAttributeCount(s->parser);
	const char **out;

	n = MIN(n, 2 * XML_ATTRS);
	out = ARENA_ARRAY(s->arena, (size_t)n + 1, const char *);
	for (int i = 0; i < n; i++)
		out[i] = kept_text(s, attrs[i], XML_VALUE);
	return out;
}

static bool is_skipped(const struct state *s, const char *name)
{
	for (size_t i = 0; s->skip && s->skip[i]; i++)
		if (strcmp(s->skip[i], name) == 0)
			return true;
	return false;
}

static void begin(void *arg, const char *name, const char **attrs)
{
	struct state *s = arg;
	struct open *up = s->depth ? &s->stack[s->depth - 1] : NULL, *o;

	if (s->err < 0)
		return; /* expat may still tell of what it has begun */
	if (s->depth == XML_DEPTH || ++s->nodes > XML_NODES) {
		fail(s, ERR_LIMIT, "it has too many elements, or too many inside each other");
		return;
	}
	o = &s->stack[s->depth++];
	str_clear(&o->text);
	o->skipped = up && up->skipped;
	if (o->skipped)
		return;
	o->skipped = is_skipped(s, name);
	o->node = ARENA_NEW(s->arena, struct xml_node);
	o->end = &o->node->first;
	o->node->name = kept_text(s, name, XML_VALUE);
	o->node->text = "";
	o->node->attrs = attributes(s, attrs, o->skipped);
	if (up) {
		*up->end = o->node;
		up->end = &o->node->next;
	} else {
		s->root = o->node;
	}
}

static void end(void *arg, const char *name)
{
	struct state *s = arg;
	struct open *o;

	(void)name;
	if (s->err < 0)
		return;
	o = &s->stack[--s->depth];
	if (!o->skipped && o->text.n && keep(s, o->text.n))
		o->node->text = str_dup(&o->text, s->arena);
}

static void characters(void *arg, const char *text, int n)
{
	struct state *s = arg;
	struct open *o = s->depth ? &s->stack[s->depth - 1] : NULL;

	/* What is too long is cut, not refused: it is shortened again before it is shown. */
	if (s->err == 0 && o && !o->skipped)
		str_put(&o->text, text, MIN((size_t)n, XML_TEXT - MIN(o->text.n, XML_TEXT)));
}

static void entity(void *arg, const char *name, int is_parameter, const char *value, int n,
    const char *base, const char *system, const char *public, const char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)n;
	(void)base, (void)system, (void)public, (void)notation;
	fail(arg, ERR_DENIED, "it declares entities, which no tool's results need");
}

static void setup(struct state *s)
{
	XML_SetUserData(s->parser, s);
	XML_SetElementHandler(s->parser, begin, end);
	XML_SetCharacterDataHandler(s->parser, characters);
	XML_SetEntityDeclHandler(s->parser, entity);
	(void)XML_SetParamEntityParsing(s->parser, XML_PARAM_ENTITY_PARSING_NEVER);
	for (int i = 0; i < XML_DEPTH; i++)
		str_init(&s->stack[i].text, XML_TEXT);
}

/* expat takes an int for a length. */
static void run(struct state *s, struct span bytes)
{
	enum { PIECE = 1 << 20 };

	for (size_t at = 0; s->err == 0; at += PIECE) {
		struct span piece = span_sub(bytes, at, PIECE);
		bool last = at + PIECE >= bytes.n;

		if (XML_Parse(s->parser, (const char *)piece.p, (int)piece.n, last) !=
		    XML_STATUS_OK)
			fail(s, ERR_SYNTAX, XML_ErrorString(XML_GetErrorCode(s->parser)));
		if (last)
			break;
	}
	if (s->err == 0 && !s->root)
		fail(s, ERR_SYNTAX, "it has no element");
}

int xml_parse(struct span bytes, const char *const *skip, struct arena *arena,
    struct xml_node **ret, struct msg *msg)
{
	struct state *s = mem_alloc(sizeof(*s));
	int r;

	*s = (struct state){.parser = XML_ParserCreate(NULL),
	    .skip = skip,
	    .arena = arena,
	    .most = 2 * bytes.n + XML_VALUE, /* UTF-16 grows when it becomes UTF-8 */
	    .msg = msg};
	setup(s);
	run(s, bytes);
	XML_ParserFree(s->parser);
	for (int i = 0; i < XML_DEPTH; i++)
		str_done(&s->stack[i].text);
	r = s->err;
	if (r == 0)
		*ret = s->root;
	(void)mem_free(s);
	return r;
}

const char *xml_attr(const struct xml_node *n, const char *name)
{
	for (size_t i = 0; n && n->attrs[i] && n->attrs[i + 1]; i += 2)
		if (strcmp(n->attrs[i], name) == 0)
			return n->attrs[i + 1];
	return "";
}

static const struct xml_node *named(const struct xml_node *n, const char *name)
{
	while (n && strcmp(n->name, name) != 0)
		n = n->next;
	return n;
}

const struct xml_node *xml_child(const struct xml_node *n, const char *name)
{
	return n ? named(n->first, name) : NULL;
}

const char *xml_text(const struct xml_node *n, const char *name)
{
	const struct xml_node *child = xml_child(n, name);

	return child ? child->text : "";
}

const struct xml_node *xml_next(const struct xml_node *n, const char *name)
{
	return n ? named(n->next, name) : NULL;
}

static bool in_name(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == ':' || c == '.';
}

bool xml_root(struct span bytes, struct span *ret)
{
	struct span head = span_sub(bytes, 0, LOOK);
	int inner = 0; /* inside the brackets of a document type */

	for (size_t i = 0; i + 1 < head.n; i++) {
		uint8_t c = head.p[i];

		inner += c == '[' ? 1 : c == ']' ? -1 : 0;
		if (c == '<' && inner == 0 && in_name(head.p[i + 1])) {
			size_t n = 0;

			while (i + 1 + n < head.n && in_name(head.p[i + 1 + n]))
				n++;
			*ret = span_sub(head, i + 1, n);
			return true;
		}
		if (c == '<' && span_starts(span_sub(head, i, 4), "<!--")) {
			ptrdiff_t over = span_find(span_sub(head, i, head.n), "-->");

			if (over < 0)
				return false;
			i += (size_t)over;
		}
	}
	return false;
}
