/* Who sees an article: what model/audience.h is asked with. Every page, list, feed, file and
 * mail goes through here. */
#ifndef VARDE_DESK_ARTICLE_SIGHT_H
#define VARDE_DESK_ARTICLE_SIGHT_H

#include "model/article.h"
#include "model/audience.h"

/* Whether the viewer sees what went out (.revision 0 did not). */
bool article_seen_by(const struct article *a, const struct audience_viewer *viewer);

/* The same of what is still written (an update is, too): analysts, coordinators, its author. */
bool article_draft_seen_by(const struct article *a, const struct audience_viewer *viewer);

/* The labels of published articles that the viewer sees whoever wrote them: 1u << enum tlp. For
 * lists, which ask the database. */
unsigned article_labels_seen(const struct audience_viewer *viewer);

#endif
