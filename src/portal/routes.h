/* The routes of the portal: pages and forms. A feature is a file with a table of rows, and a
 * line in portal_tables. */
#ifndef VARDE_PORTAL_ROUTES_H
#define VARDE_PORTAL_ROUTES_H

#include "api/route.h"

/* All tables, for app.routes; ends with NULL. */
extern const struct route *const portal_tables[];

/* The tables; each ends with method NULL. */
extern const struct route start_routes[];   /* portal/start.c: start page, language, assets */
extern const struct route sign_in_routes[]; /* portal/sign_in.c */

/* The CERT's: portal/cert_NAME.c. */
extern const struct route cert_duty_routes[];
extern const struct route cert_queue_routes[];
extern const struct route cert_review_routes[];
extern const struct route cert_findings_routes[];
extern const struct route cert_orgs_routes[];
extern const struct route cert_enrolments_routes[];
extern const struct route cert_disputes_routes[];
extern const struct route cert_sector_routes[];
extern const struct route cert_workers_routes[];
extern const struct route cert_people_routes[];
extern const struct route cert_log_routes[];

#endif
