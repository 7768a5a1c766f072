/*
 * Red Hat's VEX documents (CSAF 2.0, category csaf_vex), one a CVE. Product ids say all that is
 * needed: "BaseOS-9.4.0.Z.MAIN.EUS:openssh-0:8.7p1-38.el9_4.1.src" is a source package with a
 * fix, "red_hat_enterprise_linux_9:openssh" one without.
 */
#include "feed/items.h"
#include "feed/readers.h"

enum { NAME = 250 };

static const char *const lists[] = {"none", NULL};

bool redhat_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "csaf_vex") >= 0 && span_find(head, "Red Hat") >= 0;
}

struct reading {
	struct feed_read *rd;
	struct arena *arena;
	const char *cve;
	int64_t modified;
};

static int emit(struct reading *r, struct know_fix *f)
{
	struct knowledge k = {.kind = KNOW_FIX, .modified = r->modified, .fix = f};

	f->id = r->cve;
	f->distro = "rhel";
	k.id = arena_printf(r->arena, "%s rhel %s %s", r->cve, f->release, f->package);
	return feed_emit(r->rd, &k);
}

/* The digits behind ".el" in a release: "38.el9_4.1" is of 9. */
static const char *release_of(const char *version, struct arena *arena)
{
	const char *at = strstr(version, ".el");
	size_t n = at ? strspn(at + 3, "0123456789") : 0;

	return n && n < 4 ? arena_strndup(arena, at + 3, n) : NULL;
}

/* "STREAM:NAME-EPOCH:VERSION-RELEASE.src" */
static int read_fixed(struct reading *r, const char *id)
{
	const char *name = strchr(id, ':'), *epoch, *dash;
	size_t n = strlen(id);
	struct know_fix f = {.state = FIX_RELEASED};

	if (n < 5 || strcmp(id + n - 4, ".src") != 0)
		return 0; /* the binary packages of the same source */
	epoch = name ? strchr(name + 1, ':') : NULL;
	if (!epoch)
		return 0;
	name++;
	for (dash = epoch; dash > name && *dash != '-';)
		dash--;
	if (dash == name || (size_t)(dash - name) > NAME || n > (size_t)2 * NAME) {
		feed_leave(r->rd, "a package whose name is not understood");
		return 0;
	}
	f.package = arena_strndup(r->arena, name, (size_t)(dash - name));
	f.version = arena_strndup(r->arena, dash + 1, n - 4 - (size_t)(dash + 1 - id));
	f.release = release_of(f.version, r->arena);
	if (!f.release || strlen(f.version) > NAME) {
		feed_leave(r->rd, "a fix for something else than Enterprise Linux");
		return 0;
	}
	return emit(r, &f);
}

/* "red_hat_enterprise_linux_9:NAME", perhaps ".src" behind it */
static int read_open(struct reading *r, const char *id, int state)
{
	static const char start[] = "red_hat_enterprise_linux_";
	const char *colon = strchr(id, ':');
	struct know_fix f = {.state = state};
	size_t n;

	if (strncmp(id, start, strlen(start)) != 0 || !colon)
		return 0; /* another of their products */
	id += strlen(start);
	n = (size_t)(colon - id);
	if (n == 0 || n > 3 || strspn(id, "0123456789") != n)
		return 0;
	f.release = arena_strndup(r->arena, id, n);
	n = strlen(colon + 1);
	if (n > 4 && strcmp(colon + 1 + n - 4, ".src") == 0)
		n -= 4;
	if (n == 0 || n > NAME || memchr(colon + 1, ':', n) || memchr(colon + 1, '/', n))
		return 0; /* a module or a container */
	f.package = arena_strndup(r->arena, colon + 1, n);
	return emit(r, &f);
}

/* Whether one of the remediations says of the product that nothing will be done. */
static bool will_not(const struct json *vulnerability, const char *id)
{
	const struct json *all = json_get(vulnerability, "remediations");

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *one = &all->array.items[i],
				  *ids = json_get(one, "product_ids");

		if (strcmp(json_text(json_get(one, "category"), ""), "no_fix_planned") != 0)
			continue;
		for (size_t j = 0; j < json_count(ids); j++)
			if (strcmp(json_text(&ids->array.items[j], ""), id) == 0)
				return true;
	}
	return false;
}

static int read_vulnerability(struct reading *rd, const struct json *v)
{
	const struct json *status = json_get(v, "product_status"),
			  *fixed = json_get(status, "fixed"),
			  *affected = json_get(status, "known_affected"),
			  *safe = json_get(status, "known_not_affected");
	int r = 0;

	rd->cve = json_text(json_get(v, "cve"), NULL);
	if (!feed_is_cve(rd->cve)) {
		feed_leave(rd->rd, "a flaw without a CVE number");
		return 0;
	}
	for (size_t i = 0; r == 0 && i < json_count(fixed); i++)
		r = read_fixed(rd, json_text(&fixed->array.items[i], ""));
	for (size_t i = 0; r == 0 && i < json_count(affected); i++) {
		const char *id = json_text(&affected->array.items[i], "");

		r = read_open(rd, id, will_not(v, id) ? FIX_WONT : FIX_NONE_YET);
	}
	for (size_t i = 0; r == 0 && i < json_count(safe); i++)
		r = read_open(rd, json_text(&safe->array.items[i], ""), FIX_NOT_AFFECTED);
	return r;
}

static int read_one(const struct json *doc, struct feed_read *rd, struct arena *arena)
{
	const struct json *all = json_get(doc, "vulnerabilities");
	struct reading reading = {.rd = rd, .arena = arena};
	int r = 0;

	reading.modified = feed_time(json_text(
	    json_get(json_get(json_get(doc, "document"), "tracking"), "current_release_date"),
	    NULL));
	feed_newer(rd, reading.modified);
	for (size_t i = 0; r == 0 && i < json_count(all); i++)
		r = read_vulnerability(&reading, &all->array.items[i]);
	return r;
}

int redhat_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	return items_read(bytes, lists, read_one, NULL, rd, msg);
}
