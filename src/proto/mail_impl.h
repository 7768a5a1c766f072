/* What mail.c and mail_head.c share. */
#ifndef VARDE_PROTO_MAIL_IMPL_H
#define VARDE_PROTO_MAIL_IMPL_H

#include "proto/mail.h"

/* A copy in the transaction's arena; empty when the message has kept enough. */
struct span mail_impl_keep(struct tx *tx, struct mail *m, struct span bytes);

/* Takes an unfolded header. */
void mail_impl_header(struct tx *tx, struct mail *m, struct span header);

#endif
