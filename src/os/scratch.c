#include "os/scratch.h"

#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder(void)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment */
	const char *given = getenv("TMPDIR");

	return given && *given ? given : "/var/tmp";
}

int scratch_new(int64_t max, struct scratch *ret, struct msg *msg)
{
	int fd = open(folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0) /* a file system without unnamed files */
		fd = memfd_create("varde", MFD_CLOEXEC);
	if (fd < 0)
		return file_error("create", folder(), msg);
	*ret = (struct scratch){.fd = fd, .max = max};
	return 0;
}

int scratch_of_file(const char *path, int64_t max, struct scratch *ret, struct msg *msg)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return file_error("read", path, msg);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > max) {
		(void)close(fd);
		msg_what(msg, "a file cannot be read");
		msg_detail(msg, "%s: it is no ordinary file, or longer than %lld bytes", path,
		    (long long)max);
		msg_hint(msg, "give another file");
		return ERR_LIMIT;
	}
	*ret = (struct scratch){.fd = fd, .n = st.st_size, .max = max};
	return 0;
}

int scratch_write(struct scratch *s, struct span bytes, struct msg *msg)
{
	int r;

	if ((int64_t)bytes.n > s->max - s->n) {
		msg_what(msg, "there is more than can be right");
		msg_detail(msg, "more than %lld bytes, unpacked", (long long)s->max);
		msg_hint(msg, "what was known before stays in use; look at the file");
		return ERR_LIMIT;
	}
	r = file_write_all(s->fd, bytes);
	if (r < 0)
		return file_error("write", folder(), msg);
	s->n += (int64_t)bytes.n;
	return 0;
}

int scratch_clear(struct scratch *s, struct msg *msg)
{
	if (ftruncate(s->fd, 0) < 0 || lseek(s->fd, 0, SEEK_SET) < 0)
		return file_error("write", folder(), msg);
	s->n = 0;
	return 0;
}

int scratch_bytes(struct scratch *s, struct span *ret, struct msg *msg)
{
	if (!s->map && s->n > 0) {
		void *map = mmap(NULL, (size_t)s->n, PROT_READ, MAP_PRIVATE, s->fd, 0);

		if (map == MAP_FAILED)
			return file_error("read", folder(), msg);
		s->map = map;
		s->mapped = (size_t)s->n;
		(void)madvise(map, s->mapped, MADV_SEQUENTIAL); /* a hint */
	}
	*ret = span_of(s->map, s->mapped);
	return 0;
}

void scratch_rest(const struct scratch *s)
{
	if (s->map)
		(void)madvise(
		    s->map, s->mapped, MADV_DONTNEED); /* a private map, never written */
}

void scratch_done(struct scratch *s)
{
	if (s->map)
		(void)munmap(s->map, s->mapped);
	if (s->fd > 0)
		(void)close(s->fd); /* nothing of it is kept */
	*s = (struct scratch){0};
}
