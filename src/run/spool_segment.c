#include "run/spool_segment.h"

#include "base/parse.h"
#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

int spool_segment_list(
    const char *folder, struct arena *arena, struct spool_segments *ret, struct msg *msg)
{
	struct spool_segments list = {0};
	struct dirent *e;
	DIR *d = opendir(folder);

	if (!d)
		return file_error("read", folder, msg);
	while ((e = readdir(d))) { /* NOLINT(concurrency-mt-unsafe): the stream is our own */
		struct span name = span_str(e->d_name);
		int64_t number;

		if (name.n == 12 && span_eq(span_sub(name, 8, 4), ".seg") &&
		    parse_int(span_sub(name, 0, 8), 1, 99999999, &number) == 0)
			vec_push(arena, &list.all, (uint32_t)number);
	}
	(void)closedir(d);
	if (list.all.n)
		qsort(list.all.items, list.all.n, sizeof(uint32_t), by_number);
	*ret = list;
	return 0;
}

char *spool_segment_path(const char *folder, uint32_t number, struct arena *arena)
{
	return arena_printf(arena, "%s/%08u.seg", folder, number);
}

int spool_segment_lock(const char *folder, const char *name, struct msg *msg, int *ret_fd)
{
	STR_AUTO(path, 4096);
	int fd;

	str_addf(&path, "%s/%s", folder, name);
	fd = open(str_text(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return file_error("write", str_text(&path), msg);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		*ret_fd = fd;
		return 0;
	}
	(void)close(fd);
	if (errno != EWOULDBLOCK)
		return file_error("lock", str_text(&path), msg);
	msg_what(msg, "the spool is in use");
	msg_detail(msg, "another process holds %.200s", str_text(&path));
	msg_hint(msg, "wait until it ends");
	return ERR_BUSY;
}
