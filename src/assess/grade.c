#include "assess/grade.h"

/* Whether anything answered: an audit that reached nothing says nothing about security. */
static bool is_examined(const struct observations *obs)
{
	vec_foreach (o, &obs->all) {
		if (o->kind == OBS_SERVICE || o->kind == OBS_FACT || o->kind == OBS_CERT ||
		    o->kind == OBS_TLS)
			return true;
		if (o->kind == OBS_HTTP && o->http->status)
			return true;
		if (o->kind == OBS_COVERAGE && o->coverage->state == COVERAGE_SCANNED)
			return true;
	}
	return false;
}

void grade_of(
    const struct findings *findings, const struct observations *obs, struct grade *ret)
{
	static const size_t many[] = {
	    [CRIT_HIGH] = GRADE_MANY_HIGH,
	    [CRIT_MEDIUM] = GRADE_MANY_MEDIUM,
	    [CRIT_LOW] = GRADE_MANY_LOW,
	};
	static const char letters[] = {
	    [CRIT_CRITICAL] = 'E', [CRIT_HIGH] = 'D', [CRIT_MEDIUM] = 'C', [CRIT_LOW] = 'B'};
	struct grade g = {.letter = 'A', .reason = GRADE_CLEAN, .by = CRIT_LEVELS};

	vec_foreach (f, &findings->all)
		if (f->state != FINDING_FIXED && f->qod >= GRADE_QOD)
			g.counts[f->criticality]++;
	for (int c = CRIT_LOW; c >= CRIT_CRITICAL; c--) {
		if (g.counts[c]) {
			g.letter = letters[c];
			g.reason = GRADE_WORST;
			g.by = c;
		}
		if (c > CRIT_CRITICAL && g.counts[c] >= many[c]) {
			g.letter = letters[c - 1];
			g.reason = GRADE_MANY;
		}
	}
	if (!is_examined(obs) && findings->all.n == 0) {
		g.letter = '-';
		g.reason = GRADE_UNKNOWN;
	}
	*ret = g;
}
