/* Numbers from text: whole and in bounds, or an error; nothing in between. */
#ifndef VARDE_BASE_PARSE_H
#define VARDE_BASE_PARSE_H

#include "base/macros.h"
#include "base/span.h"

/* A decimal integer, optional '-', nothing around it, min..max. ERR_SYNTAX or ERR_RANGE. */
int parse_int(struct span text, int64_t min, int64_t max, int64_t *ret) MUST_USE;

#endif
