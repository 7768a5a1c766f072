/* Any bytes as NVD's .meta. */
#include "feed/nvd_meta.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nvd_meta m;
	struct msg msg = {0};

	if (nvd_meta_read(span_of(data, size), &m, &msg) < 0)
		HOLDS(msg.what[0] && msg.detail[0]);
	else
		HOLDS(m.size > 0 && strlen(m.sha256) == 64);
	return 0;
}
