/* What mail.c and mail_head.c share. */
#ifndef VARDE_PROTO_MAIL_IMPL_H
#define VARDE_PROTO_MAIL_IMPL_H

#include "proto/mail.h"

/* Takes an unfolded header. */
void mail_impl_header(struct tx *tx, struct mail *m, struct span header);

#endif
