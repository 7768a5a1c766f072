#include "base/parse.h"

#include "base/err.h"

int parse_int(struct span text, int64_t min, int64_t max, int64_t *ret)
{
	bool negative = text.n && text.p[0] == '-';
	int64_t v = 0;

	if (text.n == (size_t)negative)
		return ERR_SYNTAX;
	for (size_t i = negative; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return ERR_SYNTAX;
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_sub_overflow(v, text.p[i] - '0', &v))
			return ERR_RANGE;
	}
	if (!negative && __builtin_sub_overflow(0, v, &v))
		return ERR_RANGE;
	if (v < min || v > max)
		return ERR_RANGE;
	*ret = v;
	return 0;
}
