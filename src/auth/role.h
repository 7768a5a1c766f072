/*
 * Roles and permissions as one table, and the one question: may this person do that at this
 * organisation? A role of an organisation counts there; a group officer's also at every
 * organisation below; a role of the CERT everywhere. The administrator of the CERT reads no
 * member's content.
 */
#ifndef VARDE_AUTH_ROLE_H
#define VARDE_AUTH_ROLE_H

#include "model/member.h"

enum permission {
	MAY_PUBLIC,    /* nobody needs to sign in */
	MAY_SIGN_IN,   /* anybody who is signed in: own profile, keys, tokens, start page */
	MAY_VIEW,      /* an organisation's exposure, findings, orders, figures */
	MAY_REPORT,    /* its deliverables */
	MAY_ANSWER,    /* findings: assign, plan, answer, ask for a re-test */
	MAY_ACCEPT,    /* findings: accept a risk */
	MAY_DECLARE,   /* perimeter: propose, prove, retire */
	MAY_AUTHORISE, /* sign the authorisation */
	MAY_REVOKE,    /* revoke it */
	MAY_ORDER,     /* order an audit */
	MAY_STOP,      /* the stop button */
	MAY_PEOPLE,  /* invite people of the organisation, their roles and contact functions */
	MAY_SEE_LOG, /* who did and read what there */
	MAY_SECTOR,  /* CERT: the whole constituency, sector figures, the queue */
	MAY_REVIEW,  /* CERT: triage findings, prepare and release deliverables (four eyes) */
	MAY_DECIDE,  /* CERT: enrolments, disputes, attestations */
	MAY_OPERATE, /* CERT: workers, queue order, pausing */
	MAY_ADMINISTER, /* CERT: accounts, roles, settings; no content */
	MAY_AUDIT,      /* CERT: the whole audit log */
	MAY_PENTEST,    /* CERT: engagements; who is no coordinator only those of their team */
	PERMISSIONS,
};

/* Names of the permissions ("view"), for scopes of tokens and the manual; NULL-terminated. */
extern const char *const permission_names[];

/* Whether the role has the permission, where the role counts. */
bool role_has(enum role role, enum permission permission);

/* Whether it is a role of the CERT (its membership names no organisation). */
bool role_of_cert(enum role role);

struct standing {
	int role;         /* enum role */
	const char *org;  /* id; NULL for the CERT */
	const char *path; /* of the organisation; NULL for the CERT */
};

/* Who asks. Everything is borrowed from the call's arena. */
struct who {
	const char *person; /* id; NULL: nobody is signed in */
	const char *name, *mail, *lang;
	int zone;            /* minutes east of UTC */
	const char *session; /* hash of the session or id of the token */
	const char *csrf;    /* of the session; NULL for a token */
	const char *remote;  /* address */
	bool token;          /* by an API token */
	bool strong;         /* with a second factor */
	struct text_list
	    scopes; /* of the token: names of permissions; none: all of the person's */
	VEC(struct standing) standings; /* valid now */
};

/* Whether who may do it at the organisation of that path; path NULL: anywhere or nowhere
 * special (then a role of any organisation counts for MAY_SIGN_IN alone, one of the CERT for
 * its own). */
bool who_may(const struct who *who, enum permission permission, const char *path);

/* Whether who has a role of the CERT. */
bool who_is_cert(const struct who *who);

#endif
