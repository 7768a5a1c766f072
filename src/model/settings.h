/* The settings of a server, one row each; the file (codec/conf), the manual and `varde doctor`
 * derive from the rows. */
#ifndef VARDE_MODEL_SETTINGS_H
#define VARDE_MODEL_SETTINGS_H

#include "model/record.h"

struct settings {
	const char *db;     /* database: a file or a postgresql:// URL */
	const char *data;   /* folder of keys and spools */
	const char *listen; /* "127.0.0.1:8443" or "unix:/run/varde/web.sock" */
	const char *url; /* how people reach it: "https://cert.example.org", no final slash */
	const char *tls_cert, *tls_key; /* PEM files */
	const char *proxy;              /* address of the proxy whose X-Forwarded-* count */
	const char *worker_listen;      /* address for `varde worker` (mTLS); NULL: none */
	const char *worker_cert, *worker_key, *worker_ca;
	const char *metrics_listen; /* Prometheus; NULL: none */
	const char *name;           /* of the CERT */
	const char *contact; /* mail or page shown to those who are scanned and to members */
	const char *phone;   /* of the CERT's duty officer */
	const char *lang;    /* default language */
	int64_t zone;        /* minutes east of UTC */
	const char *terms;   /* version of the terms in force */
	const char *
	    smtp; /* smtp://, smtps:// URL of the mail server; NULL: mails are kept, not sent */
	const char *smtp_user, *smtp_password_file;
	const char *smtp_ca; /* PEM file */
	bool smtp_starttls;  /* TLS is required on smtp:// */
	const char *mail_from;
	const char *mail_reply; /* address that replies and bounces come to, with a + part */
	const char *mail_dir;   /* Maildir that they are read from; NULL: not */
	const char *imap;       /* ... or imaps://HOST/FOLDER */
	const char *imap_user, *imap_password_file, *imap_ca;
	struct text_list webhook_networks; /* not public, but webhooks and pulls may go there */
	const char *oidc_issuer, *oidc_client, *oidc_key_file, *oidc_scopes, *oidc_name,
	    *oidc_acr, *oidc_ca;
	int64_t workers;            /* local worker processes; 0: none */
	struct text_list resolvers; /* name servers the scanner asks */
	const char *source;         /* address the scanner sends from */
	int64_t rate;               /* new connections a second and address; 0: the profile's */
	int deadlines;              /* enum deadlines (model/run.h) */
	const char *knowledge;      /* compiled knowledge pack; NULL: beside the database */
	bool loopback;              /* a demonstration: loopback may be declared as perimeter */
	bool weak;                  /* a demonstration: a second factor is not demanded */
};

/* The rows. */
extern const struct record_type settings_type;

/* The settings that hold when the file says nothing. Static texts. */
void settings_init(struct settings *settings);

/* The contact as it is read: a mail address without its scheme; NULL when there is none.
 * Borrows. */
const char *settings_contact(const struct settings *settings);

#endif
