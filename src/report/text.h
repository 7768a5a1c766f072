/* Foreign and knowledge texts on their way into a document. */
#ifndef VARDE_REPORT_TEXT_H
#define VARDE_REPORT_TEXT_H

#include "report/doc.h"

/*
 * Foreign text for people: control characters become visible (\x1b), characters that steer the
 * direction of text are shown by their code point, white space collapses, and what is longer
 * than max characters (0: no limit) ends in "…". NULL gives "". The arena owns it.
 */
const char *text_clean(struct arena *arena, const char *s, size_t max);

/* Adds the text's runs to the node: what stands between `backticks` becomes code. The document
 * owns them. */
void text_runs(struct doc *doc, struct doc_node *node, const char *text);

/* The same for a cell of a table. */
void text_cell(struct doc *doc, struct doc_runs *cell, const char *text);

/*
 * The first sentence of the text with its stop; the whole text when it is one sentence. A stop
 * inside `backticks`, in a number, or before a small letter ends none. The arena owns it.
 */
const char *text_first_sentence(struct arena *arena, const char *text);

/* The text without backticks. The arena owns it. */
const char *text_plain(struct arena *arena, const char *text);

/* "192.0.2.1:443", "[2001:db8::1]:161/udp", or the address alone when the port is 0. The arena
 * owns it. */
const char *text_endpoint(struct arena *arena, const char *addr, int64_t port, int transport);

/* Items joined with the separator; none gives "". The arena owns it. */
const char *text_join(
    struct arena *arena, const char *const *items, size_t n, const char *separator);

/* Characters (code points) of valid UTF-8 text. */
size_t text_length(const char *s);

#endif
