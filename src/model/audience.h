/*
 * TLP is access control: the one function that decides who sees what. Every page, API answer,
 * mail, export and feed that shows something with a label asks it, at the time of showing.
 *
 * Four things must agree, and each of them can only take away:
 *   label     CLEAR everybody; GREEN the active members of the constituency; AMBER the people
 *             of the organisations it is for, and officers of the groups above these;
 *             AMBER+STRICT the people of these organisations alone; RED the persons named.
 *   audience  whom it is for: all, groups, organisations, persons, or its owner alone.
 *   case      of a case with parties: people of the parties (and, not for AMBER+STRICT, of the
 *             groups above them).
 *   state     until it is published: analysts and coordinators of the CERT.
 * The CERT's content readers (reader, analyst, coordinator) see whatever is published and is
 * not RED, whomever it is for; a pentester what names their engagement or their person; the
 * administrator, the operator and the auditor what names their person. The author sees what
 * they wrote. Somebody who belongs to nothing any more sees what everybody sees.
 */
#ifndef VARDE_MODEL_AUDIENCE_H
#define VARDE_MODEL_AUDIENCE_H

#include "model/member.h"
#include "model/tlp.h"

/* An organisation that is meant, or that somebody belongs to. All borrowed. */
struct audience_org {
	const char *id;
	const char *path; /* as org.path: ids from the top to itself, each ended by a slash;
			     none: nobody stands above or below it */
};

struct audience_membership {
	struct audience_org org;
	bool below;  /* the role reaches the organisations below (group officer) */
	bool active; /* the membership is valid now, and its organisation is served */
};

/* Who looks. All borrowed. */
struct audience_viewer {
	const char *person; /* id; NULL: nobody is signed in, whatever else is set */
	const struct audience_membership *memberships;
	size_t nmemberships;
	unsigned cert_roles;            /* bits 1u << enum role that are valid now */
	const char *const *engagements; /* whose team the person is on */
	size_t nengagements;
};

/* Whom a thing is for. The first is what a forgotten value means. */
enum audience_kind {
	AUDIENCE_OWNER,         /* its owner alone */
	AUDIENCE_ALL,           /* the whole constituency */
	AUDIENCE_GROUPS,        /* the groups in orgs, and every organisation below them */
	AUDIENCE_ORGANISATIONS, /* exactly the organisations in orgs */
	AUDIENCE_PERSONS,       /* the persons, and nobody for being of an organisation */
};

/* Names of the values, NULL-terminated. */
extern const char *const audience_kind_names[];

/* Whom something is shown to. All borrowed. */
struct audience {
	enum tlp label;
	enum audience_kind kind;
	bool published;
	const char *author;        /* person; NULL: nobody */
	struct audience_org owner; /* id NULL: the CERT. People of the owner belong to every
				      audience but one of persons */
	const struct audience_org *orgs; /* of AUDIENCE_GROUPS and AUDIENCE_ORGANISATIONS */
	size_t norgs;
	const char *const *persons; /* of AUDIENCE_PERSONS */
	size_t npersons;
	bool of_case; /* it belongs to a case: nobody but of its parties (and its owner) */
	const struct audience_org *parties;
	size_t nparties;
	const char *engagement; /* pentest it belongs to; its team sees it. NULL: none */
};

/* Whether the viewer sees it. */
bool audience_sees(const struct audience_viewer *viewer, const struct audience *audience);

/* A part of a thing: a field, a section, a post. */
struct audience_part {
	enum tlp label;             /* its own label */
	const struct audience *own; /* its own audience (label and all; the label above is then
				       not looked at); NULL: that of the whole */
};

/*
 * Which of n parts the viewer sees: those that the whole and the part itself let them see. A
 * part can be stricter than the whole, never wider.
 */
void audience_fields(const struct audience_viewer *viewer, const struct audience *whole,
    const struct audience_part *parts, size_t n, bool *ret_sees);

#endif
