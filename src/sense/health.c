#include "sense/health.h"

#include "base/parse.h"

#include <fcntl.h>
#include <unistd.h>

static void member(struct json_writer *w, const char *key, uint64_t v)
{
	json_member_int(w, key, (int64_t)MIN(v, (uint64_t)INT64_MAX));
}

void health_put(const struct health *h, struct str *to)
{
	const struct stats *s = h->stats;
	struct json_writer w;

	json_write_init(&w, to, 0);
	json_write_object(&w);
	json_member_int(&w, "time", h->time);
	member(&w, "packets", s->frames);
	member(&w, "drops", s->ring.drops);
	member(&w, "gaps", s->stream.gap_bytes);
	/* Per mille of the flows that could have had two sides. */
	member(&w, "one_sided", s->two_way ? s->one_sided * 1000 / s->two_way : 0);
	json_member_int(&w, "memory", h->memory);
	json_member_int(&w, "pack", h->pack);
	if (h->pack_error && h->pack_error[0])
		json_member_text(&w, "pack_error", h->pack_error);
	if (h->output_error && h->output_error[0])
		json_member_text(&w, "output_error", h->output_error);
	json_member_text(&w, "release", VARDE_VERSION);
	member(&w, "alerts", s->alerts);
	member(&w, "events", s->eve.events);
	member(&w, "events_lost", s->eve.dropped + h->kept.refused);
	member(&w, "events_dropped", h->kept.dropped);
	member(&w, "events_waited", s->eve.waited);
	json_write_object_end(&w);
	str_char(to, '\n');
}

int health_memory_open(void)
{
	return open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

int64_t health_memory(int fd)
{
	char text[128];
	struct span rest, word = {0};
	int64_t pages = 0;
	ssize_t n;

	/* It is the descriptor's position, not pread: the sandbox knows that one only. */
	if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return 0;
	n = read(fd, text, sizeof(text));
	if (n <= 0)
		return 0;
	/* The second number: resident pages. */
	rest = span_of(text, (size_t)n);
	(void)span_split(&rest, ' ', &word);
	if (!span_split(&rest, ' ', &word) || parse_int(word, 0, INT64_MAX >> 16, &pages) < 0)
		return 0;
	return pages * sysconf(_SC_PAGESIZE);
}
