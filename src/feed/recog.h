/*
 * rapid7/recog: fingerprints of what services say, in XML files of one field each. Patterns are
 * Ruby's, read as PCRE2 with line anchors. The examples that each brings along are its tests.
 */
#ifndef VARDE_FEED_RECOG_H
#define VARDE_FEED_RECOG_H

#include "base/vec.h"
#include "model/vuln.h"

/* What a fingerprint must say of a text. */
struct recog_example {
	struct span text;
	struct text_list expected; /* "NAME VALUE" */
};

struct recog_print {
	struct know_print print;
	VEC(struct recog_example) examples;
};

struct recog_file {
	const char *field;  /* "": the file does not tell */
	int64_t preference; /* thousandths */
	VEC(struct recog_print) prints;
};

/* Reads one file. Texts live in the arena. ERR_SYNTAX, ERR_LIMIT with *msg. */
int recog_parse(
    struct span xml, struct arena *arena, struct recog_file *ret, struct msg *msg) MUST_USE;

#endif
