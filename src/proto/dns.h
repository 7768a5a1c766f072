/* What others may ask of a DNS transaction. */
#ifndef VARDE_PROTO_DNS_H
#define VARDE_PROTO_DNS_H

#include "proto/proto.h"

/* The name and the type of the first question of a query, as long as the sink is told; false
 * for answers and for what is malformed. Borrows. */
bool dns_name_question(const struct tx *tx, struct span *ret_name, uint16_t *ret_type);

#endif
