/* Text as it is searched: without case and without marks, so that "hopital" finds "Hôpital". */
#ifndef VARDE_CODEC_FOLD_H
#define VARDE_CODEC_FOLD_H

#include "base/arena.h"

/*
 * The text case-folded and decomposed (Unicode, compatibility: NFKD), without combining marks,
 * and with the letters that do not decompose as people type them who lack them (ø o, æ ae, œ
 * oe, ð d, þ th, đ d, ł l). Folding twice gives the same. What is not UTF-8 is read as
 * utf8_clean does. The arena owns it; NULL gives "".
 */
const char *fold(struct arena *arena, const char *text);

#endif
