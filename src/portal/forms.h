/* What forms of the portal share. */
#ifndef VARDE_PORTAL_FORMS_H
#define VARDE_PORTAL_FORMS_H

#include "api/call.h"

/* A path of this server, as it is, or "/": what a form or link may lead back to. */
const char *forms_own_path(const char *path);

/* Shows again what was typed: sets data.NAME to the field of that name, for names separated by
 * spaces. Never for secrets. */
void forms_keep(struct call *call, const char *names);

/* A password as it was typed, spaces included; "" when absent. Borrows. */
const char *forms_password(const struct call *call, const char *name);

/* Notes that the field is empty, or longer than max bytes. Gives whether it is good. */
bool forms_need(struct call *call, const char *name, size_t max);

#endif
