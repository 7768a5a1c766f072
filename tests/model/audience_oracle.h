/*
 * Who may see what, written a second time: from the text of TLP 2.0 and the rules of the desk
 * alone, and the other way round. src/model/audience.c asks one viewer after the other; this
 * builds sets of people out of the whole world and cuts them with each other.
 */
#ifndef VARDE_TESTS_MODEL_AUDIENCE_ORACLE_H
#define VARDE_TESTS_MODEL_AUDIENCE_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

#define ORACLE_PEOPLE 64
#define ORACLE_ORGS   16

/* Sets: bit i is person i, or organisation i. */
typedef uint64_t people;
typedef uint32_t orgs;

/* What a person does at the CERT, as bits. */
enum {
	O_READER = 1,
	O_ANALYST = 2,
	O_COORDINATOR = 4,
	O_PENTESTER = 8,
	O_OPERATOR = 16,
	O_ADMINISTRATOR = 32,
	O_AUDITOR = 64,
};

struct oracle_person {
	bool anonymous;
	orgs member_of;  /* now */
	orgs officer_of; /* now, with a role that reaches below; these are members, too */
	orgs once_of;    /* not any more: must not count */
	unsigned cert;   /* O_* */
	unsigned teams;  /* bits: engagements */
};

struct oracle_world {
	unsigned norgs, npeople;
	int parent[ORACLE_ORGS]; /* -1: none; smaller than the organisation's own number */
	struct oracle_person person[ORACLE_PEOPLE];
};

enum oracle_label { O_CLEAR, O_GREEN, O_AMBER, O_STRICT, O_RED };
enum oracle_for { O_OWNER, O_ALL, O_GROUPS, O_ORGS, O_PERSONS };

struct oracle_thing {
	enum oracle_label label;
	enum oracle_for meant_for;
	bool published;
	int author; /* -1: nobody */
	int owner;  /* -1: the CERT */
	orgs named_orgs;
	people named_people;
	bool of_case;
	orgs parties;
	int engagement; /* -1: none */
};

/* The set of all who may see it. */
people oracle_sees(const struct oracle_world *world, const struct oracle_thing *thing);

#endif
