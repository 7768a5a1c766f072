/* NVD API 2.0: https://nvd.nist.gov/developers/vulnerabilities. */
#include "base/limits.h"
#include "feed/criterion.h"
#include "feed/items.h"
#include "feed/readers.h"

enum { TEXT_MAX = 65536, VECTOR_MAX = 400, CWE_MAX = 64, URL_MAX = 2048, REFERENCES = 8 };

static const char *const lists[] = {"vulnerabilities", "cves", NULL};

bool nvd_sniff(struct span head, const char *name)
{
	(void)name;
	if (span_find(head, "\"NVD_CVE\"") >= 0)
		return true;
	return span_find(head, "\"vulnStatus\"") >= 0 &&
	       span_find(head, "\"lastModified\"") >= 0;
}

static void read_text(struct vuln *v, const struct json *rec, struct arena *arena)
{
	const struct json *all = json_get(rec, "descriptions");

	for (size_t i = 0; i < json_count(all) && !v->text; i++)
		if (strcmp(json_text(json_get(&all->array.items[i], "lang"), ""), "en") == 0)
			v->text = feed_text(arena,
			    json_text(json_get(&all->array.items[i], "value"), NULL), TEXT_MAX);
}

static void read_status(struct vuln *v, const struct json *rec)
{
	const struct json *tags = json_get(rec, "cveTags");

	if (strcmp(json_text(json_get(rec, "vulnStatus"), ""), "Rejected") == 0)
		v->status = VULN_REJECTED;
	else if (v->text && span_istarts(span_str(v->text), "** DISPUTED"))
		v->status = VULN_DISPUTED;
	for (size_t i = 0; i < json_count(tags); i++) {
		const struct json *names = json_get(&tags->array.items[i], "tags");

		for (size_t j = 0; j < json_count(names); j++)
			if (v->status == VULN_PUBLISHED &&
			    strcmp(json_text(&names->array.items[j], ""), "disputed") == 0)
				v->status = VULN_DISPUTED;
	}
}

/* Vectors, newest version of CVSS first; first those of the primary source, then the others. */
static void read_cvss(struct vuln *v, const struct json *rec, struct arena *arena)
{
	static const char *const versions[] = {
	    "cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2"};
	const struct json *metrics = json_get(rec, "metrics");

	for (int primary = 1; primary >= 0; primary--) {
		for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
			const struct json *all = json_get(metrics, versions[i]);

			for (size_t j = 0; j < json_count(all); j++) {
				const struct json *m = &all->array.items[j];
				const char *type = json_text(json_get(m, "type"), "");

				if ((strcmp(type, "Primary") == 0) == primary)
					feed_list_add(&v->cvss, arena,
					    json_text(json_get(json_get(m, "cvssData"),
							  "vectorString"),
						NULL),
					    VECTOR_MAX);
			}
		}
	}
}

static void read_cwes(struct vuln *v, const struct json *rec, struct arena *arena)
{
	const struct json *all = json_get(rec, "weaknesses");

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *texts = json_get(&all->array.items[i], "description");

		for (size_t j = 0; j < json_count(texts); j++) {
			const char *name =
			    json_text(json_get(&texts->array.items[j], "value"), "");

			if (strncmp(name, "CWE-", 4) == 0)
				feed_list_add(&v->cwes, arena, name, CWE_MAX);
		}
	}
}

static bool is_useful(const struct json *reference)
{
	static const char *const useful[] = {
	    "Vendor Advisory", "Patch", "vendor-advisory", "patch", "Mitigation"};
	const struct json *tags = json_get(reference, "tags");

	for (size_t i = 0; i < json_count(tags); i++)
		for (size_t j = 0; j < ARRAY_LEN(useful); j++)
			if (strcmp(json_text(&tags->array.items[i], ""), useful[j]) == 0)
				return true;
	return false;
}

static void read_references(struct vuln *v, const struct json *rec, struct arena *arena)
{
	const struct json *all = json_get(rec, "references");

	for (int useful = 1; useful >= 0; useful--) {
		for (size_t i = 0; i < json_count(all) && v->references.n < REFERENCES; i++) {
			const struct json *one = &all->array.items[i];
			const char *url = json_text(json_get(one, "url"), "");

			if (strncmp(url, "https://", 8) == 0 && is_useful(one) == useful)
				feed_list_add(&v->references, arena, url, URL_MAX);
		}
	}
}

static int operator_of(const struct json *v)
{
	return strcmp(json_text(json_get(v, "operator"), "OR"), "AND") == 0 ? VULN_AND
									    : VULN_OR;
}

static void read_match(
    const struct json *m, struct feed_read *rd, struct arena *arena, struct vuln_node *node)
{
	const char *end = json_text(json_get(m, "versionEndIncluding"), NULL);
	const char *start = json_text(json_get(m, "versionStartIncluding"), NULL);
	struct criterion_bounds b = {.start = start, .end = end};
	struct vuln_criterion c;

	if (!start) {
		b.start = json_text(json_get(m, "versionStartExcluding"), NULL);
		b.start_excluded = true;
	}
	if (!end) {
		b.end = json_text(json_get(m, "versionEndExcluding"), NULL);
		b.end_excluded = true;
	}
	if (criterion_of_cpe(json_text(json_get(m, "criteria"), ""), &b,
		json_bool(json_get(m, "vulnerable"), true), arena, &c) < 0)
		feed_leave(rd, "a product that is no CPE name");
	else
		vec_push(arena, &node->criteria, c);
}

static void read_node(const struct json *one, struct feed_read *rd, struct arena *arena,
    struct vuln_config *config)
{
	const struct json *matches = json_get(one, "cpeMatch");
	struct vuln_node node = {
	    .operator= operator_of(one), .negate = json_bool(json_get(one, "negate"), false)};

	for (size_t i = 0; i < json_count(matches); i++)
		read_match(&matches->array.items[i], rd, arena, &node);
	if (node.criteria.n)
		vec_push(arena, &config->nodes, node);
}

void nvd_configs(const struct json *configs, struct feed_read *rd, struct arena *arena,
    struct vuln_configs *to)
{
	for (size_t i = 0; i < json_count(configs); i++) {
		const struct json *from = &configs->array.items[i];
		const struct json *nodes = json_get(from, "nodes");
		struct vuln_config config = {.operator= operator_of(from),
		    .negate = json_bool(json_get(from, "negate"), false)};

		for (size_t j = 0; j < json_count(nodes); j++)
			read_node(&nodes->array.items[j], rd, arena, &config);
		if (config.nodes.n)
			vec_push(arena, &to->all, config);
	}
}

/* Packed corpora carry CISA's decision points beside the record. */
static int read_ssvc(const struct json *rec, const struct vuln *v, struct feed_read *rd)
{
	static const char *const exploitation[] = {"none", "poc", "active"};
	const struct json *points = json_get(rec, "x_ssvc");
	const char *e = json_text(json_get(points, "e"), "");
	struct know_ssvc s = {.id = v->id,
	    .automatable = span_ieq(span_str(json_text(json_get(points, "a"), "")), "yes"),
	    .total = span_ieq(span_str(json_text(json_get(points, "t"), "")), "total")};
	struct knowledge k = {
	    .kind = KNOW_SSVC, .id = v->id, .modified = v->modified, .ssvc = &s};

	for (size_t i = 0; i < ARRAY_LEN(exploitation); i++) {
		if (span_ieq(span_str(e), exploitation[i])) {
			s.exploitation = (int)i;
			return feed_emit(rd, &k);
		}
	}
	return 0;
}

static int read_one(const struct json *rec, struct feed_read *rd, struct arena *arena)
{
	struct vuln v = {.id = json_text(json_get(rec, "id"), NULL)};
	struct knowledge k = {.kind = KNOW_VULN, .id = v.id, .vuln = &v};
	int r;

	if (!feed_is_cve(v.id)) {
		feed_leave(rd, "a record without a CVE number");
		return 0;
	}
	v.published = feed_time(json_text(json_get(rec, "published"), NULL));
	v.modified = feed_time(json_text(json_get(rec, "lastModified"), NULL));
	read_text(&v, rec, arena);
	read_status(&v, rec);
	read_cvss(&v, rec, arena);
	read_cwes(&v, rec, arena);
	read_references(&v, rec, arena);
	nvd_configs(json_get(rec, "configurations"), rd, arena, &v.configs);
	k.modified = v.modified;
	feed_newer(rd, v.modified);
	r = feed_emit(rd, &k);
	return r < 0 ? r : read_ssvc(rec, &v, rd);
}

static int read_item(const struct json *rec, struct feed_read *rd, struct arena *arena)
{
	const struct json *inner = json_get(rec, "cve");

	return read_one(inner ? inner : rec, rd, arena);
}

/* A page of the API says how many records it should have. */
static int read_head(const struct json *head, int64_t n, struct feed_read *rd, struct msg *msg)
{
	const struct json *total = json_get(head, "totalResults");
	int64_t said = json_int(json_get(head, "resultsPerPage"), -1);

	if (said >= 0 && said != n)
		return feed_bad(msg, ERR_TRUNCATED, "it announces %lld records and holds %lld",
		    (long long)said, (long long)n);
	rd->total = json_int(total, 0);
	rd->none = n == 0 && total && rd->total == 0;
	return 0;
}

int nvd_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	return items_read(bytes, lists, read_item, read_head, rd, msg);
}
