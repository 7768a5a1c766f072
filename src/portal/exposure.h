/* The pages about what is exposed lie beside each other (web/portal/exposure_tabs.html). */
#ifndef VARDE_PORTAL_EXPOSURE_H
#define VARDE_PORTAL_EXPOSURE_H

#include "api/call.h"

/* Sets data.at: which of them this is: tree, graph, list or events (constant). */
void exposure_at(struct call *call, const char *tab);

#endif
