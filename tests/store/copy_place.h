/* A database with every table filled, for the tests of copies and backups. */
#ifndef VARDE_TESTS_STORE_COPY_PLACE_H
#define VARDE_TESTS_STORE_COPY_PLACE_H

#include "place.h"
#include "store/copy.h"

/* Fills every table with records that are hard to store; runs have units of n records. */
void copy_place_fill(struct place *place, struct db *db, int n);

/* An empty place of either engine; skips the test when there is no PostgreSQL. */
void copy_place_other(struct place *place, bool postgresql);

/* Both hold the same in every table; rows > 0 in all of them. */
void copy_place_same(struct place *place, struct db *a, struct db *b);

#endif
