/*
 * NVD's API: pages of 2,000 records (startIndex), and windows of at most 120 days of what was
 * modified. The first time everything is asked for, in pages without a window. The point up to
 * which all is known moves only when the last page was taken in, so that nothing is lost when
 * one fails: what was taken stays, and the next update asks again from the same point.
 */
#include "base/parse.h"
#include "base/time.h"
#include "cmd/kb_update.h"
#include "model/log.h"
#include "os/clock.h"
#include "store/desk.h"

#include <time.h>

enum { PAGE = 2000, PAGES = 1000 };

#define WINDOW ((int64_t)120 * 24 * 3600 * 1000)

static const char synced[] = "nvd_synced";

static int64_t point(struct db *db, struct arena *arena)
{
	struct setting s;
	int64_t at = 0;

	if (desk_get(db, &setting_type, synced, arena, &s) == 0 && s.value &&
	    parse_int(span_str(s.value), 0, INT64_MAX, &at) < 0)
		at = 0;
	return at;
}

static int move_point(struct kb_update *up, int64_t to)
{
	struct setting s = {
	    .name = synced, .value = arena_printf(up->arena, "%lld", (long long)to)};
	int r = desk_update(up->db, &setting_type, &s);

	return r == ERR_NOTFOUND ? desk_insert(up->db, &setting_type, &s) : r;
}

static void rest(const struct kb_update *up)
{
	(void)nanosleep(&(struct timespec){.tv_sec = up->pause / 1000,
			    .tv_nsec = up->pause % 1000 * 1000000},
	    NULL); /* shorter does no harm: the server says so */
}

/* All pages of one window; from 0: without one. */
static int window(
    struct kb_update *up, const struct feed *feed, const char *base, int64_t from, int64_t to)
{
	const struct fetch_header key = {"apiKey", up->nvd_key};
	const char *sep = strchr(base, '?') ? "&" : "?";
	char a[TIME_TEXT], b[TIME_TEXT];
	int64_t total = 0;

	for (int page = 0; page < PAGES; page++) {
		const char *url = arena_printf(up->arena, "%s%sresultsPerPage=%d&startIndex=%d",
		    base, sep, PAGE, page * PAGE);
		int r;

		if (from)
			url =
			    arena_printf(up->arena, "%s&lastModStartDate=%s&lastModEndDate=%s",
				url, time_text(from, a), time_text(to, b));
		if (page)
			rest(up);
		r = kb_update_one(up, feed, "nvd/api", url, &key, up->nvd_key != NULL, &total);
		if (r < 0)
			return r;
		if ((int64_t)(page + 1) * PAGE >= total)
			return 0;
	}
	return 0;
}

int kb_update_nvd(struct kb_update *up, const struct feed *feed, const char *url)
{
	int64_t now = clock_system.wall(NULL), from = point(up->db, up->arena);
	int r = 0;

	if (!from) {
		r = window(up, feed, url, 0, 0);
		return r == 0 ? move_point(up, now) : r;
	}
	while (r == 0 && from < now) {
		int64_t to = MIN(from + WINDOW, now);

		r = window(up, feed, url, from, to);
		if (r == 0)
			r = move_point(up, to);
		from = to;
		if (from < now)
			rest(up);
	}
	return r;
}
