#include "portal/routes.h"

const struct route *const portal_tables[] = {
    start_routes,
    sign_in_routes,
    NULL,
};
