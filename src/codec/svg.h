/* A drawing as an SVG element to stand inside HTML: a named image for screen readers, no
 * script, no style, no reference. */
#ifndef VARDE_CODEC_SVG_H
#define VARDE_CODEC_SVG_H

#include "base/str.h"
#include "codec/canvas.h"

/*
 * Appends the drawing as <svg role="img"> with <title> and, unless NULL, <desc>; anchor makes
 * their ids unique on the page. Texts take the page's typeface.
 */
void svg_write(const struct canvas *c, const char *title, const char *desc, unsigned anchor,
    struct str *out);

#endif
