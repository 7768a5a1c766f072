/* From the patterns that were found to the rules that match. */
#include "detect/detect_impl.h"

#include <stdlib.h>

void candidate_begin(struct detect *d)
{
	d->ncandidates = 0;
	d->unsorted = false;
	d->nhits = 0;
	if (++d->call == 0) {
		memset(d->marks, 0, (d->image->count[RT_RULES] + 1) * sizeof(*d->marks));
		d->call = 1;
	}
}

void candidate_add(struct detect *d, uint32_t rule)
{
	if (d->marks[rule] == d->call)
		return;
	d->marks[rule] = d->call;
	if (d->ncandidates == DETECT_CANDIDATES) {
		d->counts.dropped++;
		return;
	}
	d->unsorted |= d->ncandidates && d->candidates[d->ncandidates - 1] > rule;
	d->candidates[d->ncandidates++] = rule;
}

static void found(void *ctx, uint32_t id)
{
	struct detect *d = ctx;
	const struct rule_pattern *p;

	if (id >= d->scanning->npattern)
		return;
	p = &d->image->patterns[d->scanning->pattern + id];
	for (uint32_t i = 0; i < p->nrule; i++)
		candidate_add(d, d->image->ids[p->rule + i]);
}

void candidate_group(struct detect *d, uint32_t group, struct span bytes)
{
	const struct rule_group *g = &d->image->groups[group];

	for (uint32_t i = 0; i < g->nrule; i++)
		candidate_add(d, d->image->ids[g->rule + i]);
	if (!g->matcher || !bytes.n)
		return;
	d->scanning = &d->image->matchers[g->matcher - 1];
	matcher_scan(d->image->matching[g->matcher - 1], d->scratch, bytes, found, d);
}

enum { FEW = 32 };

static void sort_few(uint32_t *list, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		uint32_t v = list[i], k = i;

		for (; k && list[k - 1] > v; k--)
			list[k] = list[k - 1];
		list[k] = v;
	}
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Rules are numbered in the order of their evaluation. */
void candidate_sort(struct detect *d)
{
	if (d->unsorted && d->ncandidates <= FEW)
		sort_few(d->candidates, d->ncandidates);
	else if (d->unsorted)
		qsort(d->candidates, d->ncandidates, sizeof(*d->candidates), by_number);
}

static void change_state(struct look *look, const struct rule_op *ops, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (ops[i].kind == OP_FLOWBIT)
			state_bit_change(look, &ops[i]);
		else if (ops[i].kind == OP_XBIT)
			state_xbit_change(look, &ops[i]);
		else
			state_int_change(look, &ops[i]);
	}
}

void hits_take(struct look *look, uint32_t rule)
{
	struct detect *d = look->d;
	const struct rule_row *row = &d->image->rules[rule];

	d->counts.matches++;
	/* A detection filter is a condition, and comes before what a match does. */
	for (uint32_t i = 0; i < row->nlimit; i++)
		if (d->image->ops[row->limit + i].mode == RULE_THRESHOLD_FILTER &&
		    !state_limit(
			look, &d->image->ops[row->limit + i], d->image->meta[row->meta].sid)) {
			d->counts.limited++;
			return;
		}
	change_state(look, d->image->ops + row->after, row->nafter);
	for (uint32_t i = 0; i < row->nlimit; i++)
		if (d->image->ops[row->limit + i].mode != RULE_THRESHOLD_FILTER &&
		    !state_limit(
			look, &d->image->ops[row->limit + i], d->image->meta[row->meta].sid)) {
			d->counts.limited++;
			return;
		}
	if (row->flags & RULE_NOALERT)
		return;
	if (d->nhits == DETECT_HITS)
		d->counts.dropped++;
	else
		d->hits[d->nhits++] = rule;
}

/* Rules that let pass come first, and then nothing is told. */
void hits_tell(struct look *look)
{
	struct detect *d = look->d;

	for (uint32_t i = 0; i < d->nhits; i++) {
		const struct rule_row *row = &d->image->rules[d->hits[i]];
		struct detect_hit hit = {.rule = &d->image->meta[row->meta],
		    .packet = look->packet,
		    .flow = look->flow,
		    .tx = look->tx,
		    .dir = look->dir,
		    .stream = look->stream,
		    .payload = span_sub(look->payload, look->old, look->payload.n)};

		if (row->action == RULE_PASS) {
			if (look->flow && row->kind == RULE_ONCE)
				state_flow(d, look->flow)->passed = true;
			break;
		}
		if (look->flow)
			look->flow->alerted = true;
		d->counts.alerts++;
		d->alert(d->ctx, &hit);
	}
}
