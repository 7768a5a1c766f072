/* The CVSS calculator: for everybody, without script, nothing is stored. */
#include "portal/cvss_words.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum { VECTOR_MAX = 512 };

static const enum cvss_version offered[] = {CVSS_4_0, CVSS_3_1};

static const char *asked(const struct call *call, const char *name)
{
	const char *value = serve_query(call->rq, name);

	return value ? value : "";
}

/* --- reading --- */

/* What the form says, as a vector in the specification's order; complete or not. */
static void compose(const struct call *call, enum cvss_version version, struct str *out)
{
	struct cvss_metric m;

	str_addf(out, "CVSS:%s", cvss_version_names[version]);
	for (int at = 0; cvss_metric(version, at, &m); at++) {
		const char *value = asked(call, m.name);

		if (*value && strcmp(value, "X") != 0)
			str_addf(out, "/%s:%.20s", m.name, value);
	}
}

static bool has_metrics(const struct call *call, enum cvss_version version)
{
	struct cvss_metric m;

	for (int at = 0; cvss_metric(version, at, &m); at++)
		if (*asked(call, m.name))
			return true;
	return false;
}

static enum cvss_version version_of(const struct call *call)
{
	for (size_t i = 0; i < ARRAY_LEN(offered); i++)
		if (strcmp(asked(call, "v"), cvss_version_names[offered[i]]) == 0)
			return offered[i];
	return offered[0];
}

/* --- showing --- */

static struct json *option(struct call *call, struct span value, const char *label, bool chosen)
{
	struct json *one = json_new_object(call->arena);

	json_set_text(call->arena, one, "letter", arena_strndup(call->arena, value.p, value.n));
	json_set_text(call->arena, one, "words", label);
	json_set_bool(call->arena, one, "chosen", chosen);
	return one;
}

static struct json *metric(struct call *call, enum cvss_version version,
    const struct cvss_metric *m, const struct cvss *set)
{
	const struct cvss_words *words = cvss_words_of(version, m);
	const char *chosen = set ? cvss_value(set, m->name) : asked(call, m->name);
	struct json *one = json_new_object(call->arena), *all = json_new_array(call->arena);
	struct span rest = span_str(m->values), value;
	int n = 0;

	if (m->optional)
		(void)span_split(&rest, ' ', &value); /* X */
	while (span_split(&rest, ' ', &value))
		json_add_value(call->arena, all,
		    option(call, value, words ? words->values[n++] : "",
			chosen && span_eq(value, chosen)));
	json_set_text(call->arena, one, "name", m->name);
	json_set_text(call->arena, one, "title", words ? words->title : m->name);
	json_set_text(call->arena, one, "help", words ? words->help : "");
	json_set_bool(call->arena, one, "optional", m->optional);
	json_set_value(call->arena, one, "options", all);
	return one;
}

static void set_parts(struct call *call, enum cvss_version version, const struct cvss *set)
{
	struct json *parts = json_new_array(call->arena);

	for (int part = 0; part < CVSS_PARTS; part++) {
		struct json *one = json_new_object(call->arena);
		struct json *all = json_new_array(call->arena);
		bool used = part == CVSS_PART_BASE;
		struct cvss_metric m;

		for (int at = 0; cvss_metric(version, at, &m); at++) {
			if ((int)m.part != part)
				continue;
			used = used || (set && cvss_value(set, m.name));
			json_add_value(call->arena, all, metric(call, version, &m, set));
		}
		if (!all->array.n)
			continue;
		json_set_text(call->arena, one, "title", cvss_words_parts[part][0]);
		json_set_text(call->arena, one, "help", cvss_words_parts[part][1]);
		json_set_bool(call->arena, one, "used", used);
		json_set_value(call->arena, one, "metrics", all);
		json_add_value(call->arena, parts, one);
	}
	json_set_value(call->arena, call->data, "parts", parts);
}

/* "8,1" in the reader's language is the template's matter: tenths as a text with a point. */
static const char *tenths(struct call *call, int score)
{
	return arena_printf(call->arena, "%d.%d", score / 10, score % 10);
}

static bool says(const struct cvss *c, enum cvss_part part)
{
	struct cvss_metric m;

	for (int at = 0; cvss_metric(c->version, at, &m); at++)
		if (m.part == part && cvss_value(c, m.name))
			return true;
	return false;
}

/* Of 4.0 there is one score; of 3 the temporal and environmental ones when they say something.
 */
static void set_result(struct call *call, const struct cvss *c)
{
	struct json *r = json_new_object(call->arena);
	bool env = says(c, CVSS_PART_REQUIREMENTS) || says(c, CVSS_PART_MODIFIED);
	bool threat = says(c, CVSS_PART_THREAT);
	enum cvss_group group = env ? CVSS_ENVIRONMENTAL : threat ? CVSS_THREAT : CVSS_BASE;
	int score = cvss_score(c, group);
	STR_AUTO(vector, VECTOR_MAX);

	cvss_write(c, &vector);
	json_set_text(call->arena, r, "vector", str_text(&vector));
	json_set_text(call->arena, r, "score", tenths(call, score));
	json_set_text(
	    call->arena, r, "criticality", cvss_band_names[cvss_band(c->version, score)]);
	json_set_text(call->arena, r, "nomenclature", cvss_nomenclature(c));
	json_set_text(call->arena, r, "version", cvss_version_names[c->version]);
	json_set_bool(
	    call->arena, r, "severity_none", cvss_band(c->version, score) == CVSS_NONE);
	if (c->version != CVSS_4_0 && (env || threat))
		json_set_text(call->arena, r, "base", tenths(call, cvss_score(c, CVSS_BASE)));
	if (c->version != CVSS_4_0 && env && threat)
		json_set_text(
		    call->arena, r, "threat", tenths(call, cvss_score(c, CVSS_THREAT)));
	json_set_value(call->arena, call->data, "result", r);
}

static void set_versions(struct call *call, enum cvss_version version)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < ARRAY_LEN(offered); i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "number", cvss_version_names[offered[i]]);
		json_set_bool(call->arena, one, "here", offered[i] == version);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "versions", all);
	json_set_text(call->arena, call->data, "version", cvss_version_names[version]);
}

static void fill(struct call *call, const char *text, enum cvss_version version)
{
	struct cvss c;
	bool good = *text && strlen(text) < VECTOR_MAX && cvss_parse(span_str(text), &c) == 0;

	if (good && c.version == CVSS_2_0)
		good =
		    false; /* its form is not offered: versions 3 and 4 are what is published */
	if (good)
		version = c.version;
	set_versions(call, version);
	set_parts(call, version, good ? &c : NULL);
	if (good)
		set_result(call, &c);
	json_set_text(call->arena, call->data, "typed", text);
}

static int show(struct call *call)
{
	const char *pasted = asked(call, "vector");
	enum cvss_version version = version_of(call);
	STR_AUTO(text, VECTOR_MAX);

	if (!*pasted && has_metrics(call, version)) {
		compose(call, version, &text);
		fill(call, str_text(&text), version);
		json_set_text(call->arena, call->data, "typed", NULL);
		json_set_bool(
		    call->arena, call->data, "incomplete", !json_get(call->data, "result"));
		return 0;
	}
	pasted = arena_strndup(
	    call->arena, span_trim(span_str(pasted)).p, span_trim(span_str(pasted)).n);
	fill(call, pasted, version);
	json_set_bool(
	    call->arena, call->data, "no_vector", *pasted && !json_get(call->data, "result"));
	return 0;
}

/* A form that was posted leads to the page of its vector, which can be kept as a link. */
static int post(struct call *call)
{
	struct cvss c;
	const char *text = call_field(call, "vector");
	STR_AUTO(vector, VECTOR_MAX);

	if (strlen(text) >= VECTOR_MAX || cvss_parse(span_str(text), &c) < 0 ||
	    c.version == CVSS_2_0) {
		call_wrong(call, "vector", TR("This is no vector of CVSS 3.0, 3.1 or 4.0."));
		fill(call, "", offered[0]);
		json_set_text(call->arena, call->data, "typed", text);
		json_set_bool(call->arena, call->data, "no_vector", true);
		return 0;
	}
	cvss_write(&c, &vector);
	return call_redirect(call, NULL, "/tools/cvss?vector=%s", str_text(&vector));
}

const struct route cvss_routes[] = {
    {"GET", "/tools/cvss", MAY_PUBLIC, "cvss", show, ROUTE_NO_LOG,
	"Calculates a CVSS score from a vector or from its metrics.", NULL,
	TR("CVSS calculator")},
    {"POST", "/tools/cvss", MAY_PUBLIC, "cvss", post, ROUTE_NO_LOG,
	"Leads to the page of a vector.", "vector", TR("CVSS calculator")},
    {.method = NULL},
};
