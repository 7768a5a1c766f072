/* What browsers load beside pages: styles, script, pictures; built into the program. */
#ifndef VARDE_PORTAL_ASSETS_H
#define VARDE_PORTAL_ASSETS_H

#include "api/route.h"
#include "base/embed.h"

/* Templates of web/portal/ and files of web/assets/; each ends with a row without name. */
extern const struct embed_file embed_portal_pages[], embed_portal_assets[];

/* "/assets/NAME?v=..." of a built-in file, which browsers may keep for ever. In the arena. */
const char *assets_link(const char *name, struct arena *arena);

/* GET /assets/{name}. */
int assets_get(struct call *call);

#endif
