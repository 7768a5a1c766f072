/* From a service as it was identified to the product that a corrective measure is written for.
 */
#ifndef VARDE_ASSESS_PRODUCT_H
#define VARDE_ASSESS_PRODUCT_H

#include "model/observation.h"

/*
 * The member of kb_products ("apache", "windows") that fits the service, or NULL when none does
 * or nothing is known; service may be NULL. Gives a static string.
 */
const char *product_key(const struct obs_service *service);

#endif
