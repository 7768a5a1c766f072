#include "pack/mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(struct msg *msg, const char *path)
{
	int e = errno;

	msg_what(msg, "the knowledge pack cannot be read");
	msg_detail(msg, "%s: %s", path, strerrordesc_np(e));
	msg_hint(msg, "check the path and its permissions");
	return e == ENOENT ? ERR_NOTFOUND : ERR_IO;
}

int mapped_fd(int fd, const char *name, struct span *ret, struct msg *msg)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) < 0)
		return failed(msg, name);
	if (!S_ISREG(st.st_mode) || st.st_size == 0) {
		*ret = (struct span){NULL, 0};
		return 0;
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return failed(msg, name);
	*ret = span_of(p, (size_t)st.st_size);
	return 0;
}

/* The mapping outlives the descriptor. */
int mapped_open(const char *path, struct span *ret, struct msg *msg)
{
	int r, fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return failed(msg, path);
	r = mapped_fd(fd, path, ret, msg);
	(void)close(fd);
	return r;
}

void mapped_close(struct span bytes)
{
	union {
		const uint8_t *p;
		void *map;
	} u = {.p = bytes.p};

	if (bytes.n)
		(void)munmap(u.map, bytes.n);
}
