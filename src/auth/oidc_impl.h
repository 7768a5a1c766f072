/* Between the files of oidc: what a provider publishes, and how it is asked. */
#ifndef VARDE_AUTH_OIDC_IMPL_H
#define VARDE_AUTH_OIDC_IMPL_H

#include "auth/oidc.h"

#include <pthread.h>

/* A document of the provider as it was last fetched. */
struct oidc_document {
	char *text;         /* mem_alloc; NULL before the first time */
	int64_t fetched_ms; /* when */
	int64_t tried_ms;   /* when it was last asked for */
};

struct oidc {
	struct arena *arena; /* the configuration's texts */
	struct oidc_config config;
	pthread_mutex_t lock; /* over the documents; never held while waiting for the network */
	struct oidc_document metadata;
	struct oidc_document keys;
};

struct oidc_field {
	const char *name;
	const char *value; /* NULL: left out */
};

/* The provider's metadata (Discovery 1.0 section 3), checked to be of our issuer. */
int oidc_impl_metadata(struct oidc *oidc, int64_t now_ms, struct arena *arena,
    const struct json **ret, struct msg *msg) MUST_USE;

/* Its keys. again: the ones that are there lack one; looks anew, but seldom. */
int oidc_impl_keys(struct oidc *oidc, const struct json *metadata, bool again, int64_t now_ms,
    struct arena *arena, const struct json **ret, struct msg *msg) MUST_USE;

/* Posts the fields as a form, with a client assertion (RFC 7523), and gives status and JSON
 * (NULL when it is none). */
int oidc_impl_post(struct oidc *oidc, const char *url, const struct oidc_field *fields,
    size_t n, int64_t now_ms, struct arena *arena, int *ret_status,
    const struct json **ret_json, struct msg *msg) MUST_USE;

/* Gets a JSON document; bearer: an access token, or NULL. */
int oidc_impl_get(struct oidc *oidc, const char *url, const char *bearer, struct arena *arena,
    const struct json **ret_json, struct msg *msg) MUST_USE;

/* Appends the fields in application/x-www-form-urlencoded. */
void oidc_impl_form(const struct oidc_field *fields, size_t n, struct str *out);

/* The base with the fields as its query (after the one it has). The arena owns it. */
const char *oidc_impl_url(
    const char *base, const struct oidc_field *fields, size_t n, struct arena *arena);

/* The text member of a document, or NULL. */
const char *oidc_impl_text(const struct json *v, const char *name);

#endif
