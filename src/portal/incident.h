/* What the pages of incidents share, the CERT's and the members'. */
#ifndef VARDE_PORTAL_INCIDENT_H
#define VARDE_PORTAL_INCIDENT_H

#include "api/call.h"
#include "desk/incident.h"
#include "desk/incident_sight.h"
#include "desk/obligation.h"

/* A case as somebody looks at it. */
struct incident_page {
	struct call *call;
	struct incident_case c;
	const struct incident_party *party; /* whose page it is; NULL: the CERT's */
	struct audience_viewer viewer;
};

/* Nothing of that id, or nothing that the reader may know of. */
int incident_page_missing(struct call *call, const char *id) MUST_USE;

/* The case in which {id} is a party of the call's organisation, when who asks sees its report;
 * else ERR_NOTFOUND. */
int incident_page_member(struct call *call, struct incident_page *ret) MUST_USE;

/* The case of {id} for the CERT. ERR_NOTFOUND. */
int incident_page_cert(struct call *call, struct incident_page *ret) MUST_USE;

/* The same case as the party sees it, whoever asks. */
struct incident_page incident_page_as(
    const struct incident_page *page, const struct incident_party *party);

/* Whether the page shows the part. */
bool incident_page_shows(const struct incident_page *page, const struct incident_part *part);

/* Whether the page shows what belongs to the party of that id (NULL: to the CERT): its tasks,
 * files, clocks. */
bool incident_page_shows_of(const struct incident_page *page, const char *party);

/*
 * Sets data.case (what is told of the whole, when it is shown), data.party, data.posts,
 * data.tasks, data.entries, data.evidence, data.observables, data.links, data.clocks,
 * data.heading. Nothing else of the case is put into call->data.
 */
int incident_page_fill(struct incident_page *page) MUST_USE;

/* Sets data.NAME to the clocks that the page shows. */
struct json *incident_page_clock(const struct incident_page *page, const struct obligation *o);

/* Reads the eight fields of the report into *p (and what is wrong into the call). */
void incident_form_read(struct call *call, struct incident_party *p);

/* Sets data.filled: the fields as they are in p, or as they were typed. */
void incident_form_fill(struct call *call, const struct incident_party *p);

/* The names of the fields of the report, for tables of routes. */
#define INCIDENT_FORM                                                                 \
	"what aware class? systems? impact degraded_since? degraded_until? personal " \
	"categories? contact tlp? consent?"

/* A time as browsers write it ("2026-11-22T09:30", in the reader's zone); 0 when the field is
 * empty. A wrong one is noted. */
int64_t incident_form_time(struct call *call, const char *field);

/* The same the other way round; NULL for 0. */
const char *incident_form_clock(struct call *call, int64_t ms);

/* Sends the situation report of the page as "html" or "pdf". */
int incident_report_send(struct incident_page *page, const char *format) MUST_USE;

/* Sends everything that the page shows as one JSON file, the bytes of evidence as base64 when
 * files says so (which is written into the log of custody). */
int incident_pack_send(struct incident_page *page) MUST_USE;

/* The file of a form: field "file". NULL: none was sent. */
const struct serve_file *incident_file_sent(const struct call *call);

/* Takes the file of the form into the case, for the party (NULL: the CERT). */
int incident_file_take(struct incident_page *page, const char *party) MUST_USE;

/* Sends the bytes of {file} when the page shows it. */
int incident_file_send(struct incident_page *page) MUST_USE;

/* GET and POST of {clock} of the page. data.clock, data.prepared: the content that is
 * proposed. back is where the form leads to. */
int incident_clock_fill(struct incident_page *page) MUST_USE;
int incident_clock_post(struct incident_page *page, const char *back) MUST_USE;

/* The tabs of a case at the CERT; fills the page too. */
int incident_page_cert_fill(struct incident_page *page) MUST_USE;

/* After a step at the CERT that gave r: to the tab ("/work"), or the page shown again with what
 * is wrong. */
int incident_page_cert_done(struct incident_page *page, int r, const char *tab) MUST_USE;

/* The index of the field in the names; dflt when it is empty. Anything else is noted. */
int incident_page_choice(
    struct call *call, const char *field, const char *const *names, int dflt);

/* Sets data.prepared: texts that the CERT's posts may begin with (value, label). */
void incident_prepared_options(struct call *call);

/*
 * The prepared text of that name for the party: in the language of its organisation, with what
 * the case knows of it and nothing of anybody else. *ret_answer: it is the answer to the early
 * warning. ERR_NOTFOUND: no such text. The arena owns it.
 */
int incident_prepared(const struct incident_page *page, const struct incident_party *p,
    const char *name, const char **ret_text, bool *ret_answer) MUST_USE;

#endif
