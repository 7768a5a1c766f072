#include "wire/vnc.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size);
	struct vnc_version version, same;
	struct vnc_security s;
	STR_AUTO(built, 64);
	size_t n = 0;

	if (vnc_version_parse(all, &version) == 0) {
		vnc_version_build(&built, version);
		HOLDS(vnc_version_parse(str_bytes(&built), &same) == 0);
		HOLDS(same.major == version.major && same.minor == version.minor);
		HOLDS(vnc_version_common(version).minor <= 8);
	}
	for (version.minor = 3; version.minor <= 8; version.minor += 5) {
		if (vnc_security_parse(all, version, &s) < 0)
			continue;
		HOLDS((version.minor == 3 ? vnc_security_size_33 : vnc_security_size)(
			  all, &n) == 0 &&
		      n <= size);
		HOLDS(fuzz_inside(s.types, all) && fuzz_inside(s.reason, all));
		for (size_t i = 0; i < s.types.n; i++)
			(void)vnc_security_name(s.types.p[i]);
	}
	return 0;
}
