/* CISA KEV: https://www.cisa.gov/known-exploited-vulnerabilities-catalog. */
#include "base/limits.h"
#include "feed/items.h"
#include "feed/readers.h"

enum { NAME_MAX_BYTES = 2048 };

static const char *const lists[] = {"vulnerabilities", NULL};

bool kev_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "\"cveID\"") >= 0 && span_find(head, "\"dateAdded\"") >= 0;
}

static int read_one(const struct json *rec, struct feed_read *rd, struct arena *arena)
{
	const char *id = json_text(json_get(rec, "cveID"), NULL);
	struct know_exploited e = {.id = id, .list = "cisa"};
	struct knowledge k = {.kind = KNOW_EXPLOITED, .id = id, .exploited = &e};

	if (!feed_is_cve(id)) {
		feed_leave(rd, "an entry without a CVE number");
		return 0;
	}
	e.added = feed_time(json_text(json_get(rec, "dateAdded"), NULL));
	e.due = feed_time(json_text(json_get(rec, "dueDate"), NULL));
	e.ransomware = span_ieq(
	    span_str(json_text(json_get(rec, "knownRansomwareCampaignUse"), "")), "known");
	e.vendor =
	    feed_text(arena, json_text(json_get(rec, "vendorProject"), NULL), NAME_MAX_BYTES);
	e.product = feed_text(arena, json_text(json_get(rec, "product"), NULL), NAME_MAX_BYTES);
	e.action =
	    feed_text(arena, json_text(json_get(rec, "requiredAction"), NULL), LIMIT_TEXT);
	k.modified = e.added;
	return feed_emit(rd, &k);
}

int kev_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	struct arena *arena = arena_new(), *head = arena_new();
	const struct json *rec;
	struct items it;
	int64_t n = 0, said;
	int r = items_init(&it, bytes, lists, head, msg);

	while (r == 0 && (r = items_parse(&it, arena, &rec)) == 1) {
		n++;
		r = read_one(rec, rd, arena);
	}
	said = r == 0 ? json_int(json_get(it.head, "count"), n) : n;
	if (r == 0 && said != n)
		r = feed_bad(msg, ERR_TRUNCATED, "it announces %lld entries and holds %lld",
		    (long long)said, (long long)n);
	if (r == 0)
		feed_newer(rd, feed_time(json_text(json_get(it.head, "dateReleased"), NULL)));
	rd->whole = true;
	arena_free(arena);
	arena_free(head);
	return r;
}
