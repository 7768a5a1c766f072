/* The orders that a report sorts by. */
#include "report/view.h"

#include <arpa/inet.h>

/* An address as 17 bytes that sort: family, then the bytes in network order. Text that is no
 * address sorts last. */
static void addr_key(const char *addr, uint8_t key[17])
{
	memset(key, 0, 17);
	if (inet_pton(AF_INET, addr, key + 1) == 1) {
		key[0] = 4;
	} else if (inet_pton(AF_INET6, addr, key + 1) == 1) {
		key[0] = 6;
	} else {
		memset(key, 0, 17);
		key[0] = 255;
	}
}

int view_compare_addr(const char *a, const char *b)
{
	uint8_t x[17], y[17];
	int r;

	addr_key(a, x);
	addr_key(b, y);
	r = memcmp(x, y, sizeof(x));
	return r ? r : strcmp(a, b);
}

/* The label that ends at end (which is after it), as a span. */
static struct span last_label(const char *name, size_t end)
{
	size_t begin = end;

	while (begin && name[begin - 1] != '.')
		begin--;
	return span_of(name + begin, end - begin);
}

int view_compare_name(const char *a, const char *b)
{
	size_t i = strlen(a), j = strlen(b);

	while (i && j) {
		struct span x = last_label(a, i), y = last_label(b, j);
		size_t n = MIN(x.n, y.n);
		int r = n ? memcmp(x.p, y.p, n) : 0;

		if (r == 0)
			r = (x.n > y.n) - (x.n < y.n);
		if (r)
			return r;
		i -= MIN(i, x.n + 1);
		j -= MIN(j, y.n + 1);
	}
	if (i != j)
		return i < j ? -1 : 1;
	return strcmp(a, b);
}
