/*
 * Evidence leaves the audit in a report: passwords, tokens, keys and what may name a patient
 * are replaced by "***" before. The collectors redact what they know; this is the second net
 * under everything.
 */
#ifndef VARDE_ASSESS_REDACT_H
#define VARDE_ASSESS_REDACT_H

#include "base/arena.h"
#include "base/span.h"

/*
 * The text on one line, redacted, of at most max bytes (cut between characters, "..." at the
 * end). Redacted are: values behind names like password, token, session; credentials in
 * addresses and in Authorization; values of cookies; private keys; long random words; patient
 * segments of HL7; DICOM attributes of group 0010; names in HL7's and DICOM's form (A^B);
 * numbers as long as national identity numbers. The arena owns the text.
 */
char *redact_text(struct arena *arena, struct span text, size_t max);

#endif
