/* What rules remember: bits and numbers of flows, bits of hosts, thresholds. Everything is in
 * tables of a fixed size; what gives way is counted. */
#include "detect/detect_impl.h"

struct flow_detect *state_flow(struct detect *d, struct flow *flow)
{
	struct flow_detect *f = flow->detect;

	if (f)
		return f;
	f = d->spare;
	if (f)
		d->spare = f->next;
	else
		f = mem_alloc(sizeof(*f));
	memset(f, 0, sizeof(*f));
	flow->detect = f;
	return f;
}

static int bit_at(const struct flow_detect *f, uint32_t name)
{
	for (int i = 0; f && i < f->nbits; i++)
		if (f->bits[i] == name)
			return i;
	return -1;
}

bool state_bit(struct look *l, const struct rule_op *op)
{
	const uint32_t *names = l->d->image->lists + op->data;
	bool any = false;

	if (!l->flow)
		return false;
	for (uint32_t i = 0; i < op->n && !any; i++)
		any = (bit_at(l->flow->detect, names[i]) >= 0) == (op->mode == RULE_BIT_ISSET);
	return any;
}

void state_bit_change(struct look *l, const struct rule_op *op)
{
	struct flow_detect *f;
	uint32_t name;
	int at;

	if (!l->flow || !op->n)
		return;
	f = state_flow(l->d, l->flow);
	name = l->d->image->lists[op->data];
	at = bit_at(f, name);
	if (at >= 0 && op->mode != RULE_BIT_SET) {
		f->bits[at] = f->bits[--f->nbits];
	} else if (at < 0 && op->mode != RULE_BIT_UNSET) {
		if (f->nbits == DETECT_BITS)
			l->d->counts.bits_full++;
		else
			f->bits[f->nbits++] = name;
	}
}

static int int_at(const struct flow_detect *f, uint32_t name)
{
	for (int i = 0; f && i < f->nints; i++)
		if (f->ints[i].name == name)
			return i;
	return -1;
}

/* What a flowint op compares with; false: a variable that is not set. */
static bool operand(const struct flow_detect *f, const struct rule_op *op, uint32_t *ret)
{
	int at;

	*ret = (uint32_t)op->c;
	if (!(op->flags & RULE_F_B_VAR))
		return true;
	if (!f)
		return false;
	at = int_at(f, (uint32_t)op->b);
	if (at < 0)
		return false;
	*ret = f->ints[at].value;
	return true;
}

bool state_int(struct look *l, const struct rule_op *op)
{
	const struct flow_detect *f = l->flow ? l->flow->detect : NULL;
	int at = int_at(f, (uint32_t)op->a);
	uint32_t v, with;

	if (op->mode == RULE_INT_ISSET || op->mode == RULE_INT_NOTSET)
		return (at >= 0) == (op->mode == RULE_INT_ISSET);
	if (!f || at < 0 || !operand(f, op, &with))
		return false;
	v = f->ints[at].value;
	switch (op->mode) {
	case RULE_INT_LT:
		return v < with;
	case RULE_INT_LE:
		return v <= with;
	case RULE_INT_EQ:
		return v == with;
	case RULE_INT_NE:
		return v != with;
	case RULE_INT_GE:
		return v >= with;
	default:
		return v > with;
	}
}

void state_int_change(struct look *l, const struct rule_op *op)
{
	struct flow_detect *f;
	uint32_t with;
	int at;

	if (!l->flow)
		return;
	f = state_flow(l->d, l->flow);
	at = int_at(f, (uint32_t)op->a);
	if (!operand(f, op, &with))
		return;
	if (at < 0) {
		if (f->nints == DETECT_INTS) {
			l->d->counts.bits_full++;
			return;
		}
		at = f->nints++;
		f->ints[at].name = (uint32_t)op->a;
		f->ints[at].value = 0;
	}
	if (op->mode == RULE_INT_SET)
		f->ints[at].value = with;
	else if (op->mode == RULE_INT_ADD)
		f->ints[at].value += with;
	else
		f->ints[at].value -= MIN(with, f->ints[at].value);
}

static uint64_t mix(uint64_t h, const void *p, size_t n)
{
	const uint8_t *b = p;

	for (size_t i = 0; i < n; i++)
		h = (h ^ b[i]) * 0x100000001B3ULL;
	return h ^ h >> 29;
}

/* The key of what is tracked; never 0. */
static uint64_t key_of(const struct look *l, uint64_t what, uint32_t track)
{
	size_t n = l->family == 6 ? 16 : 4;
	/* What was noted of a source is found by the same host as destination. */
	uint64_t seed = track == RULE_TRACK_DST ? RULE_TRACK_SRC : track;
	uint64_t h = mix(0xcbf29ce484222325ULL + seed, &what, sizeof(what));
	const uint8_t *a = l->src, *b = l->dst;

	switch (track) {
	case RULE_TRACK_SRC:
		h = mix(h, a, n);
		break;
	case RULE_TRACK_DST:
		h = mix(h, b, n);
		break;
	case RULE_TRACK_BOTH:
		if (memcmp(a, b, n) > 0) {
			a = l->dst;
			b = l->src;
		}
		h = mix(mix(h, a, n), b, n);
		break;
	case RULE_TRACK_FLOW:
		h = l->flow ? mix(h, &l->flow->id, sizeof(l->flow->id)) : h;
		break;
	default:
		break;
	}
	return h ? h : 1;
}

/* The row of that key, or NULL; make: one that gives way to it (the oldest). */
static struct state_row *row_of(
    struct detect *d, struct state_row *rows, uint64_t key, bool make)
{
	size_t base = (size_t)(key % (DETECT_HOSTS / DETECT_WAYS)) * DETECT_WAYS;
	struct state_row *oldest = &rows[base];

	for (size_t i = base; i < base + DETECT_WAYS; i++) {
		if (rows[i].key == key)
			return &rows[i];
		if (!rows[i].key || (oldest->key && rows[i].time < oldest->time))
			oldest = &rows[i];
	}
	if (!make)
		return NULL;
	d->counts.evicted += oldest->key != 0;
	*oldest = (struct state_row){.key = key};
	return oldest;
}

bool state_xbit(struct look *l, const struct rule_op *op)
{
	const uint32_t *names = l->d->image->lists + op->data;
	bool any = false;

	if (!l->family)
		return false;
	for (uint32_t i = 0; i < op->n && !any; i++) {
		const struct state_row *row =
		    row_of(l->d, l->d->bit_rows, key_of(l, names[i], op->e), false);

		any = (row && row->time >= l->time) == (op->mode == RULE_BIT_ISSET);
	}
	return any;
}

void state_xbit_change(struct look *l, const struct rule_op *op)
{
	uint64_t key;
	struct state_row *row;
	bool on;

	if (!l->family || !op->n)
		return;
	key = key_of(l, l->d->image->lists[op->data], op->e);
	row = row_of(l->d, l->d->bit_rows, key, op->mode != RULE_BIT_UNSET);
	if (!row)
		return;
	on = op->mode == RULE_BIT_SET ||
	     (op->mode == RULE_BIT_TOGGLE && !(row->time && row->time >= l->time));
	if (on)
		row->time = l->time + (int64_t)op->b * 1000000;
	else
		row->key = 0;
}

/* Counts the match; whether it is to be told. */
bool state_limit(struct look *l, const struct rule_op *op, uint32_t sid)
{
	struct state_row *row = row_of(
	    l->d, l->d->limit_rows, key_of(l, (uint64_t)op->mode << 32 | sid, op->e), true);
	bool inside = row->count && l->time - row->time < (int64_t)op->b * 1000000 &&
		      l->time >= row->time - 1000000;
	uint32_t count = (uint32_t)op->a;

	if (op->mode == RULE_THRESHOLD_BACKOFF) {
		/* The first count-th, then each time multiplier times as many. */
		uint32_t want = row->seconds ? row->seconds : count;
		uint32_t times = op->c > 1 ? (uint32_t)op->c : 10;

		row->time = l->time;
		if (++row->count < want)
			return false;
		row->seconds = want > UINT32_MAX / times ? UINT32_MAX : want * times;
		return true;
	}
	if (!inside) {
		row->time = l->time;
		row->count = 0;
	}
	row->count++;
	switch (op->mode) {
	case RULE_THRESHOLD_LIMIT:
		return row->count <= count;
	case RULE_THRESHOLD_BOTH:
		return row->count == count;
	case RULE_THRESHOLD_FILTER:
		return row->count > count;
	default:
		if (row->count < count)
			return false;
		row->count = 0;
		return true;
	}
}
