#include "desk/article_sight.h"

/* Articles are for the whole constituency, as far as their label reaches. */
static struct audience audience_of(int tlp, bool published, const char *author)
{
	return (struct audience){.label = (enum tlp)tlp,
	    .kind = AUDIENCE_ALL,
	    .published = published,
	    .author = author};
}

bool article_seen_by(const struct article *a, const struct audience_viewer *viewer)
{
	struct audience audience = audience_of(a->tlp, a->revision > 0, a->author);

	return audience_sees(viewer, &audience);
}

bool article_draft_seen_by(const struct article *a, const struct audience_viewer *viewer)
{
	struct audience audience = audience_of(a->tlp, false, a->author);

	return audience_sees(viewer, &audience);
}

unsigned article_labels_seen(const struct audience_viewer *viewer)
{
	unsigned labels = 0;

	for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++) {
		struct audience audience = audience_of(tlp, true, NULL);

		if (audience_sees(viewer, &audience))
			labels |= 1u << tlp;
	}
	return labels;
}
