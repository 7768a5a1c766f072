#include "watchers/distinct.h"

#include "watchers/slots.h"

bool distinct_add(struct distinct *d, uint32_t item)
{
	for (uint32_t i = 0; i < d->n; i++)
		if (d->items[i] == item)
			return false;
	if (d->n == DISTINCT_MAX)
		return false;
	d->items[d->n++] = item;
	return true;
}

bool distinct_add_bytes(struct distinct *d, struct span bytes)
{
	return distinct_add(d, (uint32_t)(slots_hash(1, bytes) >> 32));
}
