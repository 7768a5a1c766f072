/*
 * The JSON API under /api/v1: its tables of routes, and what its handlers share. Handlers bind
 * every query to the organisation of the call.
 */
#ifndef VARDE_API_V1_H
#define VARDE_API_V1_H

#include "api/list.h"
#include "api/route.h"
#include "model/order.h"
#include "model/scope.h"
#include "model/tracked.h"

/* The tables; each ends with method NULL. */
extern const struct route v1_me_routes[];         /* v1_me.c: who asks, organisations, log */
extern const struct route v1_alerts_routes[];     /* v1_alerts.c */
extern const struct route v1_findings_routes[];   /* v1_findings.c */
extern const struct route v1_perimeter_routes[];  /* v1_perimeter.c, and authorisations */
extern const struct route v1_orders_routes[];     /* v1_orders.c, and what was delivered */
extern const struct route v1_exposure_routes[];   /* v1_exposure.c, and figures */
extern const struct route v1_incidents_routes[];  /* v1_incidents.c, and legal clocks */
extern const struct route v1_cert_routes[];       /* v1_cert.c: the whole constituency */
extern const struct route v1_contacts_routes[];   /* v1_contacts.c: keys, board */
extern const struct route v1_knowledge_routes[];  /* v1_knowledge.c: vulnerabilities */
extern const struct route v1_advisories_routes[]; /* v1_advisories.c */
extern const struct route v1_pentests_routes[];   /* v1_pentests.c */
extern const struct route v1_sensors_routes[];    /* v1_sensors.c */
extern const struct route v1_watch_routes[];      /* v1_watch.c: articles, the picture */
extern const struct route v1_cvss_routes[];       /* v1_cvss.c: scores of vectors */
extern const struct route v1_iocs_routes[];       /* v1_iocs.c: indicators */
extern const struct route v1_import_routes[];     /* v1_import.c: testers' tools */
extern const struct route v1_intake_routes[];     /* v1_intake.c: lines of events */
extern const struct route v1_notices_routes[];    /* v1_notices.c */
extern const struct route openapi_routes[];       /* openapi.c: the description */

/* All of them, for the description; ends with NULL. */
extern const struct route *const v1_tables[];

/* What a row replies with, for the description. */
struct v1_reply {
	const char *method, *path;
	const struct record_type *type; /* the reply is that record; NULL: see list */
	const struct list *list;        /* the reply is a page of it */
};

/* By row; ends with method NULL. Rows that are not here reply with an object of their own. */
extern const struct v1_reply v1_replies[];

/* The lists, whose columns the description shows. */
extern const struct list v1_orgs, v1_log, v1_findings, v1_events, v1_perimeter,
    v1_authorisations, v1_orders, v1_reports, v1_exposure, v1_exposure_events, v1_cert_findings,
    v1_cert_orders, v1_queue, v1_who, v1_news, v1_advisories, v1_advisory_board, v1_watch,
    v1_cert_watch, v1_contacts, v1_contact_keys, v1_incidents, v1_clocks, v1_cert_incidents,
    v1_cert_clocks, v1_iocs, v1_imports, v1_import_lines, v1_notices, v1_cert_notices,
    v1_alerts, v1_alert_rows, v1_cert_alerts, v1_pentests, v1_org_pentests, v1_pentest_ops,
    v1_pentest_findings, v1_pentest_imports, v1_traces, v1_hunts, v1_sensors, v1_ioc_sources;

/*
 * Runs the list; the reply is {"items", "page", "pages", "total", "more", "next"}, and headers
 * Link (RFC 8288) lead to the neighbours. Times are RFC 3339, absent values null.
 */
int v1_list(struct call *call, const struct list *list, const struct desk_param *params,
    size_t n) MUST_USE;

/* The reply is the page of the list that was run (data.list). */
void v1_page(struct call *call, const struct list *list);

/* Sets a time: of a reply in RFC 3339, for pages a number; null for 0. */
void v1_set_time(struct call *call, struct json *to, const char *name, int64_t ms);

/* The record of that id of the call's organisation (its member "org"). ERR_NOTFOUND. */
int v1_find(
    struct call *call, const struct record_type *type, const char *id, void *ret) MUST_USE;

/* A record as JSON, in the call's arena. */
struct json *v1_json(
    struct call *call, const struct record_type *type, const void *rec) MUST_USE;

/* The reply is this record: its version is the ETag, and 304 says that the reader has it. */
int v1_record(struct call *call, const struct record_type *type, const void *rec) MUST_USE;

/* Whether If-Match (when it was sent) names the version; when not, 412 has been answered. */
bool v1_matches(struct call *call, int64_t version) MUST_USE;

/* The roles of who asks that count at the call's organisation: 1u << enum role. */
unsigned v1_roles(const struct call *call) MUST_USE;

/* A time of the body (RFC 3339 or a date); 0 when absent. A wrong one is noted (call_wrong). */
int64_t v1_time(struct call *call, const char *field) MUST_USE;

/* The index of an enumeration's value in the body; dflt when absent. A wrong one is noted. */
int v1_enum(struct call *call, const char *field, const char *const *values, int dflt) MUST_USE;

#endif
