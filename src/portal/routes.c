#include "portal/routes.h"

const struct route *const portal_tables[] = {
    start_routes,
    sign_in_routes,
    cert_duty_routes,
    cert_queue_routes,
    cert_review_routes,
    cert_findings_routes,
    cert_orgs_routes,
    cert_enrolments_routes,
    cert_disputes_routes,
    cert_sector_routes,
    cert_workers_routes,
    cert_people_routes,
    cert_log_routes,
    NULL,
};
