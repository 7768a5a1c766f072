/*
 * HL7 version 2 messages (version 2.5, chapter 2) inside MLLP frames (Transport Specification
 * MLLP release 1), as far as a question that concerns no patient and its acknowledgement need
 * it. Spans of results borrow from the parsed bytes.
 */
#ifndef VARDE_WIRE_HL7_H
#define VARDE_WIRE_HL7_H

#include "base/macros.h"
#include "base/span.h"
#include "base/str.h"

struct hl7_message {
	struct span application, facility; /* of the sender: MSH-3, MSH-4 */
	struct span type;                  /* MSH-9: "ACK^N01" */
	struct span control;               /* MSH-10: the message's own identifier */
	struct span version;               /* MSH-12 */
	struct span ack; /* MSA-1: "AA", "AE", "AR", "CA", ...; empty when there is no MSA */
	struct span answered; /* MSA-2: identifier of the message that is acknowledged */
};

/*
 * Size in bytes of the MLLP frame at the front of the bytes: vertical tab, contents, file
 * separator, carriage return. Some senders leave the carriage return out: a file separator that
 * is the last byte ends the frame too. ERR_TRUNCATED while bytes are missing, ERR_SYNTAX when
 * it begins with something else, ERR_LIMIT over LIMIT_FRAME.
 */
int hl7_frame(struct span bytes, size_t *ret_size) MUST_USE;

/* The contents of a whole frame (borrows). Errors as hl7_frame. */
int hl7_unframe(struct span frame, struct span *ret) MUST_USE;

/* Parses a message's MSH and MSA segments; others are passed over. ERR_SYNTAX when there is no
 * MSH at the front. */
int hl7_parse(struct span message, struct hl7_message *ret) MUST_USE;

/*
 * Appends a framed application management query (NMQ^N01, chapter 14.3.1) with processing
 * identifier T (training): a header alone, which asks for nothing and names no patient. control
 * is MSH-10 (borrows). MSH-7 stays empty: a collector has no clock to tell.
 */
void hl7_query_put(
    struct str *to, const char *application, const char *facility, const char *control);

#endif
