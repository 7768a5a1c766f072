/*
 * The side that takes CSAF 2.0 documents (section 7.3): finds a provider's metadata, its keys
 * and its lists, and decides of each document whether it is what its provider has published.
 * How bytes are fetched, and what is kept, is the caller's: everything here is a function of
 * what the provider answers.
 *
 * What touches where bytes come from fails the whole: a digest or a signature that is wrong or
 * missing where it must be, a key that is not the one named, another host, a redirect. What is
 * only not for us is left out and told: a narrower TLP label, a draft, a document whose file
 * has another name than its number gives, or that is in another's name.
 */
#ifndef VARDE_FEED_CSAF_CLIENT_H
#define VARDE_FEED_CSAF_CLIENT_H

#include "feed/csaf_provider.h"
#include "feed/openpgp.h"

enum {
	CSAF_FILE = 64 << 20, /* bytes of one document, list or metadata */
	CSAF_MANY = 200000,   /* documents of one provider */
	CSAF_REMARKS = 12,
};

struct csaf_ask {
	const char *url;
	int64_t max; /* bytes */
	bool direct; /* the answer may not be a redirect */
	bool own;    /* it is the provider's own site: a token may be shown */
};

/* Gives the bytes, in the arena. ERR_NOTFOUND: there is no such file; others, with a message.
 */
typedef int csaf_fetch(void *arg, const struct csaf_ask *ask, struct arena *arena,
    struct span *ret, struct msg *msg);

/* Why something was left out, and how often. */
struct csaf_remark {
	const char *why; /* static */
	const char *first;
	int64_t n;
};

struct csaf_client {
	/* the caller's, borrowed */
	const char *place;      /* a domain, or the address of the metadata */
	int clearance;          /* csaf_provider_tlp: what may be taken */
	struct text_list hosts; /* besides the metadata's own, where documents may be */
	struct text_list pins;  /* keys known before: one of them must still be named */
	bool is_signed;         /* it has signed everything before */
	const char *only;       /* how the address of a source ends that is wanted; NULL: all */
	csaf_fetch *fetch;
	void *arg;
	struct arena *arena; /* of what is found out */

	/* found out */
	const char *url; /* of the metadata */
	struct csaf_provider provider;
	struct text_list members;    /* the place is an aggregator's: its providers' metadata */
	struct csaf_entries entries; /* absolute addresses, each file's name once */
	bool strict;                 /* digest and signature must be there */
	struct openpgp *pgp;         /* NULL: no keys */
	int64_t taken, verified;     /* documents that are taken; those with a good signature */
	int64_t odd;                 /* those that are not what the standard asks for */
	struct csaf_remark remarks[CSAF_REMARKS];
	size_t nremarks;
};

/* Finds the metadata: .url and .provider, or .members. With a message. */
int csaf_client_find(struct csaf_client *c, struct msg *msg) MUST_USE;

/* Fetches the keys that the metadata names. csaf_client_done ends them. */
int csaf_client_keys(struct csaf_client *c, struct msg *msg) MUST_USE;

/* Fetches the lists: .entries. */
int csaf_client_list(struct csaf_client *c, struct msg *msg) MUST_USE;

/* Ends what the client holds beside its arena. */
void csaf_client_done(struct csaf_client *c);

enum csaf_verdict { CSAF_TAKE, CSAF_SAME, CSAF_LEAVE };

struct csaf_document {
	enum csaf_verdict verdict; /* CSAF_SAME: its digest is the one that is known */
	struct span bytes;
	const char *id;     /* as csaf_read makes it */
	const char *sha512; /* of the bytes, in hexadecimal; NULL for CSAF_SAME */
};

/*
 * Fetches a document of the list, with digest and signature, and decides. known: the SHA-512 of
 * the one that is known already, or NULL. Everything in *ret is in the arena. A failure is one
 * of the whole provider.
 */
int csaf_client_take(struct csaf_client *c, const struct csaf_entry *entry, const char *known,
    struct arena *arena, struct csaf_document *ret, struct msg *msg) MUST_USE;

/* Whether bytes that were fetched from the address are what digest and signature beside it say.
 * With a message. */
int csaf_client_prove(struct csaf_client *c, const struct csaf_entry *entry, struct span bytes,
    struct arena *arena, struct msg *msg) MUST_USE;

/* Whether the provider may send us to that address. */
bool csaf_client_may(const struct csaf_client *c, const char *url);

#endif
