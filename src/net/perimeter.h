/*
 * The authorised perimeter: what the job's targets and exclusions allow, as pure functions. The
 * gate asks it before every packet; the scanner asks it to know how far an asset may be
 * examined.
 *
 * Reach of an address: FULL when it lies in a target network or is a target address (and is not
 * excluded). An address that is only known through a name of a target domain is FULL when the
 * name leads to it without leaving the perimeter's domains and the perimeter names no networks
 * at all; otherwise it is NAME: the web by that name, nothing else.
 */
#ifndef VARDE_NET_PERIMETER_H
#define VARDE_NET_PERIMETER_H

#include "base/vec.h"
#include "model/job.h"
#include "model/observation.h"
#include "wire/ip.h"

enum target_kind { TARGET_DOMAIN, TARGET_URL, TARGET_NET };

struct target {
	enum target_kind kind;
	const char *text;  /* canonical: lower-case ASCII name, URL, or address/bits */
	const char *name;  /* DOMAIN, URL: host name; NULL when the URL's host is an address */
	struct ip_net net; /* NET, and URL with an address */
	uint16_t port;     /* URL: its port */
};

struct perimeter {
	VEC(struct target) targets;
	VEC(struct target) exclude;
	bool authorised; /* somebody is named who authorised it: without, loopback only */
	bool has_nets;   /* some target is a network or address */
};

/*
 * Parses one target: domain or host name (Unicode allowed), http(s) URL, address, or CIDR.
 * ERR_SYNTAX or ERR_RANGE with a message that says what to write instead. Texts live in the
 * arena.
 */
int target_parse(
    struct span text, struct arena *arena, struct target *ret, struct msg *msg) MUST_USE;

/* Parses the job's targets and exclusions; too many addresses (LIMIT_ADDRESSES) are ERR_LIMIT.
 * Of a job with proofs, the perimeter is the web of the names and addresses to be proved. */
int perimeter_of(const struct job *job, struct arena *arena, struct perimeter *ret,
    struct msg *msg) MUST_USE;

/* Whether the name is a target or lies below a target domain, and is not excluded. */
bool perimeter_name(const struct perimeter *p, const char *name);

/* Whether the address lies in a target network and is not excluded. */
bool perimeter_addr(const struct perimeter *p, const struct ip *ip);

/* Whether somebody named a URL with this host (name, or NULL and the address) and port. */
bool perimeter_url(
    const struct perimeter *p, const struct ip *ip, const char *name, uint16_t port);

/* Whether the address is excluded, directly or as a network. */
bool perimeter_excluded(const struct perimeter *p, const struct ip *ip);

/*
 * How far an address may be examined. name is the perimeter's name that leads to it (NULL when
 * it was given as an address); direct: it leads there without a CNAME out of the perimeter's
 * domains. Gives enum asset_reach.
 */
enum asset_reach perimeter_reach(
    const struct perimeter *p, const struct ip *ip, const char *name, bool direct);

#endif
