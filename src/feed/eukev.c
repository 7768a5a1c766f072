/* The EU's list (EUVD). Its dates are YYYY/MM/DD, whatever its description says. */
#include "feed/items.h"
#include "feed/readers.h"

enum { NAME_MAX_BYTES = 2048 };

static const char *const lists[] = {"items", "vulnerabilities", NULL};

bool eukev_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "\"euvdID\"") >= 0 && span_find(head, "\"dateReported\"") >= 0;
}

static bool is_ransomware(const struct json *types)
{
	for (size_t i = 0; types && types->type == JSON_ARRAY && i < types->array.n; i++)
		if (span_ieq(span_str(json_text(&types->array.items[i], "")), "ransomware"))
			return true;
	return false;
}

static int read_one(const struct json *rec, struct feed_read *rd, struct arena *arena)
{
	const char *id = json_text(json_get(rec, "cveID"), NULL);
	struct know_exploited e = {.id = id, .list = "eu"};
	struct knowledge k = {.kind = KNOW_EXPLOITED, .id = id, .exploited = &e};

	if (!feed_is_cve(id)) {
		feed_leave(rd, "an entry without a CVE number");
		return 0;
	}
	e.added = feed_time(json_text(json_get(rec, "dateReported"), NULL));
	if (!e.added)
		feed_leave(rd, "a date that cannot be read");
	e.ransomware = is_ransomware(json_get(rec, "exploitationType"));
	e.vendor =
	    feed_text(arena, json_text(json_get(rec, "vendorProject"), NULL), NAME_MAX_BYTES);
	e.product = feed_text(arena, json_text(json_get(rec, "product"), NULL), NAME_MAX_BYTES);
	k.modified = e.added;
	feed_newer(rd, e.added);
	return feed_emit(rd, &k);
}

int eukev_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	rd->whole = true;
	return items_read(bytes, lists, read_one, NULL, rd, msg);
}
