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
extern const struct route links_routes[];   /* portal/links.c: one-time links */
extern const struct route second_factor_routes[]; /* portal/second_factor.c */
extern const struct route passkeys_routes[];      /* portal/passkeys.c */
extern const struct route oidc_routes[];          /* portal/oidc.c */
extern const struct route profile_routes[];       /* portal/profile.c */
extern const struct route contact_keys_routes[];  /* portal/contact_keys.c: for mails */
extern const struct route tokens_routes[];        /* portal/tokens.c: API tokens */
extern const struct route knowledge_routes[];     /* portal/knowledge.c */
extern const struct route enrol_routes[];         /* portal/enrol.c: becoming a member */
extern const struct route cvss_routes[]; /* portal/cvss.c: a calculator, for everybody */
/* What a member sees and does (/orgs/{org}/...). */
extern const struct route cert_check_routes[];     /* portal/cert_check.c */
extern const struct route evidence_routes[];       /* portal/evidence.c */
extern const struct route org_routes[];            /* portal/org.c */
extern const struct route finding_routes[];        /* portal/finding.c */
extern const struct route perimeter_routes[];      /* portal/perimeter.c */
extern const struct route authorise_routes[];      /* portal/authorise.c */
extern const struct route order_routes[];          /* portal/order.c */
extern const struct route deliver_routes[];        /* portal/deliver.c */
extern const struct route exposure_routes[];       /* portal/exposure.c */
extern const struct route graph_routes[];          /* portal/graph.c */
extern const struct route asset_routes[];          /* portal/asset.c */
extern const struct route people_routes[];         /* portal/people.c */
extern const struct route org_log_routes[];        /* portal/org_log.c */
extern const struct route advisories_routes[];     /* portal/advisories.c, for everybody too */
extern const struct route alerts_routes[];         /* portal/alerts.c */
extern const struct route advisory_files_routes[]; /* portal/advisory_files.c: CSAF, Atom */
extern const struct route incidents_routes[];      /* portal/incidents.c: reports, cases */
extern const struct route deadlines_routes[];      /* portal/deadlines.c: and their calendar */
extern const struct route blocklist_routes[];      /* portal/blocklist.c: and GET /v3 */
extern const struct route pentests_routes[];       /* portal/pentests.c */
extern const struct route watch_routes[];    /* portal/watch.c: articles, for everybody too */
extern const struct route picture_routes[];  /* portal/picture.c: the sector's picture */
extern const struct route misp_routes[];     /* portal/misp.c: MISP's feed and interface */
extern const struct route taxii_routes[];    /* portal/taxii.c: TAXII 2.1 */
extern const struct route suricata_routes[]; /* portal/suricata.c: rules of sensors */

/* The CERT's: portal/cert_NAME.c. */
extern const struct route cert_duty_routes[];
extern const struct route cert_contacts_routes[];
extern const struct route cert_queue_routes[];
extern const struct route cert_review_routes[];
extern const struct route cert_findings_routes[];
extern const struct route notices_routes[];      /* portal/notices.c: and their links */
extern const struct route rules_routes[];        /* portal/rules.c: who is told */
extern const struct route cert_notices_routes[]; /* portal/cert_notices.c: calls, replies */
extern const struct route cert_messages_routes[];
extern const struct route cert_advisories_routes[];
extern const struct route cert_incidents_routes[];
extern const struct route cert_incident_routes[];
extern const struct route cert_incident_act_routes[];
extern const struct route cert_incident_posts_routes[];
extern const struct route cert_watch_routes[];
extern const struct route cert_alert_next_routes[];
extern const struct route cert_alerts_routes[];
extern const struct route cert_alerts_rules_routes[];
extern const struct route cert_orgs_routes[];
extern const struct route cert_enrolments_routes[];
extern const struct route cert_disputes_routes[];
extern const struct route cert_imports_routes[];
extern const struct route cert_iocs_routes[];
extern const struct route cert_ioc_sources_routes[]; /* feeds that are pulled */
extern const struct route cert_pentests_routes[];
extern const struct route cert_pentest_import_routes[];
extern const struct route cert_pentest_log_routes[];
extern const struct route cert_pentest_finding_routes[];
extern const struct route cert_pentest_report_routes[];
extern const struct route cert_sector_routes[];
extern const struct route cert_workers_routes[];
extern const struct route cert_sensors_routes[]; /* cert_sensors.c */
extern const struct route cert_hunts_routes[];   /* cert_hunts.c */
extern const struct route cert_people_routes[];
extern const struct route cert_log_routes[];
extern const struct route cert_knowledge_routes[];

#endif
