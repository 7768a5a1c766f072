/* Builds the document of a run: cover, summary, perimeter, findings, changes, method, glossary.
 */
#ifndef VARDE_REPORT_BUILD_H
#define VARDE_REPORT_BUILD_H

#include "base/err.h"
#include "report/doc.h"
#include "report/input.h"

/*
 * Builds the document of the input; it lives in the arena and borrows the input's texts. The
 * same input gives the same document. ERR_UNSUPPORTED for a language that the report is not
 * written in.
 */
int report_build(const struct report_input *in, struct arena *arena, struct doc **ret) MUST_USE;

#endif
