#include "wire/tls.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tls_answer a = {0}, first;
	char name[8];
	size_t record;

	if (tls_parse_answer(span_of(data, size), &a) < 0) {
		HOLDS(!a.hello && !a.alert);
		return 0;
	}
	HOLDS(tls_looks_like(span_of(data, size)) && a.hello == (data[0] == 22));
	HOLDS(*tls_suite_name(a.suite, name) && *tls_version_name(a.version, name));
	/* What follows the first record changes nothing. */
	record = 5 + (size_t)(data[3] << 8 | data[4]);
	HOLDS(record <= size && tls_parse_answer(span_of(data, record), &first) == 0);
	HOLDS(first.hello == a.hello && first.suite == a.suite && first.version == a.version);
	return 0;
}
