/* CERT-FR: one avis or alerte as JSON (https://www.cert.ssi.gouv.fr/). */
#include "base/limits.h"
#include "feed/criterion.h"
#include "feed/items.h"
#include "feed/readers.h"

enum { TITLE_MAX = 2000, TEXT_MAX = 65536, NAME = 200 };

static const char *const lists[] = {"documents", NULL};

bool certfr_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "\"reference\"") >= 0 && span_find(head, "CERTFR-") >= 0 &&
	       (span_find(head, "\"affected_systems\"") >= 0 ||
		   span_find(head, "\"initial_release_date\"") >= 0 ||
		   span_find(head, "\"revisions\"") >= 0);
}

/* "versions 10.x antérieures à 10.0.12": everything before it. Other wordings: any version. */
static void set_range(struct vuln_criterion *c, const char *words, struct arena *arena)
{
	static const char before[] = "ant\xc3\xa9rieures \xc3\xa0 ";
	const char *at = words ? strstr(words, before) : NULL;
	size_t n;

	c->range = RANGE_ANY;
	if (!at)
		return;
	at += strlen(before);
	if (strncmp(at, "la version ", 11) == 0)
		at += 11;
	n = strcspn(at, " ,;()");
	while (n && at[n - 1] == '.')
		n--;
	if (n == 0 || n > NAME || at[0] < '0' || at[0] > '9')
		return;
	c->range = RANGE_SPAN;
	c->end = arena_strndup(arena, at, n);
	c->end_excluded = true;
	c->scheme = criterion_scheme(c->end, NULL);
}

static void read_systems(
    struct know_advisory *a, const struct json *doc, struct feed_read *rd, struct arena *arena)
{
	const struct json *all = json_get(doc, "affected_systems");
	VEC(struct vuln_criterion) criteria = {0};

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *one = &all->array.items[i],
				  *product = json_get(one, "product");
		struct vuln_criterion c = {
		    .vulnerable = true, .naming = NAMED_TEXT, .part = '*'};

		c.product =
		    criterion_name(json_text(json_get(product, "name"), NULL), NAME, arena);
		c.vendor = criterion_name(
		    json_text(json_get(json_get(product, "vendor"), "name"), NULL), NAME,
		    arena);
		if (!c.product || strcmp(c.product, "n/a") == 0) {
			feed_leave(rd, "a system without a product's name");
			continue;
		}
		set_range(&c, json_text(json_get(one, "description"), NULL), arena);
		vec_push(arena, &criteria, c);
	}
	if (criteria.n)
		criterion_config(&a->configs, criteria.items, criteria.n, arena);
}

static int64_t last_revision(const struct json *doc)
{
	const struct json *all = json_get(doc, "revisions");
	int64_t last = feed_time(json_text(json_get(doc, "last_revision_date"), NULL));

	for (size_t i = 0; i < json_count(all); i++) {
		int64_t t =
		    feed_time(json_text(json_get(&all->array.items[i], "revision_date"), NULL));

		last = MAX(last, t);
	}
	return last;
}

static int read_one(const struct json *doc, struct feed_read *rd, struct arena *arena)
{
	const char *id = json_text(json_get(doc, "reference"), "");
	const struct json *cves = json_get(doc, "cves");
	struct know_advisory a = {.id = feed_text(arena, id, 100),
	    .publisher = "CERT-FR",
	    .tlp = "CLEAR",
	    .state = json_get(doc, "closed_at") ? "final" : NULL};
	struct knowledge k = {.kind = KNOW_ADVISORY, .id = a.id, .advisory = &a};

	if (strncmp(id, "CERTFR-", 7) != 0) {
		feed_leave(rd, "a document without a number");
		return 0;
	}
	a.title = feed_text(arena, json_text(json_get(doc, "title"), NULL), TITLE_MAX);
	a.text = feed_text(arena, json_text(json_get(doc, "summary"), NULL), TEXT_MAX);
	a.url = arena_printf(arena, "https://www.cert.ssi.gouv.fr/%s/%s/",
	    strstr(id, "-ALE-") ? "alerte" : "avis", a.id);
	a.published = feed_time(json_text(json_get(doc, "initial_release_date"), NULL));
	a.modified = MAX(last_revision(doc), a.published);
	for (size_t i = 0; i < json_count(cves); i++) {
		const char *cve = json_text(json_get(&cves->array.items[i], "name"), NULL);

		if (feed_is_cve(cve))
			feed_list_add(&a.cves, arena, cve, 64);
		else
			feed_leave(rd, "a flaw without a CVE number");
	}
	read_systems(&a, doc, rd, arena);
	k.modified = a.modified;
	feed_newer(rd, a.modified);
	return feed_emit(rd, &k);
}

int certfr_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	return items_read(bytes, lists, read_one, NULL, rd, msg);
}
