/*
 * What a provider of CSAF 2.0 documents publishes beside them (section 7.1): where it is found,
 * its metadata, and lists of its documents. Readers of bytes alone: what is fetched, and
 * whether a document's digest and signature hold, is decided elsewhere.
 */
#ifndef VARDE_FEED_CSAF_PROVIDER_H
#define VARDE_FEED_CSAF_PROVIDER_H

#include "model/vuln.h"

struct csaf_key {
	const char *fingerprint; /* of an OpenPGP key, hexadecimal in upper case; or NULL */
	const char *url;
};

/* A place with documents. */
struct csaf_source {
	const char *url; /* a folder (ends in "/") with index.txt and changes.csv, or a feed */
	bool rolie;      /* it is a ROLIE feed */
	const char *tlp; /* of the feed's documents, in the second version's words; or NULL */
};

struct csaf_provider {
	const char *canonical; /* the metadata's own address */
	const char *role;      /* "csaf_publisher", "csaf_provider", "csaf_trusted_provider" */
	const char *publisher, *space; /* name and namespace */
	int64_t updated;               /* ms; 0: not said */
	VEC(struct csaf_key) keys;
	VEC(struct csaf_source) sources;
	size_t left; /* places with documents that nobody may follow (not https) */
};

/* One document of a list. */
struct csaf_entry {
	const char *url; /* of a folder's list relative to the folder, without ".." */
	int64_t updated; /* ms; 0: not said */
	const char *sha256, *sha512, *signature; /* URLs, or NULL: the document's with an
						    extension behind it */
};

struct csaf_entries {
	VEC(struct csaf_entry) all;
	size_t left; /* lines or entries that are not understood, or that nobody may follow */
};

/* The addresses that the CSAF: lines of a security.txt give: https alone, in their order. */
void csaf_provider_security(struct span text, struct arena *arena, struct text_list *ret);

/*
 * Where a domain's metadata may be, in the order in which the specification has them tried
 * (section 7.3.1): the well-known path, the security.txt of both places (then what its CSAF:
 * lines say), the name in the DNS. The domain is a plain name, or a loopback address with a
 * port: else the list stays empty.
 */
void csaf_provider_places(const char *domain, struct arena *arena, struct text_list *ret);

/* A provider-metadata.json. ERR_SYNTAX with *msg. Addresses that are not https are left away.
 */
int csaf_provider_read(
    struct span text, struct arena *arena, struct csaf_provider *ret, struct msg *msg) MUST_USE;

/* A folder's changes.csv ("path","time"), or an index.txt (a path a line). */
void csaf_provider_changes(struct span csv, struct arena *arena, struct csaf_entries *ret);
void csaf_provider_index(struct span text, struct arena *arena, struct csaf_entries *ret);

/* A ROLIE feed. ERR_SYNTAX with *msg. */
int csaf_provider_rolie(
    struct span text, struct arena *arena, struct csaf_entries *ret, struct msg *msg) MUST_USE;

/* The name of the file that a document of that number has to be in (section 5.1). */
const char *csaf_provider_filename(const char *id, struct arena *arena);

/* Whether the file's text (a .sha256 or .sha512) begins with the digest, given in lower case,
 * and nothing else in hexadecimal. */
bool csaf_provider_digest_is(struct span text, const char *digest);

/* The addresses of providers' metadata in an aggregator.json (section 7.1.21). ERR_SYNTAX with
 * *msg; a file of another kind gives ERR_UNSUPPORTED without. */
int csaf_provider_aggregator(
    struct span text, struct arena *arena, struct text_list *ret, struct msg *msg) MUST_USE;

/* The host that the address names, in lower case; NULL when that is not plain to see. The arena
 * owns it. */
const char *csaf_provider_host(const char *url, struct arena *arena);

/* Whether both addresses are of one owner: the same host, or hosts of one registrable domain.
 */
bool csaf_provider_same_site(const char *a, const char *b);

/* How narrow a TLP label is: 0 (CLEAR, WHITE, none) to 4 (RED, and what is not known). */
int csaf_provider_tlp(const char *label);

#endif
