/* The OpenAPI 3.1 description of /api/v1, made of the rows of its routes, the columns of its
 * lists and the tables of its records. */
#ifndef VARDE_API_OPENAPI_H
#define VARDE_API_OPENAPI_H

#include "api/route.h"
#include "codec/json.h"

/* Writes the document over the rows of these tables that are under /api/v1 (ended by NULL) as
 * one JSON object: the same bytes for the same tables. */
void openapi_write(const struct route *const *tables, struct json_writer *w);

#endif
