/* What the pages of a notice share: at the organisation, behind a one-time link, at the CERT.
 */
#ifndef VARDE_PORTAL_NOTICE_PAGE_H
#define VARDE_PORTAL_NOTICE_PAGE_H

#include "api/call.h"
#include "desk/notice_answer.h"

/* The notice as the viewer sees it: data.notice, items, lines, hidden, answers. ERR_NOTFOUND
 * when its label leaves them out. path is the organisation's. */
int notice_page_fill(struct call *call, const struct notice *n, const char *path,
    const struct audience_viewer *viewer) MUST_USE;

/* What happened to it, and who was told: data.history, told. */
int notice_page_history(struct call *call, const struct notice *n) MUST_USE;

/* The answer that the form has; notes what is wrong with it. */
void notice_page_said(struct call *call, int channel, struct notice_said *ret);

/* Title of a notice in the reader's language, in the arena. */
const char *notice_page_title(struct call *call, const struct notice *n);

/* Gives each row of a list its label ("TLP:AMBER") and its title in the reader's language. */
void notice_page_row(struct call *call, struct json *row);

#endif
