#include "portal/routes.h"

#include "api/v1.h"

const struct route *const portal_tables[] = {
    start_routes,
    sign_in_routes,
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
    org_routes,
    finding_routes,
    perimeter_routes,
    authorise_routes,
    order_routes,
    deliver_routes,
    exposure_routes,
    people_routes,
    org_log_routes,
    NULL,
};
