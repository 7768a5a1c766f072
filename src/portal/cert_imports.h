/* What the pages of tools' files share: into an organisation's list, and into a penetration
 * test's report. */
#ifndef VARDE_PORTAL_CERT_IMPORTS_H
#define VARDE_PORTAL_CERT_IMPORTS_H

#include "api/list.h"
#include "desk/tool_import.h"

/* Sets data.tools: what is read, by name and formats. */
void cert_imports_tools(struct call *call);

/* The file of the form; notes that there is none. Borrows the request's bytes. */
void cert_imports_file(struct call *call, struct tool_import_file *file);

/* Sets data.import and the list of its lines. */
int cert_imports_show(struct call *call, const struct tool_import *i) MUST_USE;

/* Of a list of imports: the tool's name as people write it. */
void cert_imports_row(struct call *call, struct json *row);

#endif
