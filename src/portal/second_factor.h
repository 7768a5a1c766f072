/* The second factor: setting it up, and showing it. */
#ifndef VARDE_PORTAL_SECOND_FACTOR_H
#define VARDE_PORTAL_SECOND_FACTOR_H

#include "api/call.h"

/* Whether the code (of the authenticator, or for recovery) is the person's, which uses it up:
 * 1, 0, or ERR_*. */
int second_factor_check(
    struct call *call, const struct person *person, const char *code) MUST_USE;

/* Whether the person has one; *ret_keys is the number of passkeys. */
int second_factor_has(
    struct call *call, const struct person *person, size_t *ret_keys, bool *ret_has) MUST_USE;

/* The person who asks. ERR_* of the store, as the call's. */
int second_factor_person(struct call *call, struct person *ret) MUST_USE;

/* Whether who asks may change factors: a strong session, or nothing to show yet. Else the page
 * to show one has been answered. */
int second_factor_may_change(
    struct call *call, const struct person *person, bool *ret_may) MUST_USE;

#endif
