/* The messages between the gate process and its worker, on a SOCK_SEQPACKET pair. Internal to
 * net/gate*.c. */
#ifndef VARDE_NET_GATE_WIRE_H
#define VARDE_NET_GATE_WIRE_H

#include "net/gate_policy.h"
#include "net/perimeter.h"

#include <stdint.h>

enum gate_op { GATE_OPEN_TCP, GATE_OPEN_UDP, GATE_CLOSE };

struct gate_request {
	uint32_t id;     /* chosen by the worker; CLOSE names the one that ends */
	uint8_t op;      /* enum gate_op */
	uint8_t cls;     /* enum gate_class */
	uint8_t outcome; /* CLOSE: enum gate_outcome */
	uint8_t direct;
	uint16_t port;
	struct ip ip;
	int64_t latency; /* CLOSE: ms */
	char name[256];  /* "" for none */
};

struct gate_answer {
	uint32_t id;
	int32_t err;     /* 0: a descriptor comes with the message; else ERR_* */
	char reason[96]; /* for ERR_BLOCKED and ERR_DENIED */
};

/* The gate process's main: serves requests on fd until the other end closes. Returns its exit
 * code. job borrowed. */
int gate_process(int fd, const struct job *job);

#endif
