#include "portal/routes.h"

const struct route *const portal_tables[] = {
    start_routes,
    sign_in_routes,
    links_routes,
    second_factor_routes,
    passkeys_routes,
    oidc_routes,
    profile_routes,
    tokens_routes,
    enrol_routes,
    NULL,
};
