#include "wire/rdp.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size);
	struct rdp_confirm confirm, same;
	STR_AUTO(built, 64);
	size_t n = 0;

	if (rdp_confirm_parse(all, &confirm) < 0)
		return 0;
	HOLDS(rdp_packet_size(all, &n) == 0 && n <= size);
	HOLDS(rdp_confirm_text(&confirm) != NULL);
	rdp_confirm_build(&built, &confirm);
	HOLDS(built.n == n && rdp_confirm_parse(str_bytes(&built), &same) == 0);
	HOLDS(same.answer == confirm.answer && same.value == confirm.value);
	return 0;
}
