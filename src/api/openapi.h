/* The OpenAPI 3.1 description of /api/v1, made of the rows of its routes, the columns of its
 * lists and the tables of its records. */
#ifndef VARDE_API_OPENAPI_H
#define VARDE_API_OPENAPI_H

#include "codec/json.h"

/* Writes the document as one JSON object: the same bytes for the same tables. */
void openapi_write(struct json_writer *w);

#endif
