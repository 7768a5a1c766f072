/* The text of an authorisation, in three languages. */
#ifndef VARDE_DESK_STATEMENT_H
#define VARDE_DESK_STATEMENT_H

#include "base/str.h"
#include "desk/authorise.h"

/* Appends the text over these facts; items are those that are proved now. Pure: the same facts
 * give the same bytes, by which it is hashed. */
void statement_write(struct str *out, const struct authorise_ask *ask, const struct org *org,
    const struct item_list *items, const char *signer_name);

#endif
