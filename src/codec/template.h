/*
 * Templates: a subset of mustache (spec 1.4: variables, sections, inverted sections, comments,
 * partials) that escapes for HTML unless told otherwise, and knows translations. Values come
 * from a JSON value.
 *
 *   {{name}} {{a.b}} {{.}}      the value, escaped for HTML
 *   {{a.0}}                     an item of an array by its number, as in {{#rows.0}}..
 *   {{{name}}} {{&name}}        the value as it is: only for what the program made itself, and
 * only between elements
 *   {{#name}}..{{/name}}        for each item, or once when the value is true, not empty, not 0
 * (an object is always true)
 *   {{^name}}..{{/name}}        when it is not
 *   {{>name}}                   another template
 *   {{! text}}                  nothing
 *   {{_ text}}                  the text in the reader's language, escaped; {name} in it is
 * replaced by the value (escaped). The text, with every run of white space as one space, is the
 * key of the catalogue.
 *   {{_n count|one|many}}       the same with a plural: count names a number, or an array whose
 * items count; {count} in it is that number, grouped
 *   {{%time name}} {{%date name}} {{%number name}} {{%duration name}}   a number as the reader
 * writes it (milliseconds since 1970 UTC or RFC 3339 text, shown in the reader's zone;
 * milliseconds). What is no such number is shown as it is.
 *   {{%iso name}}               the same time for machines, as in <time datetime="{{%iso
 * name}}">
 *   {{%t name}}                 the value itself is a key of the catalogue: translated,
 * escaped; without a translation the underscores of a name ("claimed_fixed") become spaces
 *   {{%url name}}               percent-encoded, for one part of an address:
 * href="/members?q={{%url q}}"
 *
 * Values stand between elements and in quoted attributes. Elsewhere (a bare value, script,
 * style, on... and style attributes, srcdoc, names, HTML comments) the template does not
 * compile. Where a value begins a link (href, src, action and the like), it is written only if
 * it begins with "/" (and not "//"), "?", "#", "https://", "http://" or "mailto:", else "#".
 *
 * A template whose name ends in ".txt" is plain text (mails): nothing in it is escaped, and it
 * takes in only such partials.
 */
#ifndef VARDE_CODEC_TEMPLATE_H
#define VARDE_CODEC_TEMPLATE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/mo.h"

struct template;
struct template_set;

/* How the reader reads. */
struct template_reader {
	const char *lang;    /* "en", "fr", "nb" */
	const struct mo *mo; /* catalogue; NULL leaves the texts as they are (English) */
	int zone;            /* minutes east of UTC */
};

/* An empty set of templates that can name each other as partials. Gives; template_set_free ends
 * it. */
struct template_set *template_set_new(void);
struct template_set *template_set_free(
    struct template_set *set); /* NULL is allowed. Returns NULL. */

/* Compiles a template into the set. ERR_SYNTAX with line and reason. text is borrowed for the
 * set's life. */
int template_add(
    struct template_set *set, const char *name, const char *text, struct msg *msg) MUST_USE;

/* After the last template_add: checks that every partial is there. ERR_NOTFOUND with its name.
 */
int template_link(struct template_set *set, struct msg *msg) MUST_USE;

/* The template of that name, or NULL. Borrows. */
const struct template *template_of(const struct template_set *set, const char *name);

/* Appends the rendered template. Safe from any number of threads at once. ERR_LIMIT (partials
 * deeper than 16). */
int template_render(const struct template *t, const struct json *values,
    const struct template_reader *reader, struct str *out) MUST_USE;

#endif
