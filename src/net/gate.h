/*
 * The gate: the only way to open a socket. It is a process of its own that holds the authorised
 * perimeter and the politeness (net/gate_policy.h), parses nothing foreign, and hands connected
 * descriptors to the worker, whose sandbox lets it open none itself. Every request names the
 * address, why, and by which name it was reached; what lies outside the perimeter is refused
 * with ERR_DENIED however it was found: by DNS answer, redirect, certificate or link.
 */
#ifndef VARDE_NET_GATE_H
#define VARDE_NET_GATE_H

#include "base/vec.h"
#include "net/gate_policy.h"
#include "net/perimeter.h"
#include "os/loop.h"

struct gate;

/* What a connection is for. */
struct gate_call {
	struct ip ip;
	uint16_t port;
	enum gate_class cls;
	const char *name; /* the perimeter's name it was reached by; NULL for an address */
	bool direct;      /* the name leads there without leaving the perimeter's domains */
};

/* A granted connection; gate_done ends it. */
struct gate_grant {
	int fd; /* non-blocking, owned by the caller */
	uint32_t id;
	struct gate_call call;
	int64_t asked; /* loop_now when it was granted */
};

/*
 * Forks the gate process, which enters its sandbox at once. The job is read before; loop
 * (borrowed) is the caller's. Must be called before the caller's own sandbox. ERR_IO,
 * ERR_SYNTAX, ERR_UNSUPPORTED with a message.
 */
int gate_start(
    const struct job *job, struct loop *loop, struct gate **ret, struct msg *msg) MUST_USE;

/* Starts the coroutine that receives the gate's answers. Call once the loop is about to run. */
void gate_listen(struct gate *gate);

/* Ends the gate process and frees; NULL is allowed. Returns NULL. */
struct gate *gate_stop(struct gate *gate);

/*
 * From a coroutine: waits for the turn, then for the TCP connection (timeout_ms from the turn).
 * 0; ERR_DENIED (outside the perimeter), ERR_BLOCKED (the host asked us to stop), ERR_REFUSED
 * (closed), ERR_TIMEOUT (filtered), ERR_CANCELLED, ERR_IO.
 */
int gate_tcp(struct gate *gate, const struct gate_call *call, int timeout_ms,
    struct gate_grant *ret) MUST_USE;

/* The same for a connected datagram socket; nothing is sent yet. */
int gate_udp(struct gate *gate, const struct gate_call *call, struct gate_grant *ret) MUST_USE;

/* Closes the connection and tells the gate how the peer behaved; latency_ms counts for GATE_OK.
 */
void gate_done(
    struct gate *gate, struct gate_grant *grant, enum gate_outcome outcome, int64_t latency_ms);

/* How far an address may be examined; the gate process decides alike. */
enum asset_reach gate_reach(
    const struct gate *gate, const struct ip *ip, const char *name, bool direct);

/* The perimeter (borrows). */
const struct perimeter *gate_perimeter(const struct gate *gate);

/* Connections and datagram sockets granted so far. */
int64_t gate_granted(const struct gate *gate);

/* Why that address was blocked or refused the last time (the gate owns it); "" when it was not.
 */
const char *gate_reason(const struct gate *gate, const struct ip *ip);

/* Whether the gate process has ended before its time: the loop was stopped then, since nothing
 * more can be sent. */
bool gate_gone(const struct gate *gate);

#endif
