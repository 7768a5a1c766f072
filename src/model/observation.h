/*
 * Observations: what a collector saw, never what it thinks of it. varde-scan writes one JSON
 * object a line (NDJSON), "kind" first; the store keeps one SQL table a kind; assess reads
 * them. Every observation names the unit of work that made it, so that a resumed run knows what
 * is whole.
 */
#ifndef VARDE_MODEL_OBSERVATION_H
#define VARDE_MODEL_OBSERVATION_H

#include "base/vec.h"
#include "model/record.h"

enum obs_kind {
	OBS_ASSET,
	OBS_DNS,
	OBS_PORT,
	OBS_SERVICE,
	OBS_CERT,
	OBS_TLS,
	OBS_HTTP,
	OBS_FACT,
	OBS_COVERAGE,
	OBS_BURST,
	OBS_UNIT,
	OBS_PROGRESS, /* transient: shown, not stored */
	OBS_END,      /* transient: the last record of a job */
	OBS_KINDS,
};

enum asset_type { ASSET_DOMAIN, ASSET_HOST, ASSET_ADDRESS, ASSET_URL };
/* How far the authorisation reaches: everything; web by name only (another party's service);
 * nothing. */
enum asset_reach { REACH_FULL, REACH_NAME, REACH_NONE };
enum port_state { PORT_OPEN, PORT_CLOSED, PORT_FILTERED };
enum coverage_state {
	COVERAGE_SCANNED,
	COVERAGE_BLOCKED,
	COVERAGE_SKIPPED,
	COVERAGE_UNREACHABLE
};
enum transport { TRANSPORT_TCP, TRANSPORT_UDP };
enum unit_state { UNIT_DONE, UNIT_FAILED };
enum end_state { END_FINISHED, END_STOPPED, END_WINDOW, END_FAILED };

struct obs_asset {
	int64_t time;
	const char *unit;
	int type;           /* enum asset_type */
	const char *name;   /* domain or host name, address, or URL */
	int reach;          /* enum asset_reach */
	const char *parent; /* the asset it was found through; NULL for a seed */
	const char *why;    /* rule by which it is thought ours: "seed", "axfr", "word list",
			       "certificate", ... */
	struct text_list addresses; /* what the name resolves to */
};

struct obs_dns {
	int64_t time;
	const char *unit;
	const char *name;
	const char *type;        /* "A", "MX", ... */
	const char *rcode;       /* "NOERROR", "NXDOMAIN", ..., "TIMEOUT" */
	struct text_list values; /* presentation format, sorted */
	bool authenticated;      /* the resolver set AD, RFC 4035 section 3.2.3 */
};

struct obs_port {
	int64_t time;
	const char *unit;
	const char *addr;
	int64_t port;
	int transport; /* enum transport */
	int state;     /* enum port_state */
};

struct obs_service {
	int64_t time;
	const char *unit;
	const char *addr;
	int64_t port;
	int transport;
	bool tls;             /* the protocol is spoken inside TLS */
	const char *protocol; /* "http", "ssh", ...; "unknown" */
	const char *vendor, *product, *version;
	const char *revision; /* the distribution's package revision, "2+deb12u7" */
	const char *system;   /* operating system or distribution, when told */
	const char *cpe;      /* CPE 2.3 formatted string */
	int64_t confidence;   /* 0..100 in product and version */
	const char *banner;   /* first text of the service, cleaned */
};

struct obs_cert {
	int64_t time;
	const char *unit;
	const char *addr;
	int64_t port;
	const char *name; /* the server name that was asked for; NULL for none */
	const char *subject, *issuer, *serial;
	struct text_list names; /* subject alternative names: dNSName and iPAddress */
	int64_t not_before, not_after;
	const char *key; /* "RSA", "EC", "Ed25519", ... */
	int64_t key_bits;
	const char *signature; /* "sha256WithRSAEncryption" */
	bool self_signed;
	bool name_matches;  /* valid for .name, RFC 6125 section 6; true when no name was asked
			       for */
	int64_t chain;      /* certificates sent */
	const char *sha256; /* of the DER, lower-case hex */
};

struct obs_tls {
	int64_t time;
	const char *unit;
	const char *addr;
	int64_t port;
	const char *name;
	struct text_list versions; /* accepted: "SSLv3", "TLSv1.0", ... "TLSv1.3" */
	struct text_list suites;   /* accepted, in the server's order: "TLSv1.2
				      ECDHE-RSA-AES128-GCM-SHA256" by IANA name */
	bool starttls;
};

struct obs_http {
	int64_t time;
	const char *unit;
	const char *url;
	const char *addr;
	int64_t port;
	bool tls;
	const char *host;  /* the virtual host asked for; the address when none */
	const char *probe; /* why it was asked: "root", "robots", "git", ... */
	const char *method;
	int64_t status; /* 0: no valid answer */
	const char *location;
	struct text_list headers; /* "name: value", names in lower case, order kept */
	const char *title;
	const char *body;   /* first bytes, cleaned and redacted */
	int64_t body_bytes; /* bytes read */
};

struct obs_fact {
	int64_t time;
	const char *unit;
	const char *subject; /* domain, host or address that the fact is about */
	const char *addr;
	int64_t port; /* 0 for none */
	int transport;
	const char *fact; /* a row of fact_rows: "dns.axfr", "ssh.kex", ... */
	struct text_list values;
	const char *evidence; /* what shows it, cleaned, shortened, redacted */
};

struct obs_coverage {
	int64_t time;
	const char *unit;
	const char *subject; /* name or address */
	const char *addr;
	int64_t port;      /* 0: the whole subject */
	const char *stage; /* discover, sweep, identify, examine */
	int state;         /* enum coverage_state */
	const char *reason;
};

struct obs_burst {
	int64_t time;
	const char *unit;
	const char *source;
	const char *dest;
	int64_t port;
	int transport;
	const char *probe;
	int64_t packets; /* connections or datagrams sent */
	const char *authorisation;
};

struct obs_unit {
	int64_t time;
	const char *unit;
	const char *stage;
	int state;        /* enum unit_state */
	int64_t duration; /* ms */
	const char *reason;
};

struct obs_progress {
	int64_t time;
	const char *stage;
	int64_t done, total; /* units */
	int64_t hosts, ports, services, requests;
};

struct obs_end {
	int64_t time;
	int state; /* enum end_state */
	const char *reason;
};

/* The record type of each kind, indexed by enum obs_kind. */
extern const struct record_type obs_types[OBS_KINDS];

/* One observation of any kind. */
struct observation {
	enum obs_kind kind;
	union {
		void *rec; /* the struct that the kind names */
		struct obs_asset *asset;
		struct obs_dns *dns;
		struct obs_port *port;
		struct obs_service *service;
		struct obs_cert *cert;
		struct obs_tls *tls;
		struct obs_http *http;
		struct obs_fact *fact;
		struct obs_coverage *coverage;
		struct obs_burst *burst;
		struct obs_unit *unit;
		struct obs_progress *progress;
		struct obs_end *end;
	};
};

/* The observations of a run, in the order seen. */
struct observations {
	VEC(struct observation) all;
};

/* The kind of that name, or -1. */
int obs_kind_of(const char *name);

/* Parses one line of NDJSON into the arena. ERR_SYNTAX, ERR_RANGE with the reason in *msg. */
int obs_parse(
    struct span line, struct arena *arena, struct observation *ret, struct msg *msg) MUST_USE;

/* Appends one line of NDJSON, newline included. */
void obs_write(const struct observation *o, struct str *out);

/* Whether the kind is stored (progress and end are not). */
bool obs_stored(enum obs_kind kind);

/* Host part of "name", "addr" or "addr:port" for sorting and showing: gives subject, or addr
 * when there is none. Borrows. */
const char *obs_subject(const struct observation *o);

/* The facts that a collector may state: key, what the values are. NULL key ends the table. */
struct fact_row {
	const char *fact;
	const char *doc;
};

/* Every fact a collector may state; ends with a row whose fact is NULL. */
extern const struct fact_row fact_rows[];

#endif
