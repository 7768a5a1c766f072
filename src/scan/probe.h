/*
 * A probe recognises one application protocol on an open port, and says what can be seen of the
 * service with greetings and read-only requests. One file and one row (scan/probes.c) a
 * protocol. Probes see a connection, never a socket; what they send is bounded by the gate.
 * Nothing here may log in, guess, write, or query a patient.
 */
#ifndef VARDE_SCAN_PROBE_H
#define VARDE_SCAN_PROBE_H

#include "model/observation.h"
#include "net/conn.h"

struct scan_unit;

struct probe_run {
	struct scan_unit *unit; /* of work this belongs to; borrowed */
	struct arena *arena;    /* lives as long as the unit */
	const char *addr;
	uint16_t port;
	int transport;
	const char
	    *name; /* host name to ask for (SNI, Host); NULL when only the address is known */
	bool tls;  /* conn speaks TLS */
	struct conn *conn;   /* TCP: fresh, nothing sent yet. NULL for UDP */
	struct str greeting; /* what the server said before being asked; empty when it waits */
};

struct probe {
	const char *protocol;      /* "redis": obs_service.protocol */
	const char *doc;           /* what it sends, for the manual and the method chapter */
	int transport;             /* enum transport */
	const uint16_t *ports;     /* usual ports, 0-terminated; asked first there */
	const uint16_t *tls_ports; /* usual ports with TLS from the first byte, 0-terminated;
				      NULL for none */
	bool exact; /* a medical protocol: its ports get this probe alone, and it is tried on no
		       other port */
	/* Whether a greeting is this protocol's (the server speaks first); NULL when the client
	 * speaks first. */
	bool (*greets)(struct span greeting);
	/*
	 * Talks on run->conn. 0: recognised, and the observations are emitted. ERR_PROTOCOL:
	 * something else (the connection is thrown away and the next probe gets a fresh one).
	 * Other errors: the peer went away.
	 */
	int (*run)(struct probe_run *run);
};

/* All probes; ends with a row whose protocol is NULL. */
extern const struct probe *const probe_rows[];

/* Emits the service; addr, port, transport, tls, time and unit are filled in. Borrows. */
void probe_service(struct probe_run *run, const struct obs_service *service);

/* Emits a fact about the service (subject is the address) with n values and an evidence text
 * (NULL for none). Borrows. */
void probe_fact(struct probe_run *run, const char *fact, const char *evidence,
    const struct text_list *values);
void probe_fact1(
    struct probe_run *run, const char *fact, const char *evidence, const char *value);

/* Emits a coverage record for this port, e.g. when the peer asked us to stop. */
void probe_coverage(struct probe_run *run, int state, const char *reason);

/* Closes run->conn and opens a fresh one to the same port (TLS again when run->tls), through
 * the gate. Clears the greeting. */
int probe_reconnect(struct probe_run *run) MUST_USE;

/*
 * Fills vendor, product, version, revision, system, cpe and confidence of *service from the
 * fingerprints of that field
 * ("ssh.banner") in kb/fingerprints; leaves it alone and returns false when none matches. Texts
 * live in run->arena.
 */
bool probe_fingerprint(
    struct probe_run *run, const char *field, struct span text, struct obs_service *service);

/* Sends one datagram (borrows) through the gate and waits for one answer into reply (cleared
 * first). ERR_TIMEOUT for none. */
int probe_udp(
    struct probe_run *run, struct span request, struct str *reply, int timeout_ms) MUST_USE;

#endif
