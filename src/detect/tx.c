/* Rules over transactions: buffers as they come, rules that wait for more of them. */
#include "detect/detect_impl.h"

enum held { NO, YES, LATER };

struct tx_detect *detect_tx_kept(struct tx *tx)
{
	if (!tx->detect)
		tx->detect = ARENA_NEW(tx->arena, struct tx_detect);
	return tx->detect;
}

static bool in_list(const uint32_t *items, size_t n, uint32_t rule)
{
	for (size_t i = 0; i < n; i++)
		if (items[i] == rule)
			return true;
	return false;
}

/* The directions whose buffers a rule may look at. */
static bool dir_fits(const struct rule_row *row, uint8_t dir)
{
	if (row->flow & RULE_FLOW_TO_SERVER)
		return dir == FLOW_TO_SERVER;
	if (row->flow & RULE_FLOW_TO_CLIENT)
		return dir == FLOW_TO_CLIENT;
	return true;
}

/* Whether a buffer may still come. */
static bool may_come(const struct tx *tx, const struct rule_row *row, int buffer)
{
	for (uint8_t dir = 0; dir < 2; dir++)
		if (buffer_rows[buffer].dirs & 1U << dir && dir_fits(row, dir) &&
		    !tx->done[dir])
			return true;
	return false;
}

static bool bytes_hold(struct look *l, const struct rule_section *s, struct span bytes)
{
	const struct rule_image *im = l->d->image;

	if (im->buffers[s->list].nop &&
	    !change_apply(l->d, &im->buffers[s->list], bytes, &bytes))
		return false;
	return run_section(l, im->ops + s->op, s->nop, bytes);
}

/* "absent": holds when the direction is done and nothing was there. */
static enum held missing(
    const struct look *l, const struct rule_row *row, const struct rule_section *s)
{
	bool may = may_come(l->tx, row, s->buffer);

	if (may)
		return LATER;
	return s->nop && l->d->image->ops[s->op].kind == OP_ABSENT ? YES : NO;
}

static enum held section(
    struct look *l, const struct rule_row *row, const struct rule_section *s)
{
	bool any = false;

	if (s->buffer == BUFFER_PAYLOAD)
		return bytes_hold(l, s, l->payload) ? YES : NO;
	for (size_t i = 0; i < l->tx->buffers.n; i++) {
		const struct tx_buffer *b = &l->tx->buffers.items[i];

		if (b->id != s->buffer || !dir_fits(row, b->dir))
			continue;
		any = true;
		if (bytes_hold(l, s, b->data))
			return YES;
	}
	if (!any)
		return missing(l, row, s);
	/* A body may grow, another of several may come. */
	return may_come(l->tx, row, s->buffer) ? LATER : NO;
}

static enum held rule_held(struct look *l, const struct rule_row *row)
{
	const struct rule_image *im = l->d->image;
	enum held all = YES;

	l->d->counts.candidates++;
	if (!header_fits(l, row))
		return NO;
	for (uint32_t i = 0; i < row->nsection && all != NO; i++) {
		enum held h = section(l, row, &im->sections[row->section + i]);

		all = h == NO ? NO : h == LATER ? LATER : all;
	}
	if (all != YES)
		return all;
	if (head_holds(l, im->ops + row->head, row->nhead))
		return YES;
	/* Events and state may come with what follows. */
	return row->flags & RULE_EVENT && !(l->tx->done[0] && l->tx->done[1]) ? LATER : NO;
}

static void judge(struct look *l, uint32_t rule)
{
	struct tx_detect *t = detect_tx_kept(l->tx);
	const struct rule_row *row = &l->d->image->rules[rule];
	enum held h;

	if (in_list(t->done.items, t->done.n, rule))
		return;
	h = rule_held(l, row);
	if (h == NO)
		return;
	if (h == YES) {
		if (t->done.n < DETECT_DONE)
			vec_push(l->tx->arena, &t->done, rule);
		else
			l->d->counts.dropped++;
		hits_take(l, rule);
	} else if (!in_list(t->waiting.items, t->waiting.n, rule)) {
		if (t->waiting.n < DETECT_DONE)
			vec_push(l->tx->arena, &t->waiting, rule);
		else
			l->d->counts.dropped++;
	}
}

static void scan(struct detect *d, struct tx_buffer *b)
{
	const struct group_span *lists = &d->buffers[b->id][b->dir];
	const struct rule_image *im = d->image;

	for (uint32_t i = 0; i < lists->n; i++) {
		uint32_t group = d->lists[lists->first + i];
		const struct rule_buffer *row = &im->buffers[im->groups[group].key];
		struct span bytes = b->data;

		if (row->nop && !change_apply(d, row, bytes, &bytes))
			continue;
		candidate_group(d, group, bytes);
	}
}

void detect_tx(struct detect *d, const struct packet *packet, struct tx *tx, enum flow_dir dir)
{
	struct look l = detect_look(d, packet, tx->flow, tx, dir);
	struct tx_detect *t = tx->detect;

	if (tx->flow->detect && tx->flow->detect->passed)
		return;
	if (packet)
		l.payload = packet->payload;
	arena_clear(d->arena);
	candidate_begin(d);
	for (size_t i = 0; i < tx->buffers.n; i++)
		if (!tx->buffers.items[i].seen && tx->buffers.items[i].dir == dir &&
		    tx->buffers.items[i].id < BUFFER_IDS) {
			scan(d, &tx->buffers.items[i]);
			if (d->indicators)
				indicator_buffer(&l, &tx->buffers.items[i]);
			tx->buffers.items[i].seen = true;
		}
	for (size_t i = 0; t && i < t->waiting.n; i++)
		candidate_add(d, t->waiting.items[i]);
	if (tx->proto < PROTO_IDS && d->tx[tx->proto])
		candidate_group(d, d->tx[tx->proto] - 1, span_of(NULL, 0));
	candidate_sort(d);
	for (uint32_t i = 0; i < d->ncandidates; i++)
		judge(&l, d->candidates[i]);
	hits_tell(&l);
}
