/*
 * Logging in by OpenID Connect (Core 1.0): authorization code flow with PKCE (RFC 7636), pushed
 * requests where the provider takes them (RFC 9126), private_key_jwt, the issuer of the answer
 * (RFC 9207). Two steps: oidc_begin says where to send the browser and what to keep meanwhile,
 * oidc_finish takes what came back and says who it was. Both block on the provider's answers.
 * Keeping sessions, and deciding what a person may do, is the caller's.
 */
#ifndef VARDE_AUTH_OIDC_H
#define VARDE_AUTH_OIDC_H

#include "auth/secret.h"
#include "base/arena.h"
#include "base/err.h"
#include "codec/json.h"

enum {
	OIDC_SKEW = 60 * 1000,            /* ms that clocks may differ */
	OIDC_FRESH = 60 * 60 * 1000,      /* ms that what the provider publishes is believed */
	OIDC_STALE = 24 * 60 * 60 * 1000, /* ... and used when it cannot be fetched anew */
	OIDC_RELOAD = 60 * 1000,          /* ms between two looks for a key that is missing */
	OIDC_LOGIN = 10 * 60 * 1000,      /* ms between begin and finish, at most */
	OIDC_SUBJECT = 255,               /* bytes of a subject, Core section 2 */
};

/* How to speak with a provider; from the configuration. */
struct oidc_config {
	const char *issuer; /* exactly as the provider writes it */
	const char *client_id;
	const char *client_key;       /* private JWK (jose_key_new) */
	const char *redirect_uri;     /* our page that takes the answer */
	const char *after_logout_uri; /* our page after a logout there; NULL: theirs */
	const char *scope;            /* NULL: "openid profile email" */
	const char *acr_values;   /* assurance asked for, as the provider names it; or NULL */
	const char *acr_required; /* any other in the token is refused; or NULL */
	const char *ca_file;      /* PEM to trust instead of the system's; or NULL */
	const char *proxy;        /* URL; or NULL */
};

struct oidc; /* a provider with what it publishes; may be used by many threads at a time */

/* Gives a provider; copies the configuration, asks nobody yet. oidc_free ends it. ERR_RANGE: a
 * part of the configuration is missing; ERR_SYNTAX: the key is none. */
int oidc_new(const struct oidc_config *config, struct oidc **ret, struct msg *msg) MUST_USE;

/* Frees; NULL is allowed. Returns NULL. */
struct oidc *oidc_free(struct oidc *oidc);

/* What to keep on the server while the browser is away, bound to that browser (a cookie), and
 * to delete when it comes back. */
struct oidc_kept {
	char state[SECRET_TEXT]; /* names the attempt: comes back in the query */
	char nonce[SECRET_TEXT];
	char verifier[SECRET_TEXT];
	int64_t begun_ms;
};

/* Fills *ret_kept and *ret_url, to which the browser is sent; the arena owns the URL. locales:
 * languages of the provider's pages ("nb en"), or NULL. Errors are those of fetch,
 * ERR_PROTOCOL: the provider answers something else, ERR_DENIED: it refuses us. */
int oidc_begin(struct oidc *oidc, const char *locales, int64_t now_ms, struct arena *arena,
    struct oidc_kept *ret_kept, const char **ret_url, struct msg *msg) MUST_USE;

/* Who has logged in. The arena owns all texts. */
struct oidc_person {
	const char *subject;  /* never reused by the issuer; the person is (issuer, subject) */
	const char *name;     /* or NULL */
	const char *mail;     /* or NULL; only if mail_verified is it theirs */
	bool mail_verified;   /* the provider says so */
	const char *acr;      /* assurance, or NULL */
	const char *amr;      /* methods used, separated by spaces; "" when not said */
	int64_t auth_ms;      /* when they authenticated; 0 when not said */
	const char *sid;      /* the provider's session, or NULL */
	const char *id_token; /* for oidc_logout_url */
	const struct json *claims; /* of the ID token */
	const struct json *about;  /* of the userinfo endpoint; NULL when it was not asked */
};

/*
 * Takes the query of the request to redirect_uri ("code=...&state=...") and what was kept, and
 * wipes the latter, so that a second answer finds nothing. ERR_DENIED: state, issuer, nonce,
 * audience or signature are others', or the provider says no; ERR_CANCELLED: the person did;
 * ERR_TIMEOUT: too late; ERR_SYNTAX; those of fetch. *msg's detail is for the log.
 */
int oidc_finish(struct oidc *oidc, struct oidc_kept *kept, struct span query, int64_t now_ms,
    struct arena *arena, struct oidc_person *ret, struct msg *msg) MUST_USE;

/* Where to send the browser to log out there, too; id_token: of the login, or NULL. The arena
 * owns it. ERR_UNSUPPORTED: the provider has no such page; those of fetch. */
int oidc_logout_url(struct oidc *oidc, const char *id_token, const char *state, int64_t now_ms,
    struct arena *arena, const char **ret_url, struct msg *msg) MUST_USE;

#endif
