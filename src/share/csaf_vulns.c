/* Vulnerabilities of a CSAF document: status of products, remediations, scores. */
#include "codec/cvss.h"
#include "share/csaf_impl.h"

#include <ctype.h>

/* The vector that counts for the CVE: its own, or the first that is of none. */
static bool vector_of(
    const struct advisory *a, const char *cve, struct span *ret, struct cvss *ret_cvss)
{
	for (int own = 1; own >= 0; own--)
		for (size_t i = 0; i < a->cvss.n; i++) {
			struct span s = span_trim(span_str(a->cvss.items[i]));
			bool named = span_istarts(s, "CVE-");
			size_t n = 0;

			while (named && n < s.n && s.p[n] != ' ')
				n++;
			if (named != (bool)own ||
			    (own && (!cve || !span_ieq(span_sub(s, 0, n), cve))))
				continue;
			s = span_trim(span_sub(s, n, s.n));
			/* CSAF 2.0 knows no CVSS 4.0. */
			if (cvss_parse(s, ret_cvss) == 0 && ret_cvss->version != CVSS_4_0) {
				*ret = s;
				return true;
			}
		}
	return false;
}

static void add_number(struct json *to, int tenths, struct arena *arena)
{
	struct json score = {.type = JSON_REAL};

	score.real = (double)tenths / 10;
	json_set_value(arena, to, "baseScore", &score);
}

static const char *upper(const char *text, struct arena *arena)
{
	char *out = arena_strdup(arena, text);

	for (char *c = out; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return out;
}

static struct json *ids(const struct csaf_products *products, bool fixed, struct arena *arena)
{
	struct json *to = json_new_array(arena);

	vec_foreach (p, &products->all)
		if (p->fixed == fixed)
			json_add_text(arena, to, p->id);
	return to;
}

static struct json *scores(struct span vector, const struct cvss *cvss,
    const struct csaf_products *products, struct arena *arena)
{
	struct json *all = json_new_array(arena), *one = json_new_object(arena),
		    *of = json_new_object(arena);
	int base = cvss_score(cvss, CVSS_BASE);
	const char *text = arena_strndup(arena, vector.p, vector.n);

	json_set_text(arena, of, "version", cvss_version_names[cvss->version]);
	json_set_text(arena, of, "vectorString", text);
	add_number(of, base, arena);
	if (cvss->version != CVSS_2_0)
		json_set_text(arena, of, "baseSeverity",
		    upper(cvss_band_names[cvss_band(cvss->version, base)], arena));
	json_set_value(arena, one, cvss->version == CVSS_2_0 ? "cvss_v2" : "cvss_v3", of);
	json_set_value(arena, one, "products", ids(products, false, arena));
	json_add_value(arena, all, one);
	return all;
}

static struct json *status(const struct csaf_products *products, struct arena *arena)
{
	struct json *to = json_new_object(arena), *fixed = ids(products, true, arena);

	json_set_value(arena, to, "known_affected", ids(products, false, arena));
	if (fixed->array.n)
		json_set_value(arena, to, "fixed", fixed);
	return to;
}

static struct json *remediations(
    const struct advisory_text *text, const struct csaf_products *products, struct arena *arena)
{
	struct json *all = json_new_array(arena), *one = json_new_object(arena);
	bool fixed = ids(products, true, arena)->array.n > 0;
	bool said = text->remedy && *text->remedy;

	json_set_text(arena, one, "category",
	    fixed  ? "vendor_fix"
	    : said ? "mitigation"
		   : "none_available");
	json_set_text(arena, one, "details", said ? text->remedy : text->title);
	json_set_value(arena, one, "product_ids", ids(products, false, arena));
	json_add_value(arena, all, one);
	return all;
}

static struct json *notes(const struct advisory_text *text, struct arena *arena)
{
	struct json *all = json_new_array(arena), *one = json_new_object(arena);
	bool said = text->summary && *text->summary;

	json_set_text(arena, one, "category", "summary");
	json_set_text(arena, one, "text", said ? text->summary : text->title);
	json_add_value(arena, all, one);
	return all;
}

struct json *csaf_vulnerabilities(const struct advisory *a, const struct advisory_text *text,
    const struct csaf_products *products, struct arena *arena)
{
	struct json *all = json_new_array(arena);
	size_t n = a->cves.n ? a->cves.n : 1;

	for (size_t i = 0; i < n; i++) {
		const char *cve = a->cves.n ? a->cves.items[i] : NULL;
		struct json *one = json_new_object(arena);
		struct span vector = {0};
		struct cvss cvss;

		if (!vector_of(a, cve, &vector, &cvss))
			return NULL;
		if (cve)
			json_set_text(arena, one, "cve", cve);
		else
			json_set_text(arena, one, "title", text->title);
		json_set_value(arena, one, "notes", notes(text, arena));
		json_set_value(arena, one, "product_status", status(products, arena));
		json_set_value(arena, one, "remediations", remediations(text, products, arena));
		json_set_value(arena, one, "scores", scores(vector, &cvss, products, arena));
		json_add_value(arena, all, one);
	}
	return all;
}
