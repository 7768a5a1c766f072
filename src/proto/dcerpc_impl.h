/* DCE/RPC (C706, MS-RPCE) as TCP and SMB's pipes carry it. */
#ifndef VARDE_PROTO_DCERPC_IMPL_H
#define VARDE_PROTO_DCERPC_IMPL_H

#include "proto/proto_impl.h"

enum {
	DCERPC_REQUEST = 0,
	DCERPC_RESPONSE = 2,
	DCERPC_FAULT = 3,
	DCERPC_BIND = 11,
	DCERPC_BINDACK,
	DCERPC_BINDNAK,
	DCERPC_ALTER,
	DCERPC_ALTER_RESPONSE,
	DCERPC_IFACES = 32,
	DCERPC_PDU = 64 << 10,
	DCERPC_STUB = 32 << 10 /* bytes of a call's stub data that are kept for rules */
};

struct dcerpc_iface {
	uint8_t uuid[16]; /* in the order that text has it */
	uint16_t context, major, minor, result;
	bool answered;
};

/* What a connection (or a pipe) has bound. */
struct dcerpc_bound {
	struct dcerpc_iface ifaces[DCERPC_IFACES];
	size_t n;
};

/* Stub data of a direction, its fragments put together (the transaction's arena's). */
struct dcerpc_stub {
	uint8_t *p;
	size_t n, cap;
	bool told; /* as a buffer */
};

/* A call or a bind with its answer. */
struct dcerpc_call {
	bool asked, answered;
	uint8_t request, response; /* types of the messages */
	uint8_t major, minor;
	uint32_t id;
	uint16_t opnum, context;
	uint32_t fragments[2], stub[2]; /* by direction: how many, and bytes of them */
	struct dcerpc_stub kept[2];
	bool told;                 /* buffers of interface and procedure are there */
	struct dcerpc_bound bound; /* of a bind: what it asks for; else what is used */
};

/* Bytes of the message at the front; negative: none (part.h). */
int64_t dcerpc_impl_size(struct span head);

/* The header's type and call; false: the bytes are none. */
bool dcerpc_impl_head(struct span pdu, uint8_t *ret_type, uint32_t *ret_call);

/* Whether a message of that type goes to the server. */
bool dcerpc_impl_asks(uint8_t type);

/* Takes a message into the call and what is bound. true: it is the last of its direction, and
 * buffers of tx were added. */
bool dcerpc_impl_take(struct tx *tx, struct dcerpc_call *call, struct dcerpc_bound *bound,
    enum flow_dir dir, struct span pdu);

/* Makes a buffer of the stub data so far: no more come. */
void dcerpc_impl_tell(struct tx *tx, struct dcerpc_call *call, enum flow_dir dir);

/* The members of EVE's object (dcerpc_log.c). */
void dcerpc_impl_log(const struct dcerpc_call *call, struct json_writer *w, bool in_smb);

#endif
