/* Web sites: one unit a site (scheme, name, port, address), a table of read-only requests, and
 * what they show. */
#ifndef VARDE_SCAN_WEB_H
#define VARDE_SCAN_WEB_H

#include "net/http.h"
#include "scan/probe.h"
#include "scan/unit.h"

/* A request that every site gets: a row of web_rows. */
struct web_row {
	const char *probe;  /* obs_http.probe: "git", "status", ... */
	const char *method; /* GET, HEAD or OPTIONS */
	const char *path;
	bool home_only; /* asked once for an address, not again for each name on it */
};

extern const struct web_row web_rows[]; /* ends with probe NULL */

/* "web/SCHEME/NAME/PORT/ADDR". */
int web_site(struct scan_unit *unit);

/* Fills the product of a service from what an HTTP answer shows: Server, X-Powered-By, title,
 * cookies, body. */
void web_identify(
    struct probe_run *run, const struct http_reply *reply, struct obs_service *service);

/* What may be kept of a body: cleaned, shortened, and secrets after "=" or ":" replaced for the
 * probes that look for leaks. */
const char *web_evidence(struct arena *arena, const char *probe, struct span body);

#endif
