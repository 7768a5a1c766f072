#include "portal/routes.h"

#include "api/v1.h"

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
    v1_me_routes,
    v1_findings_routes,
    v1_perimeter_routes,
    v1_orders_routes,
    v1_exposure_routes,
    v1_cert_routes,
    openapi_routes,
    links_routes,
    second_factor_routes,
    passkeys_routes,
    oidc_routes,
    profile_routes,
    tokens_routes,
    enrol_routes,
    NULL,
};
