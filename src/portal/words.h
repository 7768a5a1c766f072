/* What the values of records are called on pages: "in_progress" is "In progress", a key of the
 * catalogue. */
#ifndef VARDE_PORTAL_WORDS_H
#define VARDE_PORTAL_WORDS_H

#include "codec/json_build.h"

/* The words for a value of an enumeration of model/; the value itself when there are none. */
const char *words_value(const char *value);

/*
 * Gives every object below data that has a text member "state" a member "state_label" with its
 * words, and the same for becomes, category, criticality, kind, method, outcome, profile,
 * recurrence, role, source, type, value, was and what: templates show {{%t state_label}}. A
 * label that is there already stays.
 */
void words_fill(struct arena *arena, struct json *data);

#endif
