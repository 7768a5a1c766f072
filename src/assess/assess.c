#include "assess/assess.h"

#include "assess/rules.h"
#include "assess/software.h"
#include "rank/rank.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_finding(const void *a, const void *b)
{
	return finding_compare(a, b);
}

/* The first lines in alphabetical order: the same whichever was seen first. */
static struct text_list evidence_of(struct text_list lines)
{
	if (lines.n > 1)
		qsort(lines.items, lines.n, sizeof(*lines.items), by_text);
	lines.n = MIN(lines.n, ASSESS_EVIDENCE);
	return lines;
}

/* The deadline by bands of what has no score: its criticality is the band. */
static void set_deadline(struct finding *f, struct arena *arena)
{
	static const int64_t scores[] = {[CRIT_CRITICAL] = 90,
	    [CRIT_HIGH] = 70,
	    [CRIT_MEDIUM] = 40,
	    [CRIT_LOW] = 1,
	    [CRIT_INFO] = 0};
	struct rank_deadline d = rank_bands(scores[f->criticality]);

	f->days = d.days;
	f->rule = rank_bands_rule(&d, arena);
}

static int make(const struct observations *obs, const struct assess_with *with,
    bool software_alone, int64_t now, struct arena *arena, struct findings *ret)
{
	struct findings out = {0};
	struct assess_ctx ctx;
	int r;

	context_init(obs, with->kb, now, arena, &ctx);
	ctx.know = with->know;
	ctx.deadlines = with->deadlines;
	ctx.software_alone = software_alone;
	r = rules_run(&ctx);
	software_done(&ctx);
	if (r < 0)
		return r;
	map_foreach (e, &ctx.hits) {
		struct context_hit *hit = e->value;

		if (!hit->ordered)
			hit->finding.evidence = evidence_of(hit->lines);
		if (ctx.deadlines == DEADLINES_CVSS_BANDS && !hit->finding.rule)
			set_deadline(&hit->finding, arena);
		vec_push(arena, &out.all, hit->finding);
	}
	if (out.all.n > 1)
		qsort(out.all.items, out.all.n, sizeof(*out.all.items), by_finding);
	*ret = out;
	return 0;
}

int assess(const struct observations *obs, const struct assess_with *with, int64_t now,
    struct arena *arena, struct findings *ret)
{
	return make(obs, with, false, now, arena, ret);
}

int assess_software(const struct observations *obs, const struct assess_with *with, int64_t now,
    struct arena *arena, struct findings *ret)
{
	return make(obs, with, true, now, arena, ret);
}
