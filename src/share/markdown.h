/* An advisory as Markdown, as codec/markdown reads it. Pure. */
#ifndef VARDE_SHARE_MARKDOWN_H
#define VARDE_SHARE_MARKDOWN_H

#include "base/str.h"
#include "model/advisory.h"

/* Appends title, facts and sections of the text (NULL: the facts alone). ERR_LIMIT. */
int markdown_write(const struct advisory_document *document, const struct advisory_text *text,
    struct str *out) MUST_USE;

#endif
