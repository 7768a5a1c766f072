/*
 * The labels of the Traffic Light Protocol 2.0 (FIRST), which are never translated, and what
 * other formats call them. The values are in the order of strictness: the greater one of two
 * is the stricter one.
 */
#ifndef VARDE_MODEL_TLP_H
#define VARDE_MODEL_TLP_H

#include "base/macros.h"
#include "base/span.h"

enum tlp {
	TLP_CLEAR,
	TLP_GREEN,
	TLP_AMBER,
	TLP_AMBER_STRICT,
	TLP_RED,
};

/* Names of the values as in JSON, SQL and MISP's tags: "amber+strict"; NULL-terminated. */
extern const char *const tlp_names[];

/* The label as people read it, in every language: "TLP:AMBER+STRICT". */
const char *tlp_label(enum tlp tlp);

/*
 * Reads a label as people write it: in either case, with or without "TLP:", with blanks
 * around; "WHITE" is what version 1 called CLEAR. ERR_SYNTAX for anything else: no label is
 * ever guessed.
 */
int tlp_from_text(struct span text, enum tlp *ret_tlp) MUST_USE;

/* The stricter one: what holds for a thing that is made of both. */
enum tlp tlp_stricter(enum tlp a, enum tlp b);

/* The id of STIX 2.1's marking definition, "marking-definition--...". */
const char *tlp_stix(enum tlp tlp);

/* The label of that marking definition (of TLP 1, too); ERR_NOTFOUND for any other. */
int tlp_from_stix(struct span id, enum tlp *ret_tlp) MUST_USE;

/* What CSAF 2.0 calls it: it knows WHITE, GREEN, AMBER and RED, and the stricter one is taken
 * for what it lacks (AMBER+STRICT is RED there). */
const char *tlp_csaf(enum tlp tlp);

/* The text (English, for distribution.text of CSAF 2.0) that says what the label of CSAF cannot
 * say; NULL when it says everything. */
const char *tlp_csaf_text(enum tlp tlp);

#endif
