/* What every table of fields must keep, whatever its record is. */
#ifndef VARDE_TESTS_MODEL_ROWS_H
#define VARDE_TESTS_MODEL_ROWS_H

#include "model/record.h"

/* Fails the test unless the rows are sound and a record with every member set survives JSON. */
void rows_check(const struct record_type *type);

#endif
