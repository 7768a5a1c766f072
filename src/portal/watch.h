/* What the pages of the watch portal share, the CERT's and the readers'. */
#ifndef VARDE_PORTAL_WATCH_H
#define VARDE_PORTAL_WATCH_H

#include "api/v1_watch.h"
#include "desk/article.h"
#include "desk/feed_key.h"

/* Sets data.doc: the article in that language (NULL: the reader's), its text as HTML, its tags,
 * languages and revisions. */
void watch_fill(struct call *call, const struct article_document *document, const char *lang);

/* Sets data.files: those of what is out, or of what is written. */
int watch_files(struct call *call, const struct article *a, bool written) MUST_USE;

/* Sends the file of {file}. */
int watch_send_file(struct call *call, const struct article *a, bool written) MUST_USE;

/* The reader's offset from UTC in minutes, for times that are typed. */
int watch_zone(const struct call *call);

/* What a field of a date and time says ("2026-11-21T09:30", in the reader's zone); 0 and a note
 * (call_wrong) when it is none, 0 when it is empty. */
int64_t watch_moment(struct call *call, const char *field);

/* The time as such a field shows it; NULL for 0. In the arena. */
const char *watch_moment_text(const struct call *call, int64_t ms);

/* The tags that were typed, separated by commas or blanks; what cannot be one is noted. */
struct text_list watch_tags(struct call *call, const char *field);

/* Texts with commas between. In the arena. */
const char *watch_joined(struct call *call, const struct text_list *list);

/* GET and POST of the editor, for the tables of rows: portal/cert_watch_edit.c. */
int watch_edit_new(struct call *call);
int watch_edit_create(struct call *call);
int watch_edit(struct call *call);
int watch_edit_save(struct call *call);

/* POST: an article made of something else (desk/article_seed.h). */
int watch_seed(struct call *call);

/* For struct article_seed_words: a name or a text of the catalogue, in the language. */
const char *watch_say(const char *lang, const char *text);

/* Atom and calendar: portal/watch_feed.c. */
int watch_atom(struct call *call);
int watch_calendar(struct call *call);
int watch_event_calendar(struct call *call);

/* What a person wants to hear of: portal/watch_subscription.c. */
int watch_subscription(struct call *call);
int watch_subscribe(struct call *call);

#endif
