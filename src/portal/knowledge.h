/* The pages about vulnerabilities. */
#ifndef VARDE_PORTAL_KNOWLEDGE_H
#define VARDE_PORTAL_KNOWLEDGE_H

#include "api/call.h"

/* Sets data.tabs, the pages beside each other, for whoever may see all of them; here is the
 * path of this one. */
void knowledge_tabs(struct call *call, const char *here);

#endif
