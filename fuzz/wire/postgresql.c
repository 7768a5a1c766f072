#include "wire/postgresql.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size);
	struct postgresql_error e, same;
	STR_AUTO(built, 1 << 16);
	size_t n = 0;

	if (postgresql_ssl_size(all, &n) == 0)
		HOLDS(n && n <= size);
	if (postgresql_error_parse(all, &e) < 0)
		return 0;
	HOLDS(fuzz_inside(e.message, all) && fuzz_inside(e.routine, all));
	postgresql_error_build(&built, &e);
	HOLDS(postgresql_error_parse(str_bytes(&built), &same) == 0);
	HOLDS(fuzz_same(same.severity, e.severity) && fuzz_same(same.code, e.code) &&
	      fuzz_same(same.message, e.message));
	HOLDS(fuzz_same(same.file, e.file) && fuzz_same(same.line, e.line) &&
	      fuzz_same(same.routine, e.routine));
	return 0;
}
