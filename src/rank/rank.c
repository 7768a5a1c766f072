#include "rank/rank.h"

#include "base/macros.h"
#include "codec/cvss.h"

const char *const rank_reason_names[] = {[REASON_RANSOMWARE] = "ransomware",
    [REASON_EXPLOITED] = "exploited",
    [REASON_PROOF] = "proof",
    [REASON_LIKELY] = "likely",
    [REASON_NOT_SEEN] = "not_seen",
    [REASON_CONTROL] = "control",
    [REASON_SEVERE] = "severe",
    [REASON_PUBLIC] = "public",
    [REASON_EXPOSURE_UNKNOWN] = "exposure_unknown",
    [REASON_INTERNAL] = "internal",
    [REASON_ROLE] = "role",
    [REASON_POSSIBLE] = "possible",
    [RANK_REASONS] = NULL};

enum { FULL = 1000, MILLION = 1000000 };

/* One point of a line by which a number becomes a weight. */
struct point {
	int64_t at, weight;
};

/* The weight at v, between the points by straight lines; the last point is of v's maximum. */
static int64_t weigh(const struct point *points, size_t n, int64_t v)
{
	for (size_t i = 1; i < n; i++) {
		const struct point *a = &points[i - 1], *b = &points[i];

		if (v <= b->at)
			return a->weight +
			       (b->weight - a->weight) * MAX(0, v - a->at) / (b->at - a->at);
	}
	return points[n - 1].weight;
}

/* Most flaws are never attacked: half of EPSS lies below 0.1 %, and 10 % is the top twentieth.
 */
static const struct point likely[] = {
    {0, 100}, {1000, 200}, {10000, 350}, {100000, 600}, {500000, 800}, {MILLION, 900}};

static const int64_t exposure_weight[] = {500, 800, FULL};
static const int64_t certainty_weight[] = {450, 900, FULL};
static const int64_t role_weight[ROLES] = {
    [ROLE_OTHER] = 800,
    [ROLE_ADMINISTRATION] = 850,
    [ROLE_REMOTE_ACCESS] = 950,
    [ROLE_TELEMEDICINE] = 950,
    [ROLE_RESULTS] = FULL,
    [ROLE_IMAGING] = FULL,
};

/* What counts of the facts, unknown ones filled in. */
struct facts {
	bool exploited;
	int automatable, total; /* enum rank_known */
	int64_t score;
};

static bool is_exploited(const struct rank_in *in)
{
	return in->kev_cisa || in->kev_eu || in->ransomware || in->exploitation == SSVC_ACTIVE;
}

static bool value_is(const struct cvss *c, const char *metric, const char *value)
{
	const char *v = cvss_value(c, metric);

	return v && strcmp(v, value) == 0;
}

/* From the network, without account, luck or somebody's help: what a worm needs. */
static bool vector_automatable(const struct cvss *c)
{
	if (value_is(c, "AU", "Y"))
		return true;
	if (!value_is(c, "AV", "N") || !value_is(c, "AC", "L"))
		return false;
	if (c->version == CVSS_2_0)
		return value_is(c, "Au", "N");
	return value_is(c, "PR", "N") && value_is(c, "UI", "N") &&
	       (c->version != CVSS_4_0 || value_is(c, "AT", "N"));
}

static bool vector_total(const struct cvss *c)
{
	if (c->version == CVSS_2_0)
		return value_is(c, "C", "C") && value_is(c, "I", "C") && value_is(c, "A", "C");
	if (c->version == CVSS_4_0)
		return value_is(c, "VC", "H") && value_is(c, "VI", "H") &&
		       value_is(c, "VA", "H");
	return value_is(c, "C", "H") && value_is(c, "I", "H") && value_is(c, "A", "H");
}

static struct facts facts_of(const struct rank_in *in)
{
	struct facts f = {.exploited = is_exploited(in),
	    .automatable = in->automatable,
	    .total = in->total,
	    .score = in->cvss};
	struct cvss c;

	if (in->vector && cvss_parse(span_str(in->vector), &c) == 0) {
		f.score = cvss_score(&c, CVSS_ENVIRONMENTAL);
		if (f.automatable == RANK_UNKNOWN)
			f.automatable = vector_automatable(&c) ? RANK_YES : RANK_NO;
		if (f.total == RANK_UNKNOWN)
			f.total = vector_total(&c) ? RANK_YES : RANK_NO;
	}
	return f;
}

/* What is not known of a flaw that is exploited counts as the worse; of others as the better.
 */
static bool counts(const struct facts *f, int known)
{
	return known == RANK_YES || (known == RANK_UNKNOWN && f->exploited);
}

static int64_t threat_weight(const struct rank_in *in, const struct facts *f)
{
	/* Without EPSS as likely as the average of what is published. */
	int64_t w = in->epss < 0 ? 250 : weigh(likely, ARRAY_LEN(likely), in->epss);

	if (in->exploitation == SSVC_POC)
		w = MAX(w, 450);
	if (f->exploited)
		w = MAX(w, 950);
	if (in->ransomware)
		w = FULL;
	if (counts(f, f->automatable))
		w += (FULL - w) / 10;
	return w;
}

static int64_t impact_weight(const struct facts *f)
{
	/* Without a score as high as the lower end of "high". */
	int64_t w = 100 + 9 * (f->score < 0 ? 70 : f->score);

	return counts(f, f->total) ? MAX(w, 800) : w;
}

static int priority_of(const struct rank_in *in, const struct facts *f)
{
	int64_t p = threat_weight(in, f) * impact_weight(f);

	p = p * exposure_weight[in->exposure] / FULL;
	p = p * role_weight[in->role] / FULL;
	p = p * certainty_weight[in->certainty] / FULL;
	return (int)((p + FULL / 2) / FULL);
}

struct rank_deadline rank_bod_26_04(bool exposed, bool exploited, bool automatable, bool total)
{
	/* Rows by their bits: exposed, exploited, automatable, total. */
	static const struct {
		int days;
		bool forensics;
	} rows[16] = {
	    {RANK_ON_UPGRADE, false}, /* ---- */
	    {RANK_ON_UPGRADE, false}, /* ---T */
	    {60, false},              /* --A- */
	    {60, false},              /* --AT */
	    {14, false},              /* -K-- */
	    {14, false},              /* -K-T */
	    {14, false},              /* -KA- */
	    {3, true},                /* -KAT */
	    {60, false},              /* E--- */
	    {14, false},              /* E--T */
	    {14, false},              /* E-A- */
	    {3, false},               /* E-AT */
	    {14, false},              /* EK-- */
	    {3, true},                /* EK-T */
	    {3, false},               /* EKA- */
	    {3, true},                /* EKAT */
	};
	int row = exposed * 8 + exploited * 4 + automatable * 2 + total;

	return (struct rank_deadline){rows[row].days, rows[row].forensics, row};
}

struct rank_deadline rank_bands(int64_t score)
{
	static const int days[CVSS_BANDS] = {
	    [CVSS_NONE] = RANK_ON_UPGRADE,
	    [CVSS_LOW] = RANK_ON_UPGRADE,
	    [CVSS_MEDIUM] = 90,
	    [CVSS_HIGH] = 30,
	    [CVSS_CRITICAL] = 7,
	};
	enum cvss_band band = score < 0 ? CVSS_MEDIUM : cvss_band(CVSS_3_1, (int)score);

	return (struct rank_deadline){days[band], false, (int)band};
}

const char *rank_bands_rule(const struct rank_deadline *deadline, struct arena *arena)
{
	return deadline->days == RANK_ON_UPGRADE
		   ? "CVSS bands: on upgrade"
		   : arena_printf(arena, "CVSS bands: %d days", deadline->days);
}

static void tell(struct rank *rank, enum rank_reason reason, int64_t value)
{
	rank->reasons[rank->nreasons].reason = reason;
	rank->reasons[rank->nreasons].value = value;
	rank->nreasons++;
}

static void tell_threat(const struct rank_in *in, const struct facts *f, struct rank *rank)
{
	enum { TELLING = MILLION / 10 };

	if (in->ransomware)
		tell(rank, REASON_RANSOMWARE, 0);
	else if (f->exploited)
		tell(rank, REASON_EXPLOITED, 0);
	else if (in->epss >= TELLING)
		tell(rank, REASON_LIKELY, in->epss * 100 / MILLION);
	else if (in->exploitation == SSVC_POC)
		tell(rank, REASON_PROOF, 0);
	else
		tell(rank, REASON_NOT_SEEN, 0);
}

static void tell_all(const struct rank_in *in, const struct facts *f, struct rank *rank)
{
	static const enum rank_reason exposures[] = {
	    REASON_INTERNAL, REASON_EXPOSURE_UNKNOWN, REASON_PUBLIC};

	tell_threat(in, f, rank);
	if (f->total == RANK_YES)
		tell(rank, REASON_CONTROL, 0);
	else if (f->score >= 70)
		tell(rank, REASON_SEVERE, f->score);
	tell(rank, exposures[in->exposure], 0);
	if (in->role != ROLE_OTHER)
		tell(rank, REASON_ROLE, in->role);
	if (in->certainty == CERTAINTY_POSSIBLE)
		tell(rank, REASON_POSSIBLE, 0);
}

void rank_make(const struct rank_in *in, enum deadlines profile, struct rank *ret)
{
	struct facts f = facts_of(in);
	struct rank rank = {.priority = priority_of(in, &f), .score = f.score};

	if (profile == DEADLINES_CVSS_BANDS)
		rank.deadline = rank_bands(f.score);
	else
		rank.deadline = rank_bod_26_04(in->exposure != EXPOSURE_INTERNAL, f.exploited,
		    counts(&f, f.automatable), counts(&f, f.total));
	tell_all(in, &f, &rank);
	*ret = rank;
}
