/* What a negotiation tells lies inside the frame. */
#include "wire/smb.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), name;
	struct smb_v2 two;
	struct smb_v1 one;
	size_t whole;

	if (smb_frame(all, &whole) < 0)
		return 0;
	HOLDS(whole <= size && whole >= 36);
	if (smb_v1_parse(all, &one) == 0)
		HOLDS(smb_v2_parse(all, &two) < 0 && (one.accepted || !one.signing_required));
	if (smb_v2_parse(all, &two) == 0) {
		HOLDS(fuzz_inside(two.guid, all) && two.guid.n == (two.status ? 0 : SMB_GUID));
		HOLDS(!smb_guid_name(two.guid, &name) ||
		      (name.n > 0 && fuzz_inside(name, two.guid)));
		HOLDS(smb_dialect_text(two.dialect)[0]);
	}
	return 0;
}
