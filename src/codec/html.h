/*
 * HTML out: text and attribute values escaped so that no foreign byte becomes markup. Control
 * characters and the characters that reorder text (bidirectional overrides) are shown as U+FFFD
 * and as their code point, never passed on.
 */
#ifndef VARDE_CODEC_HTML_H
#define VARDE_CODEC_HTML_H

#include "base/str.h"

/* Whether the code point steers how text is laid out: bidirectional controls, zero-width and
 * line-separator characters. */
bool html_is_steering(uint32_t code);

/* Appends text: & < > " ' escaped; bytes that are not UTF-8 become U+FFFD. Good inside elements
 * and quoted attributes. */
void html_text(struct str *out, struct span text);

/* Appends ` name="value"` with the value escaped; NULL leaves the attribute out. name is ours,
 * not foreign. */
void html_attr(struct str *out, const char *name, const char *value);

/*
 * Whether the link may stand in a report: https, http or mailto with nothing else that a
 * browser runs, or "#" and an anchor.
 */
bool html_href_safe(const char *href);

#endif
