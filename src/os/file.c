#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int errno_err(int e)
{
	switch (e) {
	case ENOENT:
	case ENOTDIR:
		return ERR_NOTFOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case ENOSPC:
	case EDQUOT:
		return ERR_FULL;
	case EPIPE:
		return ERR_CLOSED;
	default:
		return ERR_IO;
	}
}

static const char *errno_hint(int e)
{
	switch (e) {
	case ENOENT:
	case ENOTDIR:
		return "check the path";
	case EACCES:
	case EPERM:
		return "check who owns the file and its folder, or choose another place";
	case EROFS:
		return "the file system is read-only: choose another place";
	case ENOSPC:
	case EDQUOT:
		return "free some space or choose another place; nothing that was there before "
		       "is lost";
	default:
		return "see the detail";
	}
}

int file_error(const char *op, const char *path, struct msg *msg)
{
	int e = errno;

	msg_what(msg, "cannot %s %.150s", op, path);
	msg_detail(msg, "%s", strerrordesc_np(e) ? strerrordesc_np(e) : "unknown error");
	msg_hint(msg, "%s", errno_hint(e));
	return errno_err(e);
}

int file_read(const char *path, struct str *ret, struct msg *msg)
{
	char buf[16384];
	ssize_t n;
	int r = 0, fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return file_error("read", path, msg);
	while ((n = read(fd, buf, sizeof(buf))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			r = file_error("read", path, msg);
			break;
		}
		str_put(ret, buf, (size_t)n);
		if (str_ok(ret) < 0) {
			msg_what(msg, "cannot read %.150s", path);
			msg_detail(msg, "it is larger than %zu bytes", ret->max);
			msg_hint(msg, "check that it is the right file");
			r = ERR_LIMIT;
			break;
		}
	}
	(void)close(fd);
	return r;
}

int file_write_all(int fd, struct span bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno_err(errno);
		bytes = span_sub(bytes, (size_t)n, bytes.n);
	}
	return 0;
}

/* Writes the bytes to a new file, synced; what failed is not left there. */
static int write_new(const char *path, struct span bytes, unsigned mode, struct msg *msg)
{
	int fd, r = 0;

	(void)unlink(path); /* mostly there is none */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return file_error("write", path, msg);
	if (file_write_all(fd, bytes) < 0 || fsync(fd) < 0)
		r = file_error("write", path, msg);
	if (close(fd) < 0 && r == 0)
		r = file_error("write", path, msg);
	if (r < 0)
		(void)unlink(path); /* what failed is reported already */
	return r;
}

int file_write(const char *path, struct span bytes, unsigned mode, struct msg *msg)
{
	STR_AUTO(temp, 4096);
	int r;

	/* Always the same name, so that what a killed process left is gone with the next one.
	 */
	str_addf(&temp, "%s.tmp", path);
	if (str_ok(&temp) < 0)
		return ERR_LIMIT;
	r = write_new(str_text(&temp), bytes, mode, msg);
	if (r == 0 && rename(str_text(&temp), path) < 0) {
		r = file_error("write", path, msg);
		(void)unlink(str_text(&temp)); /* what failed is reported already */
	}
	return r;
}

int file_create(const char *path, struct span bytes, unsigned mode, struct msg *msg)
{
	STR_AUTO(temp, 4096);
	int r;

	/* One a process: others may be at it. */
	str_addf(&temp, "%s.%d.tmp", path, (int)getpid());
	if (str_ok(&temp) < 0)
		return ERR_LIMIT;
	r = write_new(str_text(&temp), bytes, mode, msg);
	if (r < 0)
		return r;
	/* A rename would replace what another process has just made; a link does not. */
	if (link(str_text(&temp), path) < 0) {
		r = errno == EEXIST ? ERR_EXISTS : 0;
		if (r == 0)
			r = file_error("create", path, msg);
	}
	(void)unlink(str_text(&temp)); /* its other name stays, or nothing does */
	return r;
}

int file_make_folder(const char *path, unsigned mode, struct msg *msg)
{
	STR_AUTO(part, 4096);
	struct stat st;

	for (const char *p = path; *p; p++) {
		if (*p == '/' && part.n && mkdir(str_text(&part), mode) < 0 && errno != EEXIST)
			return file_error("create", str_text(&part), msg);
		str_char(&part, *p);
	}
	if (str_ok(&part) < 0)
		return ERR_LIMIT;
	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return file_error("create", path, msg);
	if (stat(path, &st) < 0)
		return file_error("create", path, msg);
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return file_error("create", path, msg);
	}
	return 0;
}

char *file_folder(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return arena_strdup(arena, ".");
	return slash == path ? arena_strdup(arena, "/")
			     : arena_strndup(arena, path, (size_t)(slash - path));
}
