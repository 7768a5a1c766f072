/* A scan job: what may be scanned, on whose word, and how. The first line that varde-scan
 * reads. */
#ifndef VARDE_MODEL_JOB_H
#define VARDE_MODEL_JOB_H

#include "model/record.h"

enum profile { PROFILE_PASSIVE, PROFILE_STANDARD, PROFILE_FULL };

struct job {
	const char *id;            /* of the run */
	const char *authorised_by; /* NULL: only loopback may be scanned */
	struct text_list targets;  /* domains, hosts, URLs, addresses, CIDRs, as validated */
	struct text_list exclude;  /* the same; wins over targets */
	int profile;               /* enum profile */
	const char *ports;         /* "22,80,8000-8100"; NULL for the profile's */
	int64_t rate; /* new connections a second and address; 0 for the profile's */
	struct text_list resolvers; /* "addr" or "addr:port" */
	struct text_list windows;   /* "22:00-06:00" UTC; none means always */
	const char *source;         /* address to send from; NULL for the system's choice */
	const char *contact;        /* shown in the User-Agent */
	struct text_list proofs;    /* "NAME|TOKEN": then only these proofs of ownership are
				       looked at, and the targets are not scanned */
	int64_t seed; /* of every random order and label, so that a resumed run repeats them */
};

/* Names of enum profile's values, as in JSON; NULL-terminated. */
extern const char *const profile_names[];

/* The fields of struct job. */
extern const struct record_type job_type;

enum { JOB_PORTS = 65536 };

/* Marks the ports of a list ("22,80,8000-8100") in wanted[JOB_PORTS]. ERR_SYNTAX with a
 * message.
 */
int job_ports(const char *list, bool *wanted, struct msg *msg) MUST_USE;

#endif
