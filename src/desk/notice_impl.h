/* Between the files of notices (desk/notice*.c). */
#ifndef VARDE_DESK_NOTICE_IMPL_H
#define VARDE_DESK_NOTICE_IMPL_H

#include "desk/notice_tell.h"

/* Milliseconds until the next reminder after n were sent; -1: there is none any more. */
int64_t notice_remind_after(int64_t n);

/* The text that it is told by, the first time and with news. */
const char *notice_template(const struct notice *n);

#endif
