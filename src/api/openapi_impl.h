/* Pieces of the description that its two files share. */
#ifndef VARDE_API_OPENAPI_IMPL_H
#define VARDE_API_OPENAPI_IMPL_H

#include "api/route.h"
#include "codec/json.h"

/* Writes one row as a member of its path: "get": {...}. */
void openapi_operation(struct json_writer *w, const struct route *route);

/* Writes the member "$ref" that names a component: folder "schemas", "responses", ... */
void openapi_ref(struct json_writer *w, const char *folder, const char *name);

/* Writes a member whose value is a schema of nothing but a type. */
void openapi_typed(struct json_writer *w, const char *name, const char *type);

/* Writes a member that is a text or null. */
void openapi_link(struct json_writer *w, const char *name);

#endif
