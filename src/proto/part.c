#include "proto/part.h"

void part_init(struct part *p, size_t max)
{
	*p = (struct part){0};
	str_init(&p->kept, max);
}

void part_done(struct part *p)
{
	str_done(&p->kept);
}

static void forget(struct part *p)
{
	if (p->given)
		str_clear(&p->kept);
	p->given = false;
}

static void step(struct part *p, struct span *data)
{
	size_t n = data->n < p->skip ? data->n : (size_t)p->skip;

	p->skip -= n;
	*data = span_sub(*data, n, data->n);
}

/* The message at the front of what is kept and of the data: they are taken together when
 * something is kept. */
static bool message_kept(
    struct part *p, part_size *size, struct span *data, struct span *ret_message)
{
	size_t before = p->kept.n, room = p->kept.max - before, n;
	size_t added = data->n < room ? data->n : room;
	int64_t want;

	str_put(&p->kept, data->p, added);
	want = size(str_bytes(&p->kept));
	if (want < 0 || (want == 0 && p->kept.n == p->kept.max)) {
		p->lost = true;
		return false;
	}
	if (want == 0 || (p->kept.n < (uint64_t)want && p->kept.n < p->kept.max)) {
		*data = span_sub(*data, added, data->n);
		return false;
	}
	n = (uint64_t)want < p->kept.max ? (size_t)want : p->kept.max;
	p->cut = n < (uint64_t)want;
	p->skip = (uint64_t)want - n;
	p->given = true;
	*ret_message = span_sub(str_bytes(&p->kept), 0, n);
	/* A size that shrank below what is kept already would go backwards. */
	*data = span_sub(*data, n > before ? n - before : 0, data->n);
	return true;
}

bool part_message(struct part *p, part_size *size, struct span *data, struct span *ret_message)
{
	int64_t want;
	size_t n;

	forget(p);
	step(p, data);
	if (p->lost || !data->n)
		return false;
	if (p->kept.n)
		return message_kept(p, size, data, ret_message);
	want = size(*data);
	if (want < 0) {
		p->lost = true;
		return false;
	}
	n = (uint64_t)want < p->kept.max ? (size_t)want : p->kept.max;
	if (want == 0 || data->n < n)
		return message_kept(p, size, data, ret_message);
	p->cut = n < (uint64_t)want;
	p->skip = (uint64_t)want - n;
	*ret_message = span_sub(*data, 0, n);
	*data = span_sub(*data, n, data->n);
	return true;
}

static struct span without_end(struct span line)
{
	if (line.n && line.p[line.n - 1] == '\n')
		line.n--;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Steps over the rest of a line that was cut. */
static void step_tail(struct part *p, struct span *data)
{
	const uint8_t *end;

	if (!p->tail || !data->n)
		return;
	end = memchr(data->p, '\n', data->n);
	p->tail = !end;
	*data = span_sub(*data, end ? (size_t)(end - data->p) + 1 : data->n, data->n);
}

bool part_line(struct part *p, struct span *data, struct span *ret_line)
{
	const uint8_t *end;
	size_t n, room;

	forget(p);
	step_tail(p, data);
	if (!data->n)
		return false;
	end = memchr(data->p, '\n', data->n);
	n = end ? (size_t)(end - data->p) + 1 : data->n;
	room = p->kept.max - p->kept.n;
	p->cut = n > room;
	p->tail = p->cut && !end;
	if (end && !p->kept.n && !p->cut) {
		*ret_line = without_end(span_sub(*data, 0, n));
		*data = span_sub(*data, n, data->n);
		return true;
	}
	str_put(&p->kept, data->p, n < room ? n : room);
	*data = span_sub(*data, n, data->n);
	if (!end && !p->cut)
		return false;
	p->given = true;
	*ret_line = p->cut ? str_bytes(&p->kept) : without_end(str_bytes(&p->kept));
	return true;
}

bool part_rest(struct part *p, struct span *ret_line)
{
	forget(p);
	p->tail = false;
	if (!p->kept.n)
		return false;
	p->given = true;
	*ret_line = without_end(str_bytes(&p->kept));
	return true;
}

void part_gap(struct part *p, part_size *size, uint64_t n)
{
	int64_t want;

	forget(p);
	if (p->skip >= n) {
		p->skip -= n;
		return;
	}
	n -= p->skip;
	p->skip = 0;
	if (!size) {
		str_clear(&p->kept);
		p->tail = true;
		return;
	}
	want = p->kept.n ? size(str_bytes(&p->kept)) : -1;
	if (want <= 0 || (uint64_t)want < p->kept.n || (uint64_t)want - p->kept.n < n)
		p->lost = true;
	else
		p->skip = (uint64_t)want - p->kept.n - n;
	str_clear(&p->kept);
}
