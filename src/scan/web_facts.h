/* What web answers say beyond themselves: health interfaces, allowed methods, products. */
#ifndef VARDE_SCAN_WEB_FACTS_H
#define VARDE_SCAN_WEB_FACTS_H

#include "scan/web.h"

/* Emits the facts that follow from the answer to a row's request (fhir.capability,
 * orthanc.system, dicomweb.root, http.allow). */
void web_facts(struct scan_unit *unit, const char *addr, const struct http_url *url,
    const struct web_row *row, const struct http_reply *reply);

#endif
