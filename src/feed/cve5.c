/* CVE Record Format 5.x: https://cveproject.github.io/cve-schema/schema/docs/. */
#include "base/limits.h"
#include "codec/version.h"
#include "feed/criterion.h"
#include "feed/items.h"
#include "feed/readers.h"

enum {
	TEXT_MAX = 65536,
	TITLE_MAX = 2000,
	VECTOR_MAX = 400,
	URL_MAX = 2048,
	REFERENCES = 8,
	NAME = 200,
	CRITERIA = 20000, /* of one record */
};

static const char *const lists[] = {"cveRecords", NULL};

bool cve5_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "\"CVE_RECORD\"") >= 0 ||
	       (span_find(head, "\"cveMetadata\"") >= 0 && span_find(head, "\"cveId\"") >= 0);
}

static const struct json *item(const struct json *v, size_t i)
{
	return &v->array.items[i];
}

static const char *text_of(const struct json *v, const char *name)
{
	return json_text(json_get(v, name), NULL);
}

/* --- products --- */

/* What stands for "from the first" or "every one". */
static bool is_open(const char *version)
{
	static const char *const open[] = {
	    "0", "unspecified", "n/a", "*", "-", "", "all", "any", "unknown", "all versions"};

	for (size_t i = 0; version && i < ARRAY_LEN(open); i++)
		if (span_ieq(span_str(version), open[i]))
			return true;
	return !version;
}

static int scheme_of(const char *type, const char *a, const char *b)
{
	static const struct {
		const char *type;
		int scheme;
	} schemes[] = {{"semver", VERSION_SEMVER}, {"rpm", VERSION_RPM}, {"deb", VERSION_DEB},
	    {"dpkg", VERSION_DEB}};

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (span_ieq(span_str(type), schemes[i].type))
			return schemes[i].scheme;
	return criterion_scheme(a, b);
}

struct product {
	struct feed_read *rd;
	struct arena *arena;
	VEC(struct vuln_criterion) names;    /* without versions: one a name it has */
	VEC(struct vuln_criterion) criteria; /* of all */
};

static void add(struct product *p, const struct vuln_criterion *range)
{
	vec_foreach (name, &p->names) {
		struct vuln_criterion c = *name;

		c.range = range->range;
		c.scheme = range->scheme;
		c.version = range->version;
		c.start = range->start;
		c.end = range->end;
		c.end_excluded = range->end_excluded;
		if (p->criteria.n < CRITERIA)
			vec_push(p->arena, &p->criteria, c);
		else
			feed_leave(p->rd, "versions of a record that has too many");
	}
}

static void add_version(struct product *p, const struct json *v)
{
	const char *type = json_text(json_get(v, "versionType"), "");
	const char *version = text_of(v, "version"), *less = text_of(v, "lessThan"),
		   *most = text_of(v, "lessThanOrEqual"), *end = less ? less : most;
	struct vuln_criterion c = {.range = RANGE_ANY};

	if (span_ieq(span_str(type), "git")) {
		feed_leave(p->rd, "versions that are commits");
		return;
	}
	if (span_str(version).n > NAME || span_str(end).n > NAME) {
		feed_leave(p->rd, "versions that are sentences");
		return;
	}
	if (end && !is_open(end)) {
		c.range = RANGE_SPAN;
		c.end = feed_text(p->arena, end, NAME);
		c.end_excluded = less != NULL;
	}
	if (!is_open(version) && end) {
		c.range = RANGE_SPAN;
		c.start = feed_text(p->arena, version, NAME);
	} else if (!is_open(version)) {
		c.range = RANGE_EXACT;
		c.version = feed_text(p->arena, version, NAME);
	}
	if (c.range != RANGE_ANY)
		c.scheme = scheme_of(type, c.range == RANGE_EXACT ? c.version : c.start, c.end);
	add(p, &c);
}

/* The names: CPE names when there are some, else what people call it. */
static void read_names(struct product *p, const struct json *affected)
{
	const struct json *cpes = json_get(affected, "cpes");
	static const struct criterion_bounds none;
	struct vuln_criterion c = {.vulnerable = true, .naming = NAMED_TEXT, .part = '*'};

	p->names.n = 0;
	for (size_t i = 0; i < json_count(cpes); i++) {
		struct vuln_criterion cpe;

		if (criterion_of_cpe(
			json_text(item(cpes, i), ""), &none, true, p->arena, &cpe) < 0) {
			feed_leave(p->rd, "a product that is no CPE name");
			continue;
		}
		cpe.update = NULL;
		vec_push(p->arena, &p->names, cpe);
	}
	if (p->names.n)
		return;
	c.vendor = criterion_name(text_of(affected, "vendor"), NAME, p->arena);
	c.product = criterion_name(text_of(affected, "product"), NAME, p->arena);
	if (c.product && strcmp(c.product, "n/a") != 0)
		vec_push(p->arena, &p->names, c);
}

static bool has_status(const struct json *v, const char *status)
{
	return strcmp(json_text(json_get(v, "status"), ""), status) == 0;
}

/* Everything but what is said to be safe: up to where "X and all after it" begins, if that is
 * all that is said. */
static void add_default(struct product *p, const struct json *versions)
{
	struct vuln_criterion c = {.range = RANGE_ANY};
	const struct json *v = json_count(versions) == 1 ? item(versions, 0) : NULL;

	if (v && has_status(v, "unaffected") && !is_open(text_of(v, "version")) &&
	    span_str(text_of(v, "version")).n <= NAME) {
		c.range = RANGE_SPAN;
		c.end = feed_text(p->arena, text_of(v, "version"), NAME);
		c.end_excluded = true;
		c.scheme = scheme_of(json_text(json_get(v, "versionType"), ""), c.end, NULL);
	}
	add(p, &c);
}

static void read_affected(struct product *p, const struct json *container)
{
	const struct json *all = json_get(container, "affected");

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *one = item(all, i), *versions = json_get(one, "versions");
		size_t n = 0;

		read_names(p, one);
		for (size_t j = 0; j < json_count(versions); j++) {
			if (!has_status(item(versions, j), "affected"))
				continue;
			add_version(p, item(versions, j));
			n++;
		}
		if (n == 0 &&
		    strcmp(json_text(json_get(one, "defaultStatus"), ""), "affected") == 0)
			add_default(p, versions);
	}
}

/* --- the rest --- */

static void read_metrics(struct vuln *v, const struct json *container, struct arena *arena)
{
	static const char *const versions[] = {"cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"};
	const struct json *metrics = json_get(container, "metrics");

	for (size_t i = 0; i < ARRAY_LEN(versions); i++)
		for (size_t j = 0; j < json_count(metrics); j++)
			feed_list_add(&v->cvss, arena,
			    text_of(json_get(item(metrics, j), versions[i]), "vectorString"),
			    VECTOR_MAX);
}

static void read_cwes(struct vuln *v, const struct json *container, struct arena *arena)
{
	const struct json *types = json_get(container, "problemTypes");

	for (size_t i = 0; i < json_count(types); i++) {
		const struct json *texts = json_get(item(types, i), "descriptions");

		for (size_t j = 0; j < json_count(texts); j++)
			feed_list_add(&v->cwes, arena, text_of(item(texts, j), "cweId"), 64);
	}
}

static void read_references(struct vuln *v, const struct json *container, struct arena *arena)
{
	const struct json *all = json_get(container, "references");

	for (size_t i = 0; i < json_count(all) && v->references.n < REFERENCES; i++) {
		const char *url = json_text(json_get(item(all, i), "url"), "");

		if (strncmp(url, "https://", 8) == 0)
			feed_list_add(&v->references, arena, url, URL_MAX);
	}
}

static void read_texts(struct vuln *v, const struct json *container, struct arena *arena)
{
	const struct json *all = json_get(container, "descriptions");

	if (!v->title)
		v->title = feed_text(arena, text_of(container, "title"), TITLE_MAX);
	for (size_t i = 0; i < json_count(all) && !v->text; i++)
		if (span_istarts(span_str(text_of(item(all, i), "lang")), "en"))
			v->text = feed_text(arena, text_of(item(all, i), "value"), TEXT_MAX);
}

static void read_container(
    struct vuln *v, const struct json *container, struct feed_read *rd, struct arena *arena)
{
	const struct json *cpes = json_get(container, "cpeApplicability"),
			  *tags = json_get(container, "tags");
	struct product p = {.rd = rd, .arena = arena};

	read_texts(v, container, arena);
	read_metrics(v, container, arena);
	read_cwes(v, container, arena);
	read_references(v, container, arena);
	for (size_t i = 0; i < json_count(tags); i++)
		if (strcmp(json_text(item(tags, i), ""), "disputed") == 0 &&
		    v->status == VULN_PUBLISHED)
			v->status = VULN_DISPUTED;
	if (json_count(cpes)) {
		nvd_configs(cpes, rd, arena, &v->configs);
		return;
	}
	read_affected(&p, container);
	if (p.criteria.n)
		criterion_config(&v->configs, p.criteria.items, p.criteria.n, arena);
}

static int emit_vuln(const struct json *rec, const char *id, int64_t modified,
    struct feed_read *rd, struct arena *arena)
{
	const struct json *meta = json_get(rec, "cveMetadata"),
			  *containers = json_get(rec, "containers"),
			  *adp = json_get(containers, "adp");
	struct vuln v = {.id = id,
	    .published = feed_time(text_of(meta, "datePublished")),
	    .modified = modified};
	struct knowledge k = {.kind = KNOW_VULN, .id = id, .modified = modified, .vuln = &v};

	if (strcmp(json_text(json_get(meta, "state"), ""), "REJECTED") == 0)
		v.status = VULN_REJECTED;
	read_container(&v, json_get(containers, "cna"), rd, arena);
	for (size_t i = 0; i < json_count(adp); i++)
		read_container(&v, item(adp, i), rd, arena);
	return feed_emit(rd, &k);
}

/* --- SSVC --- */

/* Options are objects of one member; names and values are compared without regard to case: one
 * published record has "Active". */
static bool read_options(const struct json *content, struct know_ssvc *s)
{
	const struct json *options = json_get(content, "options");
	bool known = false;

	for (size_t i = 0; i < json_count(options); i++) {
		const struct json *o = item(options, i);
		struct span name, value;

		if (o->type != JSON_OBJECT || o->object.n == 0)
			continue;
		name = span_str(o->object.members[0].key);
		value = span_str(json_text(&o->object.members[0].value, ""));
		if (span_ieq(name, "Automatable"))
			s->automatable = span_ieq(value, "yes");
		else if (span_ieq(name, "Technical Impact"))
			s->total = span_ieq(value, "total");
		for (int e = 0; span_ieq(name, "Exploitation") && ssvc_exploitation_names[e];
		     e++)
			if (span_ieq(value, ssvc_exploitation_names[e])) {
				s->exploitation = e;
				known = true;
			}
	}
	return known;
}

static const struct json *find_ssvc(const struct json *rec)
{
	const struct json *adp = json_get(json_get(rec, "containers"), "adp");

	for (size_t i = 0; i < json_count(adp); i++) {
		const struct json *metrics = json_get(item(adp, i), "metrics");

		for (size_t j = 0; j < json_count(metrics); j++) {
			const struct json *other = json_get(item(metrics, j), "other");

			if (span_ieq(span_str(text_of(other, "type")), "ssvc"))
				return json_get(other, "content");
		}
	}
	return NULL;
}

static int emit_ssvc(
    const struct json *rec, const char *id, int64_t modified, struct feed_read *rd)
{
	const struct json *content = find_ssvc(rec);
	struct know_ssvc s = {.id = id, .time = feed_time(text_of(content, "timestamp"))};
	struct knowledge k = {
	    .kind = KNOW_SSVC, .id = id, .modified = s.time ? s.time : modified, .ssvc = &s};

	if (!content)
		return 0;
	if (!read_options(content, &s)) {
		feed_leave(rd, "decision points without exploitation");
		return 0;
	}
	return feed_emit(rd, &k);
}

/* --- both --- */

static int read_one(const struct json *rec, bool all, struct feed_read *rd, struct arena *arena)
{
	const struct json *meta = json_get(rec, "cveMetadata");
	const char *id = text_of(meta, "cveId"), *changed = text_of(meta, "dateUpdated");
	int64_t modified = feed_time(changed ? changed : text_of(meta, "datePublished"));
	int r = 0;

	if (!feed_is_cve(id)) {
		feed_leave(rd, "a record without a CVE number");
		return 0;
	}
	feed_newer(rd, modified);
	if (all)
		r = emit_vuln(rec, id, modified, rd, arena);
	return r < 0 ? r : emit_ssvc(rec, id, modified, rd);
}

static int read_all(const struct json *rec, struct feed_read *rd, struct arena *arena)
{
	return read_one(rec, true, rd, arena);
}

static int read_ssvc(const struct json *rec, struct feed_read *rd, struct arena *arena)
{
	return read_one(rec, false, rd, arena);
}

int cve5_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	return items_read(bytes, lists, read_all, NULL, rd, msg);
}

int ssvc_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	return items_read(bytes, lists, read_ssvc, NULL, rd, msg);
}
