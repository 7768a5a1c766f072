/* A document with every kind of node, in three languages, for the tests of the writers. */
#ifndef VARDE_TESTS_REPORT_SAMPLE_DOC_H
#define VARDE_TESTS_REPORT_SAMPLE_DOC_H

#include "report/doc.h"

/*
 * The sample in "en", "fr" or "nb"; findings is the number of sections in its fourth chapter.
 * The arena owns it. Text that came from outside (banners with control bytes, broken UTF-8,
 * overrides of direction) is in it as it is.
 */
struct doc *sample_doc(struct arena *arena, const char *lang, size_t findings);

#endif
