/* What a compiled template is made of: shared by template.c, which compiles,
 * template_place.c, which knows where in the page a value would stand, and template_render.c.
 */
#ifndef VARDE_CODEC_TEMPLATE_IMPL_H
#define VARDE_CODEC_TEMPLATE_IMPL_H

#include "base/vec.h"
#include "codec/locale.h"
#include "codec/template.h"

enum template_kind {
	TEMPLATE_TEXT,     /* as it is */
	TEMPLATE_VALUE,    /* escaped */
	TEMPLATE_ADDRESS,  /* escaped; begins a link: only where it can run nothing */
	TEMPLATE_RAW,      /* not escaped */
	TEMPLATE_SECTION,  /* the children for each */
	TEMPLATE_INVERTED, /* the children if not */
	TEMPLATE_PARTIAL,
	TEMPLATE_WORDS,  /* translated, with placeholders */
	TEMPLATE_PLURAL, /* the same that depends on a number */
	TEMPLATE_KEY,    /* the value itself is translated */
	TEMPLATE_TIME,
	TEMPLATE_DATE,
	TEMPLATE_NUMBER,
	TEMPLATE_DURATION,
	TEMPLATE_ISO,
	TEMPLATE_URL, /* percent-encoded */
};

/* "a.b.c"; no segment is the implicit iterator "." */
struct template_path {
	const char **segments; /* the set's arena owns them */
	size_t n;
};

struct template_node;

struct template_list {
	struct template_node *items; /* the set's arena owns them */
	size_t n;
};

struct template_node {
	enum template_kind kind;
	bool line_start;            /* of a text: where a partial's indentation goes */
	struct span text;           /* of a text; a partial's indentation */
	struct template_path path;  /* of the value; the count of a plural */
	const char *words, *many;   /* keys of the catalogue; words is a partial's name too */
	struct template_list nodes; /* of a section */
	const struct template *partial; /* set by template_link */
};

struct template
{
	const char *name;
	struct template_list nodes;
	bool plain; /* text, not HTML: nothing is escaped */
};

/* Where in an HTML page the text read so far ends. */
enum template_where {
	PLACE_TEXT,     /* between elements */
	PLACE_TAG,      /* in a tag, outside any value */
	PLACE_EQUALS,   /* behind the = of an attribute */
	PLACE_QUOTED,   /* in a quoted value */
	PLACE_UNQUOTED, /* in a bare value */
	PLACE_COMMENT,
	PLACE_SCRIPT,  /* in script or style: text that is code */
	PLACE_LITERAL, /* in title or textarea: text without elements */
};

struct template_place {
	enum template_where where;
	char quote;
	bool closing;        /* the tag ends an element */
	bool name_done;      /* white space followed the attribute's name */
	bool begins;         /* nothing but white space in the quoted value so far */
	char element[12];    /* of the tag, lower case, cut */
	char attr[16];       /* name of the attribute, lower case, cut */
	const uint8_t *from; /* first byte of the quoted value */
};

/*
 * Reads text (borrows; the source around it is one NUL-terminated string). Returns NULL, or
 * why it cannot be understood.
 */
const char *template_place_read(struct template_place *place, struct span text);

/*
 * Whether a value of that kind may stand here; *kind becomes TEMPLATE_ADDRESS where it begins
 * a link. Returns NULL, or the reason why not.
 */
const char *template_place_admit(const struct template_place *place, enum template_kind *kind);

/* Whether a section may begin at a and end at b: the page goes on alike with and without it. */
bool template_place_same(const struct template_place *a, const struct template_place *b);

/* Parses a path of a tag or placeholder into the arena. False when it is none. */
bool template_path_parse(struct arena *arena, struct span name, struct template_path *ret);

#endif
