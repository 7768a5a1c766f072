#include "codec/cvss.h"

#include "base/macros.h"
#include "codec/cvss_impl.h"

#include <math.h>

const char *const cvss_version_names[] = {"2.0", "3.0", "3.1", "4.0", NULL};
const char *const cvss_band_names[] = {"none", "low", "medium", "high", "critical", NULL};

/* One metric: its values with spaces between. An optional one has "not defined" first; a base
 * metric's values stand as they are numbered. */
struct metric {
	const char *name;
	const char *values;
	bool optional;
	double weight[6]; /* of each value, where the equations use one */
};

enum { V2_AV, V2_AC, V2_AU, V2_C, V2_I, V2_A, V2_E, V2_RL, V2_RC, V2_CDP, V2_TD, V2_CR };
static const struct metric metrics2[] = {
    {"AV", "L A N", false, {0.395, 0.646, 1.0}},
    {"AC", "H M L", false, {0.35, 0.61, 0.71}},
    {"Au", "M S N", false, {0.45, 0.56, 0.704}},
    {"C", "N P C", false, {0, 0.275, 0.660}},
    {"I", "N P C", false, {0, 0.275, 0.660}},
    {"A", "N P C", false, {0, 0.275, 0.660}},
    {"E", "ND U POC F H", true, {1, 0.85, 0.9, 0.95, 1}},
    {"RL", "ND OF TF W U", true, {1, 0.87, 0.90, 0.95, 1}},
    {"RC", "ND UC UR C", true, {1, 0.90, 0.95, 1}},
    {"CDP", "ND N L LM MH H", true, {0, 0, 0.1, 0.3, 0.4, 0.5}},
    {"TD", "ND N L M H", true, {1, 0, 0.25, 0.75, 1}},
    {"CR", "ND L M H", true, {1, 0.5, 1, 1.51}},
    {"IR", "ND L M H", true, {1, 0.5, 1, 1.51}},
    {"AR", "ND L M H", true, {1, 0.5, 1, 1.51}},
    {0},
};

enum {
	V3_AV,
	V3_AC,
	V3_PR,
	V3_UI,
	V3_S,
	V3_C,
	V3_I,
	V3_A,
	V3_E,
	V3_RL,
	V3_RC,
	V3_CR,
	V3_IR,
	V3_AR,
	V3_MODIFIED, /* of the 8 base metrics, in their order */
};
static const struct metric metrics3[] = {
    {"AV", "N A L P", false, {0.85, 0.62, 0.55, 0.2}},
    {"AC", "L H", false, {0.77, 0.44}},
    {"PR", "N L H", false, {0.85, 0.62, 0.27}},
    {"UI", "N R", false, {0.85, 0.62}},
    {"S", "U C", false, {0}},
    {"C", "H L N", false, {0.56, 0.22, 0}},
    {"I", "H L N", false, {0.56, 0.22, 0}},
    {"A", "H L N", false, {0.56, 0.22, 0}},
    {"E", "X H F P U", true, {1, 1, 0.97, 0.94, 0.91}},
    {"RL", "X U W T O", true, {1, 1, 0.97, 0.96, 0.95}},
    {"RC", "X C R U", true, {1, 1, 0.96, 0.92}},
    {"CR", "X H M L", true, {1, 1.5, 1, 0.5}},
    {"IR", "X H M L", true, {1, 1.5, 1, 0.5}},
    {"AR", "X H M L", true, {1, 1.5, 1, 0.5}},
    {"MAV", "X N A L P", true, {0}},
    {"MAC", "X L H", true, {0}},
    {"MPR", "X N L H", true, {0}},
    {"MUI", "X N R", true, {0}},
    {"MS", "X U C", true, {0}},
    {"MC", "X H L N", true, {0}},
    {"MI", "X H L N", true, {0}},
    {"MA", "X H L N", true, {0}},
    {0},
};

/* The values of 4.0 fall in severity: cvss4.c counts steps by their number. */
static const struct metric metrics4[] = {
    {"AV", "N A L P", false, {0}},
    {"AC", "L H", false, {0}},
    {"AT", "N P", false, {0}},
    {"PR", "N L H", false, {0}},
    {"UI", "N P A", false, {0}},
    {"VC", "H L N", false, {0}},
    {"VI", "H L N", false, {0}},
    {"VA", "H L N", false, {0}},
    {"SC", "H L N", false, {0}},
    {"SI", "H L N", false, {0}},
    {"SA", "H L N", false, {0}},
    {"E", "X A P U", true, {0}},
    {"CR", "X H M L", true, {0}},
    {"IR", "X H M L", true, {0}},
    {"AR", "X H M L", true, {0}},
    {"MAV", "X N A L P", true, {0}},
    {"MAC", "X L H", true, {0}},
    {"MAT", "X N P", true, {0}},
    {"MPR", "X N L H", true, {0}},
    {"MUI", "X N P A", true, {0}},
    {"MVC", "X H L N", true, {0}},
    {"MVI", "X H L N", true, {0}},
    {"MVA", "X H L N", true, {0}},
    {"MSC", "X H L N", true, {0}},
    {"MSI", "X S H L N", true, {0}},
    {"MSA", "X S H L N", true, {0}},
    {"S", "X N P", true, {0}},
    {"AU", "X N Y", true, {0}},
    {"R", "X A U I", true, {0}},
    {"V", "X D C", true, {0}},
    {"RE", "X L M H", true, {0}},
    {"U", "X Clear Green Amber Red", true, {0}},
    {0},
};

static const struct {
	const char *prefix;
	const struct metric *metrics;
	bool ordered;
} versions[CVSS_VERSIONS] = {
    [CVSS_2_0] = {"", metrics2, true},
    [CVSS_3_0] = {"CVSS:3.0/", metrics3, false},
    [CVSS_3_1] = {"CVSS:3.1/", metrics3, false},
    [CVSS_4_0] = {"CVSS:4.0/", metrics4, true},
};

/* The number of the value among the metric's, or -1. */
static int value_index(const struct metric *m, struct span value)
{
	struct span rest = span_str(m->values), one;

	for (int i = 0; span_split(&rest, ' ', &one); i++)
		if (one.n == value.n && memcmp(one.p, value.p, one.n) == 0)
			return i;
	return -1;
}

/* The place of the metric among the version's, or -1. */
static int metric_index(const struct metric *metrics, struct span name)
{
	for (int i = 0; metrics[i].name; i++)
		if (span_eq(name, metrics[i].name))
			return i;
	return -1;
}

static bool base_complete(const struct metric *metrics, uint64_t seen)
{
	for (int i = 0; metrics[i].name; i++)
		if (!metrics[i].optional && !(seen >> i & 1))
			return false;
	return true;
}

static int parse_metrics(struct span rest, struct cvss *cvss)
{
	const struct metric *metrics = versions[cvss->version].metrics;
	struct span field;
	uint64_t seen = 0;

	while (span_split(&rest, '/', &field)) {
		struct span name;
		int at, value;

		if (!span_split(&field, ':', &name) || !field.p)
			return ERR_SYNTAX;
		at = metric_index(metrics, name);
		if (at < 0 || seen >> at & 1)
			return ERR_SYNTAX;
		if (versions[cvss->version].ordered && seen >> at)
			return ERR_SYNTAX;
		value = value_index(&metrics[at], field);
		if (value < 0)
			return ERR_SYNTAX;
		cvss->value[at] = (uint8_t)value;
		seen |= (uint64_t)1 << at;
	}
	return base_complete(metrics, seen) ? 0 : ERR_SYNTAX;
}

int cvss_parse(struct span vector, struct cvss *ret)
{
	struct cvss cvss = {.version = CVSS_2_0};
	int r;

	for (int i = CVSS_3_0; i < CVSS_VERSIONS; i++)
		if (span_starts(vector, versions[i].prefix))
			cvss.version = (enum cvss_version)i;
	vector = span_sub(vector, strlen(versions[cvss.version].prefix), vector.n);
	if (cvss.version == CVSS_2_0 && vector.n > 2 && vector.p[0] == '(' &&
	    vector.p[vector.n - 1] == ')')
		vector = span_sub(vector, 1, vector.n - 2);
	r = parse_metrics(vector, &cvss);
	if (r == 0)
		*ret = cvss;
	return r;
}

const char *cvss_value(const struct cvss *cvss, const char *metric)
{
	/* The longest value is "Green"; each is given as a text of its own. */
	static const char *const texts[] = {"A", "Amber", "C", "Clear", "D", "F", "Green", "H",
	    "I", "L", "LM", "M", "MH", "N", "O", "OF", "P", "POC", "R", "Red", "S", "T", "TF",
	    "U", "UC", "UR", "W", "Y"};
	const struct metric *metrics = versions[cvss->version].metrics;
	int at = metric_index(metrics, span_str(metric));
	struct span rest, one = {0};

	if (at < 0 || (metrics[at].optional && cvss->value[at] == 0))
		return NULL;
	rest = span_str(metrics[at].values);
	for (int i = 0; i <= cvss->value[at]; i++)
		if (!span_split(&rest, ' ', &one))
			return NULL;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (span_eq(one, texts[i]))
			return texts[i];
	return NULL;
}

/* Far below what the equations' decimals can differ by, far above what doubles lose. */
static const double tiny = 1e-9;

/* CVSS 2.0: half a tenth away from zero; steps between may be negative. */
static int round_half_up(double score)
{
	int v = (int)floor(fabs(score) * 10 + 0.5 + tiny);

	return score < 0 ? -v : v;
}

/* CVSS 3.0: the smallest number with one decimal that is not below. */
static int round_up(double score)
{
	return (int)MAX(0, ceil(score * 10 - tiny));
}

/* CVSS 3.1 appendix A: the same after rounding to five decimals. */
static int round_up_31(double score)
{
	int64_t v = (int64_t)round(score * 100000);

	return (int)(v % 10000 == 0 ? v / 10000 : v / 10000 + 1);
}

static double weight2(const struct cvss *c, int at)
{
	return metrics2[at].weight[c->value[at]];
}

/* CVSS 2.0 section 3.2: the base equation over an impact. */
static int base2(const struct cvss *c, double impact)
{
	double exploitability = 20 * weight2(c, V2_AV) * weight2(c, V2_AC) * weight2(c, V2_AU);

	if (impact <= 0)
		return 0;
	return round_half_up((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176);
}

static int temporal2(const struct cvss *c, int base)
{
	return round_half_up(
	    base / 10.0 * weight2(c, V2_E) * weight2(c, V2_RL) * weight2(c, V2_RC));
}

static bool has_environment2(const struct cvss *c)
{
	for (int i = V2_CDP; i < V2_CR + 3; i++)
		if (c->value[i])
			return true;
	return false;
}

static int score2(const struct cvss *c, enum cvss_group group)
{
	bool env = group == CVSS_ENVIRONMENTAL && has_environment2(c);
	double open = 1, impact, adjusted;
	int base;

	for (int i = 0; i < 3; i++)
		open *= 1 - weight2(c, V2_C + i) * (env ? weight2(c, V2_CR + i) : 1);
	impact = 10.41 * (1 - open);
	base = base2(c, env ? MIN(10, impact) : impact);
	if (group == CVSS_BASE)
		return MAX(0, base);
	if (!env)
		return MAX(0, temporal2(c, base));
	adjusted = temporal2(c, base) / 10.0;
	return MAX(0, round_half_up((adjusted + (10 - adjusted) * weight2(c, V2_CDP)) *
				    weight2(c, V2_TD)));
}

/* The value of a base metric, the modified one when it counts and is defined. */
static int effective3(const struct cvss *c, int at, bool env)
{
	int modified = c->value[V3_MODIFIED + at];

	return env && modified ? modified - 1 : c->value[at];
}

static double weight3(const struct cvss *c, int at, bool env)
{
	return metrics3[at].weight[effective3(c, at, env)];
}

/* Privileges weigh more where the scope changes. */
static double privileges3(const struct cvss *c, bool changed, bool env)
{
	static const double weights[] = {0.85, 0.68, 0.50};

	return changed ? weights[effective3(c, V3_PR, env)] : weight3(c, V3_PR, env);
}

/* The impact of a share of what can be lost, sections 7.1 and 7.3: what 3.1 mended is the
 * modified impact of a changed scope. */
static double impact3(const struct cvss *c, double share, bool changed, bool env)
{
	if (!changed)
		return 6.42 * share;
	if (env && c->version == CVSS_3_1)
		return 7.52 * (share - 0.029) - 3.25 * pow(share * 0.9731 - 0.02, 13);
	return 7.52 * (share - 0.029) - 3.25 * pow(share - 0.02, 15);
}

static int score3(const struct cvss *c, enum cvss_group group)
{
	int (*up)(double) = c->version == CVSS_3_1 ? round_up_31 : round_up;
	bool env = group == CVSS_ENVIRONMENTAL;
	bool changed = effective3(c, V3_S, env) == 1;
	double open = 1, share, impact, exploitability;
	int score;

	for (int i = 0; i < 3; i++)
		open *= 1 - weight3(c, V3_C + i, env) *
				(env ? metrics3[V3_CR + i].weight[c->value[V3_CR + i]] : 1);
	share = env ? MIN(1 - open, 0.915) : 1 - open;
	impact = impact3(c, share, changed, env);
	exploitability = 8.22 * weight3(c, V3_AV, env) * weight3(c, V3_AC, env) *
			 privileges3(c, changed, env) * weight3(c, V3_UI, env);
	if (impact <= 0)
		return 0;
	score = up(MIN((changed ? 1.08 : 1) * (impact + exploitability), 10));
	if (group == CVSS_BASE)
		return score;
	return up(score / 10.0 * metrics3[V3_E].weight[c->value[V3_E]] *
		  metrics3[V3_RL].weight[c->value[V3_RL]] *
		  metrics3[V3_RC].weight[c->value[V3_RC]]);
}

int cvss_score(const struct cvss *cvss, enum cvss_group group)
{
	switch (cvss->version) {
	case CVSS_2_0:
		return score2(cvss, group);
	case CVSS_3_0:
	case CVSS_3_1:
		return score3(cvss, group);
	case CVSS_4_0:
	case CVSS_VERSIONS:
		break;
	}
	return cvss4_score(cvss, group);
}

enum cvss_band cvss_band(enum cvss_version version, int score)
{
	if (version == CVSS_2_0)
		return score >= 70 ? CVSS_HIGH : score >= 40 ? CVSS_MEDIUM : CVSS_LOW;
	if (score >= 90)
		return CVSS_CRITICAL;
	if (score >= 70)
		return CVSS_HIGH;
	if (score >= 40)
		return CVSS_MEDIUM;
	return score > 0 ? CVSS_LOW : CVSS_NONE;
}

static enum cvss_part part_of(enum cvss_version version, int at)
{
	/* Where the parts behind the base metrics begin. */
	static const struct {
		int threat, requirements, modified, supplemental;
	} from[CVSS_VERSIONS] = {
	    [CVSS_2_0] = {V2_E, V2_CDP, CVSS_METRICS, CVSS_METRICS},
	    [CVSS_3_0] = {V3_E, V3_CR, V3_MODIFIED, CVSS_METRICS},
	    [CVSS_3_1] = {V3_E, V3_CR, V3_MODIFIED, CVSS_METRICS},
	    [CVSS_4_0] = {V4_E, V4_CR, V4_MODIFIED, V4_MODIFIED + V4_E},
	};

	if (at >= from[version].supplemental)
		return CVSS_PART_SUPPLEMENTAL;
	if (at >= from[version].modified)
		return CVSS_PART_MODIFIED;
	if (at >= from[version].requirements)
		return CVSS_PART_REQUIREMENTS;
	return at >= from[version].threat ? CVSS_PART_THREAT : CVSS_PART_BASE;
}

bool cvss_metric(enum cvss_version version, int at, struct cvss_metric *ret)
{
	const struct metric *m = &versions[version].metrics[at];

	if (!m->name)
		return false;
	*ret = (struct cvss_metric){m->name, m->values, m->optional, part_of(version, at)};
	return true;
}

void cvss_write(const struct cvss *cvss, struct str *out)
{
	const struct metric *metrics = versions[cvss->version].metrics;
	const char *between = "";

	str_add(out, versions[cvss->version].prefix);
	for (int i = 0; metrics[i].name; i++) {
		const char *value = cvss_value(cvss, metrics[i].name);

		if (!value)
			continue;
		str_addf(out, "%s%s:%s", between, metrics[i].name, value);
		between = "/";
	}
}

const char *cvss_nomenclature(const struct cvss *cvss)
{
	static const char *const names[] = {"CVSS-B", "CVSS-BE", "CVSS-BT", "CVSS-BTE"};
	bool environment = false;

	if (cvss->version != CVSS_4_0)
		return NULL;
	for (int i = V4_CR; i < V4_MODIFIED + V4_E; i++)
		environment = environment || cvss->value[i];
	return names[(cvss->value[V4_E] ? 2 : 0) + environment];
}
