/* Software with known vulnerabilities, or without support: versions that services tell, against
 * the knowledge pack. What is at least probable and what is to be verified are two findings. */
#include "assess/rules.h"
#include "assess/software.h"

#include <stdlib.h>

static int64_t epss_of(const struct knowledge_pack *know, const char *id)
{
	struct knowledge_rows rows = knowledge_find(know, KT_EPSS, id);
	struct knowledge_epss e;

	return rows.first < rows.end && knowledge_epss(know, rows.first, &e)
		   ? (int64_t)e.likelihood
		   : RANK_NO_SCORE;
}

static void fill_exploited(
    const struct knowledge_pack *know, const char *id, struct rank_in *in)
{
	struct knowledge_rows rows = knowledge_find(know, KT_EXPLOITED, id);
	struct knowledge_exploited e;

	for (uint32_t i = rows.first; i < rows.end; i++) {
		if (!knowledge_exploited(know, i, &e))
			continue;
		if (e.list && strcmp(e.list, "eu") == 0)
			in->kev_eu = true;
		else
			in->kev_cisa = true;
		in->ransomware |= e.ransomware;
	}
}

static void fill_ssvc(const struct knowledge_pack *know, const char *id, struct rank_in *in)
{
	struct knowledge_rows rows = knowledge_find(know, KT_SSVC, id);
	struct knowledge_ssvc s;

	if (rows.first >= rows.end || !knowledge_ssvc(know, rows.first, &s))
		return;
	in->exploitation = s.exploitation;
	in->automatable = s.automatable ? RANK_YES : RANK_NO;
	in->total = s.total ? RANK_YES : RANK_NO;
}

/* What is known of the vulnerability here. */
static void rank_of(const struct assess_ctx *ctx, const struct software_host *host,
    const struct software_match *m, struct rank *ret)
{
	struct rank_in in = {.epss = epss_of(ctx->know, m->id),
	    .cvss = RANK_NO_SCORE,
	    .vector = m->vector,
	    .exposure = host->internal ? EXPOSURE_INTERNAL : EXPOSURE_PUBLIC,
	    .role = (int)host->role,
	    .certainty = m->match->verdict == MATCH_CONFIRMED  ? CERTAINTY_CONFIRMED
			 : m->match->verdict == MATCH_PROBABLE ? CERTAINTY_PROBABLE
							       : CERTAINTY_POSSIBLE};

	fill_exploited(ctx->know, m->id, &in);
	fill_ssvc(ctx->know, m->id, &in);
	rank_make(&in, ctx->deadlines, ret);
}

struct ranked {
	struct software_match m;
	struct rank rank;
	bool exploited, ransomware;
};

struct ranking {
	VEC(struct ranked) all;
};

static int by_urgency(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->m.match->verdict != y->m.match->verdict)
		return x->m.match->verdict < y->m.match->verdict ? -1 : 1;
	if (x->rank.priority != y->rank.priority)
		return x->rank.priority > y->rank.priority ? -1 : 1;
	return strcmp(x->m.id, y->m.id);
}

static int criticality_of(const struct ranking *all, bool possible)
{
	int worst = possible ? CRIT_INFO : CRIT_LOW;

	vec_foreach (r, &all->all) {
		int64_t score = r->rank.score;
		int c = score >= 90 || r->exploited ? CRIT_CRITICAL
			: score >= 70               ? CRIT_HIGH
			: score >= 40 || score < 0  ? CRIT_MEDIUM
						    : CRIT_LOW;

		if (possible)
			c = r->exploited ? CRIT_LOW : CRIT_INFO;
		worst = MIN(worst, c);
	}
	return worst;
}

static const char *line_of(struct assess_ctx *ctx, const struct ranked *r)
{
	const struct match *m = r->m.match;
	int64_t epss = epss_of(ctx->know, r->m.id);
	struct knowledge_source source = {.name = NULL};
	struct affected a = {.id = r->m.id,
	    .verdict = match_verdict_names[m->verdict],
	    .reason = match_reason_names[m->reason],
	    .cvss = r->rank.score,
	    .epss = epss < 0 ? AFFECTED_UNKNOWN : epss / 1000,
	    .priority = r->rank.priority,
	    .kev = r->exploited,
	    .ransomware = r->ransomware,
	    .fixed = m->package_fixed ? m->package_fixed : m->fixed,
	    .fixed_after = !m->package_fixed && m->fixed_after};
	STR_AUTO(line, 400);

	if (knowledge_source(ctx->know, (uint32_t)m->source, &source))
		a.source = source.name;
	affected_write(&a, &line);
	return str_dup(&line, ctx->arena);
}

/* "likely 42": the reasons as the report needs them to say why. */
static void add_why(struct assess_ctx *ctx, struct finding *f, const struct rank *rank)
{
	for (size_t i = 0; i < rank->nreasons; i++)
		text_list_add(&f->why, ctx->arena,
		    arena_printf(ctx->arena, "%s %lld",
			rank_reason_names[rank->reasons[i].reason],
			(long long)rank->reasons[i].value));
}

static void fill(struct assess_ctx *ctx, struct context_hit *hit,
    const struct software_place *place, const struct ranking *all, bool possible)
{
	struct finding *f = &hit->finding;
	const struct ranked *first = &all->all.items[0];

	f->criticality = criticality_of(all, possible);
	f->software = place->software;
	f->verdict = possible                                     ? VERDICT_POSSIBLE
		     : first->m.match->verdict == MATCH_CONFIRMED ? VERDICT_CONFIRMED
								  : VERDICT_PROBABLE;
	f->ncves = (int64_t)all->all.n;
	f->fixed_in = software_fixed(ctx->arena, &place->matches, possible);
	f->cves = f->evidence = f->why = (struct text_list){0};
	vec_foreach (r, &all->all) {
		if (r->rank.priority > first->rank.priority)
			first = r;
		if (f->cves.n < FINDING_CVES)
			text_list_add(&f->cves, ctx->arena, line_of(ctx, r));
	}
	f->priority = first->rank.priority;
	f->days = first->rank.deadline.days;
	f->forensics = first->rank.deadline.forensics;
	f->rule = ctx->deadlines == DEADLINES_CVSS_BANDS
		      ? rank_bands_rule(&first->rank.deadline, ctx->arena)
		      : arena_printf(ctx->arena, "BOD 26-04 row %d", first->rank.deadline.rule);
	add_why(ctx, f, &first->rank);
	text_list_add(&f->evidence, ctx->arena, place->evidence);
	hit->ordered = true;
}

static void tell(struct assess_ctx *ctx, const struct observation *o,
    const struct software_place *place, bool possible)
{
	struct ranking all = {0};
	struct context_hit *hit;

	vec_foreach (m, &place->matches.all) {
		struct ranked r = {.m = *m};
		struct rank_in in = {0};

		if ((m->match->verdict == MATCH_POSSIBLE) != possible)
			continue;
		fill_exploited(ctx->know, m->id, &in);
		r.exploited = in.kev_cisa || in.kev_eu;
		r.ransomware = in.ransomware;
		rank_of(ctx, place->host, m, &r.rank);
		vec_push(ctx->arena, &all.all, r);
	}
	if (!all.all.n)
		return;
	qsort(all.all.items, all.all.n, sizeof(*all.all.items), by_urgency);
	hit = context_hit_service(
	    ctx, o, o->service->addr, o->service->port, o->service->transport);
	if (!hit->ordered)
		fill(ctx, hit, place, &all, possible);
}

void rules_software_vulnerable(struct assess_ctx *ctx)
{
	bool possible = strcmp(ctx->rule->arg, "possible") == 0;
	struct software *software = software_of(ctx);

	if (!software)
		return;
	context_each (o, ctx, OBS_SERVICE) {
		const struct software_place *place = software_at(software, (*o)->service);

		if (place)
			tell(ctx, *o, place, possible);
	}
}

void rules_software_unsupported(struct assess_ctx *ctx)
{
	struct software *software = software_of(ctx);

	if (!software)
		return;
	context_each (o, ctx, OBS_SERVICE) {
		const struct obs_service *s = (*o)->service;
		struct software_eol eol;
		struct context_hit *hit;

		if (!software_ended(software, s, &eol))
			continue;
		hit = context_hit_service(ctx, *o, s->addr, s->port, s->transport);
		hit->finding.software = eol.software;
		hit->finding.fixed_in = eol.latest;
		/* Who ships it may support it longer than who makes it. */
		hit->finding.verdict = eol.sure ? VERDICT_NONE : VERDICT_POSSIBLE;
		hit->finding.qod = eol.sure ? ctx->type.qod : 50;
		hit->finding.criticality = eol.sure ? ctx->type.criticality : CRIT_INFO;
		context_line(
		    ctx, hit, "%s: %s %s, %s", eol.software, eol.title, eol.cycle, eol.ended);
	}
}
