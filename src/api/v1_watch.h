/* Articles of the watch portal for pages and programs: who sees which, the parameters of the
 * lists. */
#ifndef VARDE_API_V1_WATCH_H
#define VARDE_API_V1_WATCH_H

#include "api/v1.h"
#include "model/article.h"
#include "model/audience.h"

enum { V1_WATCH_PARAMS = 5 + ARTICLE_WORDS };

/* Who asks. */
void v1_watch_viewer(struct call *call, struct audience_viewer *ret);

/* The parameters of v1_watch: what the viewer (borrowed) sees, in the language, with the words
 * of ?q=. */
void v1_watch_params(struct call *call, const struct audience_viewer *viewer, const char *lang,
    struct desk_param *ret);

/* Runs v1_watch for who asks, in the language of the page. */
int v1_watch_list(struct call *call) MUST_USE;

/* Runs v1_cert_watch; due: only what is to be read again within a month. */
int v1_watch_cert_list(struct call *call, bool due) MUST_USE;

/*
 * The article as its last revision went out, when who asks sees it; else ERR_NOTFOUND with a
 * message, whatever the reason.
 */
int v1_watch_find(struct call *call, const char *id, struct article_document *ret) MUST_USE;

/* There is nothing of that id that who asks may know of. */
int v1_watch_missing(struct call *call, const char *id) MUST_USE;

#endif
