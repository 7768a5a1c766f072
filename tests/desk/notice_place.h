/* A hospital with people for the tests of notices. */
#ifndef VARDE_TESTS_DESK_NOTICE_PLACE_H
#define VARDE_TESTS_DESK_NOTICE_PLACE_H

#include "desk/notice_answer.h"
#include "desk_place.h"

struct notice_scene {
	const char *org, *other;           /* organisations */
	const char *tech, *officer, *boss; /* of org: technician, officer, management */
	const char *rival;                 /* officer of other */
	const char *analyst, *analyst2;    /* of the CERT */
};

struct notice_scene notice_scene(struct place *place, struct db *db);

/* What a test opens: one item under AMBER, an alert of that severity. */
struct notice_new notice_sample(const char *org, enum criticality severity);

/* Opens it in a transaction. */
struct notice_opened notice_opens(
    struct place *place, struct db *db, const struct notice_new *new, int64_t now);

/* As it is stored. */
struct notice notice_is(struct place *place, struct db *db, const char *id);

/* Messages of that template in the outbox to the person (NULL: to anybody). */
int64_t notice_mails(struct db *db, const char *template, const char *person);

/* The secret of the link in the newest message of that template to the person. */
const char *notice_secret(
    struct place *place, struct db *db, const char *template, const char *person);

#endif
