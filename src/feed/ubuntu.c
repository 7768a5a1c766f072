/* Ubuntu's CVE as OSV documents (https://ossf.github.io/osv-schema/): UBUNTU-CVE-*.json. */
#include "feed/items.h"
#include "feed/readers.h"

enum { NAME = 250 };

static const char *const lists[] = {"vulns", NULL};
static const char prefix[] = "UBUNTU-CVE-";

bool ubuntu_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "\"UBUNTU-CVE-") >= 0 && span_find(head, "\"affected\"") >= 0;
}

/* "Ubuntu:22.04:LTS" is 22.04, "Ubuntu:Pro:18.04:LTS" is pro-18.04. */
static const char *release_of(const char *ecosystem, struct arena *arena)
{
	bool pro;

	if (strncmp(ecosystem, "Ubuntu:", 7) != 0)
		return NULL;
	ecosystem += 7;
	pro = strncmp(ecosystem, "Pro:", 4) == 0;
	if (pro)
		ecosystem += 4;
	return arena_printf(arena, "%s%.*s", pro ? "pro-" : "",
	    (int)MIN(strcspn(ecosystem, ":"), (size_t)32), ecosystem);
}

/* The last "fixed" among the events of a package. */
static const char *fixed_in(const struct json *affected)
{
	const struct json *ranges = json_get(affected, "ranges");
	const char *fixed = NULL;

	for (size_t i = 0; i < json_count(ranges); i++) {
		const struct json *events = json_get(&ranges->array.items[i], "events");

		for (size_t j = 0; j < json_count(events); j++)
			fixed = json_text(json_get(&events->array.items[j], "fixed"), fixed);
	}
	return fixed;
}

static int read_affected(const char *cve, const struct json *affected, int64_t modified,
    struct feed_read *rd, struct arena *arena)
{
	const struct json *package = json_get(affected, "package");
	struct know_fix f = {.id = cve,
	    .distro = "ubuntu",
	    .release = release_of(json_text(json_get(package, "ecosystem"), ""), arena),
	    .package = feed_text(arena, json_text(json_get(package, "name"), NULL), NAME),
	    .version = feed_text(arena, fixed_in(affected), NAME)};
	struct knowledge k = {.kind = KNOW_FIX, .modified = modified, .fix = &f};

	if (!f.release || !f.package) {
		feed_leave(rd, "a package of another distribution");
		return 0;
	}
	f.state = f.version ? FIX_RELEASED : FIX_NONE_YET;
	k.id = arena_printf(arena, "%s ubuntu %s %s", cve, f.release, f.package);
	return feed_emit(rd, &k);
}

static int read_one(const struct json *doc, struct feed_read *rd, struct arena *arena)
{
	const char *id = json_text(json_get(doc, "id"), "");
	const char *cve =
	    strncmp(id, prefix, strlen(prefix)) == 0 ? id + strlen("UBUNTU-") : "";
	const struct json *affected = json_get(doc, "affected");
	int64_t modified = feed_time(json_text(json_get(doc, "modified"), NULL));
	int r = 0;

	if (!feed_is_cve(cve)) {
		feed_leave(rd, "a document that is of no single CVE");
		return 0;
	}
	if (json_get(doc, "withdrawn"))
		return 0;
	feed_newer(rd, modified);
	for (size_t i = 0; r == 0 && i < json_count(affected); i++)
		r = read_affected(cve, &affected->array.items[i], modified, rd, arena);
	return r;
}

int ubuntu_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	return items_read(bytes, lists, read_one, NULL, rd, msg);
}
