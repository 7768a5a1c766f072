/* What the pages of advisories share, the CERT's and the members'. */
#ifndef VARDE_PORTAL_ADVISORY_H
#define VARDE_PORTAL_ADVISORY_H

#include "api/list.h"
#include "desk/advisory.h"
#include "desk/advisory_answer.h"
#include "desk/advisory_match.h"
#include "desk/advisory_sight.h"
#include "share/csaf.h"

/* Whether who asks sees what went out. 0 or 1, or a failure of the call. */
int advisory_page_sees(struct call *call, const struct advisory *a) MUST_USE;

/* Whether who asks sees what is written. */
bool advisory_page_sees_draft(struct call *call, const struct advisory *a);

/* As its last revision went out, when who asks sees it; else ERR_NOTFOUND. */
int advisory_page_published(
    struct call *call, const char *id, struct advisory_document *ret) MUST_USE;

/* Nothing of that id, or nothing that the reader may know of. */
int advisory_page_missing(struct call *call, const char *id) MUST_USE;

/* Sets data.doc: the document in the language (NULL: the reader's), its sections as HTML. */
void advisory_page_fill(
    struct call *call, const struct advisory_document *document, const char *lang);

/* Sets data.assets and data.matches: where it was seen at one organisation. */
void advisory_page_assets(struct call *call, const struct text_list *assets, int64_t n);

/* The publisher by the server's settings. In the call's arena. */
struct csaf_publisher advisory_page_publisher(struct call *call);

/* Sends the document as CSAF. */
int advisory_page_csaf(struct call *call, const struct advisory_document *document,
    const char *lang, bool draft) MUST_USE;

/* Sends the document as Markdown. */
int advisory_page_markdown(
    struct call *call, const struct advisory_document *document) MUST_USE;

/* GET .../board/events: the board's figures as server-sent events. */
int advisory_board_live(struct call *call);

/* GET and POST of the editor, for the tables of rows: portal/cert_advisory_edit.c. */
int advisory_edit_new(struct call *call);
int advisory_edit_create(struct call *call);
int advisory_edit(struct call *call);
int advisory_edit_save(struct call *call);

#endif
