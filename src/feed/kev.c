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

static int read_head(const struct json *head, int64_t n, struct feed_read *rd, struct msg *msg)
{
	int64_t said = json_int(json_get(head, "count"), n);

	if (said != n)
		return feed_bad(msg, ERR_TRUNCATED, "it announces %lld entries and holds %lld",
		    (long long)said, (long long)n);
	feed_newer(rd, feed_time(json_text(json_get(head, "dateReleased"), NULL)));
	return 0;
}

int kev_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	rd->whole = true;
	return items_read(bytes, lists, read_one, read_head, rd, msg);
}
