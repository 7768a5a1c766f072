/*
 * CSAF 2.0 (Common Security Advisory Framework, OASIS): a vendor's or a CERT's advisory. One
 * document is one advisory; what it says of products becomes criteria (csaf_criteria.h).
 */
#include "base/limits.h"
#include "codec/utf8.h"
#include "feed/criterion.h"
#include "feed/csaf_criteria.h"
#include "feed/items.h"
#include "feed/readers.h"

enum { ID_MAX = 100, TITLE_MAX = 2000, TEXT_MAX = 65536, URL_MAX = 2000, CVSS_MAX = 400 };

/* What a document says of a product, in any of its vulnerabilities. */
enum status { AFFECTED = 1, FIRST = 2, LAST = 4, FIXED = 8 };

static const char *const lists[] = {"documents", NULL};

bool csaf_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "\"document\"") >= 0 &&
	       (span_find(head, "\"csaf_version\"") >= 0 || span_find(head, "\"csaf_") >= 0);
}

struct reading {
	struct feed_read *rd;
	struct arena *arena;
	struct csaf_tree tree;
	struct know_advisory a;
	bool mended;
};

static size_t count(const struct json *v)
{
	return v && v->type == JSON_ARRAY ? v->array.n : 0;
}

static const char *text_of(struct reading *r, const struct json *v, const char *key, size_t max)
{
	const char *text = csaf_mend(json_text(json_get(v, key), NULL), r->arena, &r->mended);

	return feed_text(r->arena, text, max);
}

/* --- what is affected --- */

static void mark(struct reading *r, const struct json *ids, unsigned status)
{
	for (size_t i = 0; i < count(ids); i++) {
		struct csaf_product *p =
		    csaf_tree_find(&r->tree, json_text(&ids->array.items[i], NULL));

		if (p)
			p->status |= status;
		else
			feed_remark(r->rd, "a product id that the tree does not have");
	}
}

static void read_status(struct reading *r, const struct json *s)
{
	mark(r, json_get(s, "known_affected"), AFFECTED);
	mark(r, json_get(s, "first_affected"), FIRST);
	mark(r, json_get(s, "last_affected"), LAST);
	mark(r, json_get(s, "fixed"), FIXED);
	mark(r, json_get(s, "first_fixed"), FIXED);
	mark(r, json_get(s, "known_not_affected"), FIXED);
	for (size_t i = 0; i < count(json_get(s, "under_investigation")); i++)
		feed_remark(r->rd, "a product under investigation");
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* The other end of a span of versions that is told by its ends: the only product of the same
 * name with that status; NULL when there is none, or several. */
static const struct csaf_product *other_end(
    struct reading *r, const struct csaf_product *p, unsigned status)
{
	const struct csaf_product *found = NULL;

	vec_foreach (it, &r->tree.all) {
		if (!((*it)->status & status) || *it == p || !same((*it)->name, p->name) ||
		    !same((*it)->vendor, p->vendor))
			continue;
		if (found)
			return NULL;
		found = *it;
	}
	return found;
}

/* The first or last affected version as a span: up to the last one, from the first one. */
static void widen(struct reading *r, const struct csaf_product *p, struct vuln_criterion *c)
{
	const struct csaf_product *first;

	if (c->range != RANGE_EXACT)
		return;
	if (p->status & LAST) {
		first = other_end(r, p, FIRST);
		c->start = first ? feed_text(r->arena, first->version, ID_MAX) : NULL;
		c->end = c->version;
	} else if (!other_end(r, p, LAST)) {
		c->start = c->version;
	} else {
		return; /* the last one makes the span */
	}
	c->range = RANGE_SPAN;
	c->version = c->update = NULL;
}

static void push_config(struct reading *r, const struct csaf_criteria *to, bool fixed)
{
	vec_foreach (c, &to->all)
		c->fixed = fixed;
	if (to->all.n)
		criterion_config(&r->a.configs, to->all.items, to->all.n, r->arena);
}

/* The product, or what it is a part of: no further than a few steps, since bonds may go in a
 * circle. */
static const struct csaf_product *whole(struct reading *r, const struct csaf_product *p)
{
	for (int steps = 0; p && p->bond == CSAF_PART_OF && steps < 8; steps++)
		p = csaf_tree_find(&r->tree, p->second);
	return p && p->bond == CSAF_ALONE ? p : NULL;
}

/* "The first on the second": both nodes must hold. */
static void add_together(struct reading *r, const struct csaf_product *p, bool fixed)
{
	const char *const ids[] = {p->first, p->second};
	struct vuln_config config = {.operator= VULN_AND };

	for (size_t i = 0; i < 2; i++) {
		const struct csaf_product *one = whole(r, csaf_tree_find(&r->tree, ids[i]));
		struct vuln_node node = {.operator= VULN_OR };
		struct csaf_criteria criteria = {0};

		if (!one) {
			feed_remark(
			    r->rd, "a relationship between products that is not understood");
			return;
		}
		csaf_criteria_add(&criteria, one, r->rd, r->arena);
		vec_foreach (c, &criteria.all) {
			c->vulnerable = i == 0;
			c->fixed = fixed;
			vec_push(r->arena, &node.criteria, *c);
		}
		vec_push(r->arena, &config.nodes, node);
	}
	vec_push(r->arena, &r->a.configs.all, config);
}

static void add_bond(struct reading *r, const struct csaf_product *p, bool fixed)
{
	struct csaf_criteria criteria = {0};
	const struct csaf_product *one;

	if (p->bond == CSAF_ON) {
		add_together(r, p, fixed);
		return;
	}
	one = whole(r, p);
	if (!one) {
		feed_remark(r->rd, "a relationship between products that is not understood");
		return;
	}
	csaf_criteria_add(&criteria, one, r->rd, r->arena);
	push_config(r, &criteria, fixed);
}

/* What is affected by anything in the document is affected; what is only told to be fixed or
 * not to be affected is that. */
static void add_products(struct reading *r)
{
	struct csaf_criteria affected = {0}, fixed = {0};

	vec_foreach (it, &r->tree.all) {
		const struct csaf_product *p = *it;
		bool bad = p->status & (AFFECTED | FIRST | LAST);
		struct csaf_criteria *to = bad ? &affected : &fixed;
		size_t from = to->all.n;

		if (!p->status)
			continue;
		if (p->bond != CSAF_ALONE) {
			add_bond(r, p, !bad);
			continue;
		}
		csaf_criteria_add(to, p, r->rd, r->arena);
		for (size_t i = from; bad && !(p->status & AFFECTED) && i < to->all.n; i++)
			widen(r, p, &to->all.items[i]);
	}
	push_config(r, &affected, false);
	push_config(r, &fixed, true);
}

/* --- the rest of the document --- */

static void read_scores(struct reading *r, const struct json *all)
{
	static const char *const names[] = {"cvss_v4", "cvss_v3", "cvss_v2"};

	for (size_t i = 0; i < count(all); i++)
		for (size_t j = 0; j < ARRAY_LEN(names); j++)
			feed_list_add(&r->a.cvss, r->arena,
			    json_text(json_get(json_get(&all->array.items[i], names[j]),
					  "vectorString"),
				NULL),
			    CVSS_MAX);
}

static void read_remedies(struct reading *r, const struct json *all)
{
	for (size_t i = 0; i < count(all); i++) {
		const struct json *one = &all->array.items[i];
		const char *what = text_of(r, one, "details", LIMIT_TEXT / 2),
			   *url = json_text(json_get(one, "url"), NULL);

		feed_list_add(&r->a.remedies, r->arena,
		    arena_printf(r->arena, "%s: %s%s%s",
			json_text(json_get(one, "category"), "other"), what ? what : "",
			what && url ? " " : "", url ? url : ""),
		    LIMIT_TEXT);
	}
}

static void read_vulnerability(struct reading *r, const struct json *v)
{
	const char *cve = json_text(json_get(v, "cve"), NULL);

	if (feed_is_cve(cve))
		feed_list_add(&r->a.cves, r->arena, cve, ID_MAX);
	else
		feed_remark(r->rd, "a flaw without a CVE number");
	read_status(r, json_get(v, "product_status"));
	read_scores(r, json_get(v, "scores"));
	read_remedies(r, json_get(v, "remediations"));
}

/* The traffic light protocol's label in its second version's words. What is not known is the
 * strictest: nothing is shown to more people than was meant. */
static const char *tlp_of(struct reading *r, const struct json *document)
{
	static const char *const known[] = {"CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"};
	const char *label = json_text(
	    json_get(json_get(json_get(document, "distribution"), "tlp"), "label"), NULL);

	if (!label)
		return NULL;
	if (strcmp(label, "WHITE") == 0)
		return "CLEAR";
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(label, known[i]) == 0)
			return known[i];
	feed_remark(r->rd, "a TLP label that is none, taken as RED");
	return "RED";
}

/* The document's own address, rather a page than the file. */
static const char *url_of(struct reading *r, const struct json *document)
{
	const struct json *all = json_get(document, "references");
	const char *best = NULL;

	for (size_t i = 0; i < count(all); i++) {
		const struct json *one = &all->array.items[i];
		const char *url = json_text(json_get(one, "url"), "");
		size_t n = strlen(url);
		bool file = n > 5 && strcmp(url + n - 5, ".json") == 0;

		if (strncmp(url, "https://", 8) != 0 ||
		    strcmp(json_text(json_get(one, "category"), ""), "self") != 0)
			continue;
		if (!best || !file)
			best = url;
		if (!file)
			break;
	}
	return feed_text(r->arena, best, URL_MAX);
}

static const char *summary_of(struct reading *r, const struct json *document)
{
	static const char *const wanted[] = {"summary", "description", "general"};
	const struct json *all = json_get(document, "notes");

	for (size_t w = 0; w < ARRAY_LEN(wanted); w++)
		for (size_t i = 0; i < count(all); i++) {
			const struct json *one = &all->array.items[i];

			if (strcmp(json_text(json_get(one, "category"), ""), wanted[w]) == 0)
				return text_of(r, one, "text", TEXT_MAX);
		}
	return NULL;
}

/* Whether the version is one of those of the history. */
static bool has_revision(const struct json *tracking, const char *version)
{
	const struct json *all = json_get(tracking, "revision_history");

	for (size_t i = 0; i < count(all); i++)
		if (same(json_text(json_get(&all->array.items[i], "number"), NULL), version))
			return true;
	return false;
}

static void read_head(struct reading *r, const struct json *document)
{
	const struct json *tracking = json_get(document, "tracking");
	struct know_advisory *a = &r->a;

	a->id = text_of(r, tracking, "id", ID_MAX);
	a->publisher = text_of(r, json_get(document, "publisher"), "name", TITLE_MAX);
	a->title = text_of(r, document, "title", TITLE_MAX);
	a->url = url_of(r, document);
	a->text = summary_of(r, document);
	a->tlp = tlp_of(r, document);
	a->revision = text_of(r, tracking, "version", 60);
	a->state = text_of(r, tracking, "status", 30);
	a->published = feed_time(json_text(json_get(tracking, "initial_release_date"), NULL));
	a->modified = feed_time(json_text(json_get(tracking, "current_release_date"), NULL));
	a->modified = MAX(a->modified, a->published);
	if (a->revision && !has_revision(tracking, a->revision))
		feed_remark(r->rd, "a version that its own history does not have");
}

static int emit(struct reading *r, const struct json *document)
{
	const char *space =
	    json_text(json_get(json_get(document, "publisher"), "namespace"), "");
	struct knowledge k = {
	    .kind = KNOW_ADVISORY, .modified = r->a.modified, .advisory = &r->a};

	/* Numbers are unique only with who gives them (section 3.2.1.8). */
	k.id = feed_text(r->arena,
	    *space ? arena_printf(r->arena, "%s %s", r->a.id, space) : r->a.id,
	    (size_t)2 * ID_MAX);
	feed_newer(r->rd, r->a.modified);
	return feed_emit(r->rd, &k);
}

static int read_one(const struct json *doc, struct feed_read *rd, struct arena *arena)
{
	const struct json *document = json_get(doc, "document"),
			  *all = json_get(doc, "vulnerabilities");
	struct reading r = {.rd = rd, .arena = arena};

	if (!same(json_text(json_get(document, "csaf_version"), NULL), "2.0")) {
		feed_leave(rd, "a document that is not of CSAF 2.0");
		return 0;
	}
	read_head(&r, document);
	if (!r.a.id) {
		feed_leave(rd, "a document without a number");
		return 0;
	}
	/* Section 3.2.1.12.7: for the issuing party's use alone. */
	if (same(r.a.state, "draft")) {
		feed_leave(rd, "a draft");
		return 0;
	}
	csaf_tree_read(&r.tree, json_get(doc, "product_tree"), rd, arena);
	for (size_t i = 0; i < count(all); i++)
		read_vulnerability(&r, &all->array.items[i]);
	add_products(&r);
	if (r.mended || r.tree.mended)
		feed_remark(rd, "text that was encoded twice, mended");
	return emit(&r, document);
}

/* Without a byte order mark, and in UTF-8: other bytes are taken as Latin-1, and told. */
static struct span clean(struct span bytes, struct feed_read *rd, struct arena *arena)
{
	if (span_starts(bytes, "\xEF\xBB\xBF")) {
		feed_remark(rd, "a byte order mark");
		bytes = span_sub(bytes, 3, bytes.n);
	}
	if (utf8_valid(bytes))
		return bytes;
	feed_remark(rd, "bytes that are no UTF-8, read as Latin-1");
	return span_str(utf8_clean(arena, bytes, 3 * bytes.n));
}

int csaf_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	struct arena *arena = arena_new(), *head = arena_new();
	const struct json *doc;
	struct items it;
	int r = items_init(&it, clean(bytes, rd, head), lists, head, msg);

	while (r == 0 && (r = items_parse(&it, arena, &doc)) == 1)
		r = read_one(doc, rd, arena);
	arena_free(arena);
	arena_free(head);
	return r;
}
