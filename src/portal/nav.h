/* The menu: groups of rows with the permission that shows them. */
#ifndef VARDE_PORTAL_NAV_H
#define VARDE_PORTAL_NAV_H

#include "api/call.h"

struct nav_row {
	const char *label; /* key of the catalogue */
	const char *path;  /* "{org}" stands for the organisation looked at; NULL: a heading */
	enum permission need;
};

/* What is shown of an organisation, and of the CERT; end with label NULL. */
extern const struct nav_row nav_org[], nav_cert[];

/* Sets cert_menu and org_menu (arrays of groups: heading or null, rows of label, href, here)
 * for who asks, org_first (that of the organisation stands first), and orgs (id, name, here)
 * that may be looked at, in to. */
void nav_fill(struct call *call, struct json *to);

#endif
