/*
 * Where values may stand. Escaping for HTML is enough between elements and inside quoted
 * values, and nowhere else: so every other place is refused when the template is compiled. The
 * states are those of the HTML standard's tokenizer (section 13.2.5) that a well-formed page
 * meets.
 */
#include "codec/template_impl.h"

#include <strings.h>

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(uint8_t c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static char lower(uint8_t c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool one_of(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

#define ONE_OF(name, ...)                                \
	one_of(name, (const char *const[]){__VA_ARGS__}, \
	    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void append(char *to, size_t size, uint8_t c)
{
	size_t n = strlen(to);

	if (n + 1 < size) {
		to[n] = lower(c);
		to[n + 1] = '\0';
	}
}

/* At "<": begins a tag or comment, or is a character like any other. Returns the bytes used, 0
 * for a tag whose name is a value. */
static size_t open_tag(struct template_place *place, const uint8_t *p)
{
	size_t n = 1;

	if (strncmp((const char *)p, "<!--", 4) == 0) {
		place->where = PLACE_COMMENT;
		return 4;
	}
	if (p[1] == '{' || (p[1] == '/' && p[2] == '{'))
		return 0;
	place->closing = p[1] == '/';
	n += place->closing;
	if (!is_letter(p[n]) && p[n] != '!')
		return 1;
	place->element[0] = '\0';
	place->attr[0] = '\0';
	place->name_done = true;
	for (; p[n] && p[n] != '>' && p[n] != '/' && p[n] != '{' && !is_space(p[n]); n++)
		append(place->element, sizeof(place->element), p[n]);
	place->where = PLACE_TAG;
	return n;
}

static void close_tag(struct template_place *place)
{
	place->where = PLACE_TEXT;
	if (place->closing)
		return;
	if (ONE_OF(place->element, "script", "style"))
		place->where = PLACE_SCRIPT;
	if (ONE_OF(place->element, "title", "textarea"))
		place->where = PLACE_LITERAL;
}

static void read_in_tag(struct template_place *place, uint8_t c)
{
	if (c == '>') {
		close_tag(place);
	} else if (c == '=') {
		place->where = PLACE_EQUALS;
	} else if (is_space(c) || c == '/') {
		place->name_done = true;
	} else {
		if (place->name_done)
			place->attr[0] = '\0';
		place->name_done = false;
		append(place->attr, sizeof(place->attr), c);
	}
}

static void read_value(struct template_place *place, const uint8_t *p)
{
	if (place->where == PLACE_QUOTED) {
		if (*p == (uint8_t)place->quote) {
			place->where = PLACE_TAG;
			place->name_done = true;
		} else if (*p > ' ') {
			place->begins = false; /* browsers skip what is up to a space */
		}
	} else if (*p == '>') {
		close_tag(place);
	} else if (is_space(*p)) {
		if (place->where == PLACE_UNQUOTED)
			place->where = PLACE_TAG;
		place->name_done = true;
	} else if (place->where == PLACE_EQUALS && (*p == '"' || *p == '\'')) {
		place->where = PLACE_QUOTED;
		place->quote = (char)*p;
		place->begins = true;
		place->from = p + 1;
	} else {
		place->where = PLACE_UNQUOTED;
	}
}

/* At a byte of script, style, title or textarea: only the element's own end tag ends it. */
static void read_literal(struct template_place *place, const uint8_t *p)
{
	size_t n = strlen(place->element);

	if (p[0] != '<' || p[1] != '/' ||
	    strncasecmp((const char *)p + 2, place->element, n) != 0)
		return;
	if (p[2 + n] != '>' && p[2 + n] != '/' && !is_space(p[2 + n]))
		return;
	place->where = PLACE_TAG;
	place->closing = true;
	place->attr[0] = '\0';
	place->name_done = true;
}

const char *template_place_read(struct template_place *place, struct span text)
{
	for (size_t i = 0; i < text.n; i++) {
		const uint8_t *p = text.p + i;
		size_t n;

		switch (place->where) {
		case PLACE_TEXT:
			if (*p != '<')
				break;
			n = open_tag(place, p);
			if (n == 0)
				return "the name of a tag may not be a value";
			i += n - 1;
			break;
		case PLACE_TAG:
			read_in_tag(place, *p);
			break;
		case PLACE_COMMENT:
			if (strncmp((const char *)p, "-->", 3) == 0) {
				place->where = PLACE_TEXT;
				i += 2;
			}
			break;
		case PLACE_SCRIPT:
		case PLACE_LITERAL:
			read_literal(place, p);
			break;
		case PLACE_EQUALS:
		case PLACE_QUOTED:
		case PLACE_UNQUOTED:
		default:
			read_value(place, p);
			break;
		}
	}
	return NULL;
}

/* Whether the browser follows or loads what the attribute holds. */
static bool is_address(const char *attr)
{
	return ONE_OF(attr, "href", "src", "action", "formaction", "data", "poster", "cite",
	    "background", "ping", "manifest", "xlink:href", "longdesc");
}

/* A value inside quotes. */
static const char *admit_quoted(const struct template_place *place, enum template_kind *kind)
{
	static const char *const runs[] = {"javascript:", "data:", "vbscript:"};
	const char *fixed = (const char *)place->from;

	if (*kind == TEMPLATE_RAW)
		return "a value that is not escaped may stand between elements only";
	if (strncmp(place->attr, "on", 2) == 0 ||
	    ONE_OF(place->attr, "style", "srcdoc", "srcset", "imagesrcset"))
		return "this attribute is code or a list of addresses: no value may stand in "
		       "it";
	if (!is_address(place->attr) || *kind == TEMPLATE_URL)
		return NULL;
	if (*kind != TEMPLATE_VALUE)
		return "only {{name}} and {{%url name}} may stand in an address";
	if (place->begins) {
		*kind = TEMPLATE_ADDRESS;
		return NULL;
	}
	fixed += strspn(fixed, " \t\r\n\f");
	for (size_t i = 0; i < ARRAY_LEN(runs); i++)
		if (strncasecmp(fixed, runs[i], strlen(runs[i])) == 0)
			return "an address that runs: no value may stand in it";
	return NULL;
}

const char *template_place_admit(const struct template_place *place, enum template_kind *kind)
{
	switch (place->where) {
	case PLACE_TEXT:
		return NULL;
	case PLACE_LITERAL:
		return *kind == TEMPLATE_RAW
			   ? "a value that is not escaped may stand between elements only"
			   : NULL;
	case PLACE_QUOTED:
		return admit_quoted(place, kind);
	case PLACE_EQUALS:
	case PLACE_UNQUOTED:
		return "an attribute with a value in it needs quotes";
	case PLACE_TAG:
		return "a value may not be the name of an attribute";
	case PLACE_COMMENT:
		return "a value in an HTML comment: write {{! ...}} instead";
	case PLACE_SCRIPT:
	default:
		return "a value in script or style would be code";
	}
}

bool template_place_same(const struct template_place *a, const struct template_place *b)
{
	if (a->where != b->where)
		return false;
	if (a->where == PLACE_QUOTED || a->where == PLACE_TAG)
		return a->closing == b->closing && strcmp(a->element, b->element) == 0 &&
		       (a->where == PLACE_TAG ||
			   (a->quote == b->quote && strcmp(a->attr, b->attr) == 0));
	return (a->where != PLACE_SCRIPT && a->where != PLACE_LITERAL) ||
	       strcmp(a->element, b->element) == 0;
}
