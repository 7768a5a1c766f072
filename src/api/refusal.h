/* Refusals in the reader's language: messages (struct msg) travel in English with their values
 * apart, and are translated here, at the edge. */
#ifndef VARDE_API_REFUSAL_H
#define VARDE_API_REFUSAL_H

#include "api/call.h"

/* The text, a key of the catalogue, in that language ("en", "fr", "nb"). Borrows. */
const char *refusal_text(const char *lang, const char *text);

/* The message's detail in the reader's language; as it is when its pieces are not known. The
 * call's arena owns it. */
const char *refusal_detail(const struct call *call, const struct msg *msg);

/* Sets what, detail and hint of the message in the reader's language, those that are not empty.
 */
void refusal_set(struct call *call, struct json *to, const struct msg *msg);

/* A note as the reader reads it: one that the house wrote (desk/why.h) becomes the pieces of
 * to["why"], and NULL is given; any other is given back. */
const char *refusal_note(struct call *call, struct json *to, const char *note);

/* The same for a reply that takes texts alone: its what and detail as one text. */
const char *refusal_line(const struct call *call, const char *note);

#endif
