/*
 * DICOM upper layer protocol (PS3.8 section 9) as far as an association, C-ECHO (PS3.7
 * section 9.3.5) and a release need it. Spans of results borrow from the parsed bytes.
 */
#ifndef VARDE_WIRE_DICOM_H
#define VARDE_WIRE_DICOM_H

#include "base/macros.h"
#include "base/span.h"
#include "base/str.h"

enum dicom_pdu_type {
	DICOM_ASSOCIATE_RQ = 1,
	DICOM_ASSOCIATE_AC = 2,
	DICOM_ASSOCIATE_RJ = 3,
	DICOM_DATA = 4,
	DICOM_RELEASE_RQ = 5,
	DICOM_RELEASE_RP = 6,
	DICOM_ABORT = 7,
};

enum {
	DICOM_HEAD = 6,       /* bytes of a PDU before its body */
	DICOM_CONTEXTS = 128, /* presentation contexts at most: identifiers are odd bytes, PS3.8
				 section 9.3.2.2 */
	DICOM_AE = 16,        /* bytes of an AE title at most, PS3.5 section 6.2 */
	DICOM_ECHO_RQ = 0x0030,
	DICOM_ECHO_RSP = 0x8030, /* command fields, PS3.7 table 9.3-13 */
};

#define DICOM_APPLICATION \
	"1.2.840.10008.3.1.1.1" /* the one application context, PS3.7 annex A.2.1 */
#define DICOM_VERIFICATION "1.2.840.10008.1.1" /* SOP class of C-ECHO, PS3.4 annex A */
#define DICOM_IMPLICIT_LE \
	"1.2.840.10008.1.2" /* transfer syntax Implicit VR Little Endian, PS3.5 annex A.1 */

struct dicom_pdu {
	int type; /* enum dicom_pdu_type */
	struct span body;
};

struct dicom_context {
	uint8_t id;
	uint8_t result;       /* of an answer: 0 is acceptance, PS3.8 table 9-18 */
	struct span abstract; /* SOP class; empty in an answer */
	struct span transfer; /* transfer syntax accepted, or the first one proposed */
};

/* A-ASSOCIATE-RQ or -AC (PS3.8 sections 9.3.2 and 9.3.3); texts are without padding, UIDs as
 * sent. */
struct dicom_associate {
	int type; /* DICOM_ASSOCIATE_RQ or DICOM_ASSOCIATE_AC */
	struct span called,
	    calling; /* AE titles; an answer repeats the request's, to be ignored */
	struct dicom_context contexts[DICOM_CONTEXTS];
	size_t ncontexts;
	uint32_t
	    max_length; /* bytes of a P-DATA-TF body that the sender takes; 0 is no limit */
	struct span implementation; /* implementation class UID, PS3.7 annex D.3.3.2 */
	struct span version;        /* implementation version name; empty when not told */
};

struct dicom_reject {
	uint8_t result, source, reason; /* PS3.8 table 9-21 */
};

struct dicom_abort {
	uint8_t source, reason; /* PS3.8 table 9-26 */
};

/* The parts of a command set (PS3.7 section 6.3.1) that C-ECHO uses; absent numbers are 0, an
 * absent status 0xffff. */
struct dicom_command {
	struct span sop_class;
	uint16_t field;   /* DICOM_ECHO_RQ, DICOM_ECHO_RSP, ... */
	uint16_t message; /* identifier of the request, its own or the one answered */
	uint16_t status;  /* 0 is success, PS3.7 annex C */
};

/*
 * Size in bytes of the PDU at the front of the bytes, once it is whole. ERR_TRUNCATED while
 * bytes are missing, ERR_SYNTAX for an unknown type, ERR_LIMIT over LIMIT_FRAME.
 */
int dicom_frame(struct span bytes, size_t *ret_size) MUST_USE;

/* Takes the first PDU of the bytes apart. Errors as dicom_frame. */
int dicom_pdu_parse(struct span bytes, struct dicom_pdu *ret) MUST_USE;

/* Parses an association request's or answer's PDU. ERR_SYNTAX, ERR_TRUNCATED, ERR_LIMIT (too
 * many contexts). */
int dicom_associate_parse(const struct dicom_pdu *pdu, struct dicom_associate *ret) MUST_USE;

/* Appends the PDU of an association request or answer (borrows); AE titles are cut to DICOM_AE
 * bytes. */
void dicom_associate_put(struct str *to, const struct dicom_associate *associate);

/* Parses a rejection. ERR_SYNTAX, ERR_TRUNCATED. */
int dicom_reject_parse(const struct dicom_pdu *pdu, struct dicom_reject *ret) MUST_USE;

/* What the rejection says: "called AE title not recognized". Gives a static string. */
const char *dicom_reject_text(const struct dicom_reject *reject);

/* Parses an abort. ERR_SYNTAX, ERR_TRUNCATED. */
int dicom_abort_parse(const struct dicom_pdu *pdu, struct dicom_abort *ret) MUST_USE;

/* What the abort says: "unexpected PDU". Gives a static string. */
const char *dicom_abort_text(const struct dicom_abort *abort);

/* Appends the PDU of a release request or response, PS3.8 sections 9.3.6 and 9.3.7. */
void dicom_release_put(struct str *to, int type);

/* Appends a P-DATA-TF PDU with a C-ECHO request on that presentation context. */
void dicom_echo_put(struct str *to, uint8_t context, uint16_t message);

/*
 * Appends the command fragments (PS3.8 annex E.2) that a P-DATA-TF PDU carries for that
 * presentation context to command, and tells whether the last one was among them; data
 * fragments are passed over. ERR_SYNTAX, ERR_TRUNCATED; ERR_LIMIT when command is full.
 */
int dicom_data_command(
    const struct dicom_pdu *pdu, uint8_t context, struct str *command, bool *ret_last) MUST_USE;

/* Parses a whole command set, Implicit VR Little Endian. ERR_TRUNCATED, ERR_SYNTAX. */
int dicom_command_parse(struct span bytes, struct dicom_command *ret) MUST_USE;

#endif
