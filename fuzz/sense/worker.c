#include "sense/worker.h"
#include "fuzz.h"

#include <fcntl.h>
#include <unistd.h>

/* A whole capture through everything, into nowhere. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct worker_settings s = worker_settings_usual;
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct eve_out *out = eve_out_new(fd);
	struct capture_file *file = NULL;
	struct capture_frame frame;
	struct worker *w;
	struct msg msg;

	s.flow.flows = 64;
	s.stream = (struct stream_settings){.depth = 65536, .held = 8192, .blocks = 64};
	s.defrag = (struct defrag_settings){DEFRAG_BSD, 4, 16, 64, 60};
	s.eve = eve_settings_usual;
	s.proto = proto_limits_usual;
	HOLDS(worker_new(&s, out, &w, &msg) == 0);
	if (capture_file_over(span_of(data, size), "fuzz", &file, &msg) == 0)
		while (capture_file_next(file, &frame, &msg) == 0)
			worker_frame(w, &frame);
	(void)capture_file_free(file);
	(void)worker_free(w);
	(void)eve_out_free(out);
	return close(fd);
}
