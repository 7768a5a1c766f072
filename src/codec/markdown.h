/*
 * A subset of Markdown as HTML: paragraphs, headings (# to ####), lists (- and 1.), quotes (>),
 * fenced code, and within lines `code`, **strong**, *emphasis* and [text](address). Everything
 * else is text: what is not in the subset, HTML above all, is shown as it was written. Any
 * bytes give well-formed HTML without scripts, frames or images.
 */
#ifndef VARDE_CODEC_MARKDOWN_H
#define VARDE_CODEC_MARKDOWN_H

#include "base/str.h"

/* Appends the text as HTML; headings begin at <h(level)>, level 1 to 4. Links lead to https,
 * http and mailto addresses and to paths of the house itself ("/watch") alone. */
void markdown_html(struct span text, int level, struct str *out);

#endif
