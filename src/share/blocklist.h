/*
 * The blocklist as members' firewalls, proxies and scripts fetch it (GET /v3): what is asked
 * for, and rows to the bytes of eight formats. Pure: no clock, no store. The contract is that
 * of HelseCERT's version 3, so that what members run already works unchanged.
 */
#ifndef VARDE_SHARE_BLOCKLIST_H
#define VARDE_SHARE_BLOCKLIST_H

#include "model/ioc.h"

enum blocklist_format {
	BLOCKLIST_LIST,
	BLOCKLIST_LIST_CONTEXT,
	BLOCKLIST_LIST_CIDR,
	BLOCKLIST_LIST_CIDR_CONTEXT,
	BLOCKLIST_LIST_REGEX,
	BLOCKLIST_LIST_REGEX_CONTEXT,
	BLOCKLIST_PALOALTO,
	BLOCKLIST_SQUID,
};

/* Names of the values, as in the query; NULL-terminated. */
extern const char *const blocklist_format_names[];

/* An indicator as it is served. Borrows. */
struct blocklist_row {
	const char *id, *value, *malware;
	int64_t added, expires;     /* ms */
	int64_t ended;              /* ms; 0: it is active, else it is a tombstone */
	int64_t number;             /* its own, for good; 0: none */
	int64_t seen;               /* how often members and the CERT saw it */
	int64_t seen_from, seen_to; /* first and last time, ms */
	uint8_t type, list, confidence, impact, fp_rate, kill_chain, category, tlp;
};

struct blocklist_query {
	enum blocklist_format format;
	/* Bits 1u << value; what was not asked for is all ones, but types and lists. */
	unsigned types, lists, confidence, impact, fp_rate, kill_chain, category;
	unsigned tlps;            /* labels that the reader may see: the caller's to set */
	struct text_list malware; /* families; none: all */
	size_t limit;             /* lines at most, the newest; 0: all */
	bool hash;                /* the MD5 of the list instead of the list */
	bool removed;             /* tombstones instead of what is active */
};

/* A name and a value of the request's query. */
struct blocklist_arg {
	const char *name, *value;
};

/*
 * Reads a query. Parameters that are not known are passed over, as clients send their own; a
 * value that a known one cannot have is ERR_SYNTAX with what it may be in *msg, and so is a
 * query without any type. What is absent: format list, list_name default.
 */
int blocklist_query_read(const struct blocklist_arg *args, size_t n, struct arena *arena,
    struct blocklist_query *ret, struct msg *msg) MUST_USE;

/* Appends " # " and what is known of the indicator: when it was added, and words key:value.
 */
void blocklist_context(const struct blocklist_row *row, struct str *out);

/* The query in one form, however it was written: for the record of what was fetched. Appends
 * to out. */
void blocklist_query_text(const struct blocklist_query *query, struct str *out);

/*
 * Writes the rows (the newest first) that the query asks for and that have not expired, a line
 * each; gives how many lines. str_ok tells whether all of it fitted.
 */
size_t blocklist_write(const struct blocklist_row *rows, size_t n,
    const struct blocklist_query *query, int64_t now, struct arena *arena, struct str *out);

#endif
