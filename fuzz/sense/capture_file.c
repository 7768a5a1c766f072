#include "fuzz.h"
#include "sense/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct capture_file *file;
	struct capture_frame frame;
	struct msg msg;
	uint64_t n = 0;

	if (capture_file_over(span_of(data, size), "fuzz", &file, &msg) < 0)
		return 0;
	while (capture_file_next(file, &frame, &msg) == 0) {
		HOLDS(frame.nr == ++n && frame.caplen <= frame.wirelen);
		HOLDS(fuzz_inside(span_of(frame.bytes, frame.caplen), span_of(data, size)));
	}
	(void)capture_file_free(file);
	return 0;
}
