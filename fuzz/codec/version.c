/* Any two texts have an order, and their keys have the same; what is guessed is a scheme. */
#include "codec/version.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span b = span_of(data, size), a;
	STR_AUTO(x, (size_t)1 << 24);
	STR_AUTO(y, (size_t)1 << 24);

	if (size > 4096 || !span_split(&b, '\n', &a))
		return 0;
	HOLDS(version_guess(a) < VERSION_SCHEMES);
	for (int i = 0; i < VERSION_SCHEMES; i++) {
		int r = version_compare((enum version_scheme)i, a, b), k;

		str_clear(&x);
		str_clear(&y);
		version_key((enum version_scheme)i, a, &x);
		version_key((enum version_scheme)i, b, &y);
		HOLDS(x.n <= 4 * a.n + 16 && x.n > 0 && y.n > 0);
		k = memcmp(x.p, y.p, MIN(x.n, y.n));
		k = k ? k : (x.n > y.n) - (x.n < y.n);
		HOLDS((k > 0) == (r > 0) && (k < 0) == (r < 0));
	}
	return 0;
}
