/* Pages: a template of web/portal/ over the data of a call, inside the frame that all pages
 * share. */
#ifndef VARDE_PORTAL_RENDER_H
#define VARDE_PORTAL_RENDER_H

#include "api/call.h"

/* Compiles all built-in templates. ERR_SYNTAX and the like with a message: an error of ours.
 * Gives. */
int render_load(struct template_set **ret, struct msg *msg) MUST_USE;

/*
 * Renders web/portal/PAGE.html inside web/portal/frame.html into the reply: app.render. What
 * the frame needs beside call->data: me, app, org, menus, lang, langs, scheme, schemes, csrf,
 * note, heading, path; and the words of values (portal/words.h). From call->data it takes
 * crumbs (array of href and label), which show where the page stands.
 */
int render_page(struct call *call, const char *page);

#endif
