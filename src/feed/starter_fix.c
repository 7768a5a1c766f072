/* Fixes that a distribution shipped without naming the CVE in its changelog, or whose packages
 * are so common that they should be known without a feed. */
#include "feed/starter.h"

static const struct know_fix rows[] = {
    /* Embargoed: the changelog's entry names no CVE (DSA-5724-1). */
    {"CVE-2024-6387", "debian", "bookworm", "openssh", "1:9.2p1-2+deb12u3", FIX_RELEASED},
};

int starter_fixes(
    struct arena *arena, int (*emit)(void *context, const struct knowledge *k), void *context)
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < ARRAY_LEN(rows); i++) {
		struct knowledge k = {.kind = KNOW_FIX,
		    .source = STARTER_SOURCE,
		    .origin = "fixes of distributions",
		    .fix = &rows[i]};

		k.id = arena_printf(arena, "%s %s %s %s", rows[i].id, rows[i].distro,
		    rows[i].release, rows[i].package);
		r = emit(context, &k);
	}
	return r < 0 ? r : 0;
}
